"""Which regions a paper names, and which of them a sentence, a heading, a list or a table speaks of."""

import re

import pytest

from cutbench.extraction import read_by_pattern
from cutbench.extraction.quoting import cuts_of_quote
from cutbench.extraction.regions import Regions, regions_of, with_ancestors
from cutbench.extraction.sentences import sentences_of
from cutbench.language import load_language
from cutbench.papers import body_sections
from cutbench.papers.table_kinds import with_captions
from cutbench.reading import Reader
from cutbench.schema.documents import Block, Document, Page

READER = Reader(load_language(open_names=True))


def document(*blocks):
    """A paper of one page; a block is its text, or its kind, its text and, of a table, its rows."""
    given = [("paragraph", block) if isinstance(block, str) else block for block in blocks]
    made, place = [], 0
    for kind, text, *rows in given:
        made.append(Block(kind=kind, text=text, page=1, start=place, end=place + len(text), rows=tuple(*rows)))
        place += len(text) + 2
    page = Page(number=1, text="\n\n".join(text for _, text, *_ in given), width_pt=1, height_pt=1)
    return Document(
        paper="2001.00001",
        title="T",
        sha256="0",
        backend="b",
        pages=(page,),
        blocks=with_captions(made),
        references=(),
    )


def known(*blocks):
    return {one.id: one for one in regions_of(document(*blocks)).known.values()}


def heading(text):
    return ("heading", text)


def caption(text):
    return ("caption", text)


def table(*rows):
    cells = [tuple(row.split("; ")) for row in rows]
    return ("table", "\n".join(f"| {' | '.join(row)} |" for row in cells), cells)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Events in SRA and SR-B are kept.", ["SRA", "SR-B"]),
        ("SR_{high}, VRtop and CRW^{lo} exist.", ["SR_high", "VRtop", "CRWlo"]),
        ("the one-muon region (1muCR) and PhJetCR", ["1muCR", "PhJetCR"]),
        ("the WZ-CR and ttZ-CR", ["WZ-CR", "ttZ-CR"]),
        ("bins SR1–3 and SRx–z", ["SR1", "SR2", "SR3", "SRx"]),
        ("SR1-2 is one name", ["SR1-2"]),
        ("in SR 1 and SR 12b", ["SR1", "SR12b"]),
        ("five windows (SRC1–SRC3)", ["SRC1", "SRC2", "SRC3"]),
        ("the SRs, all CRs and the VR", []),
        ("ISR and FSR jets, an SR-like selection, CR-only fits", []),
        ("in the SR 250 GeV are asked for", []),
        ("two super signal regions (SSRs), SSR1 and SSR2", ["SSR1", "SSR2"]),
        ("control regions R1–R3 and signal region R4 are used", ["R1", "R2", "R3", "R4"]),
        ("signal regions labelled HM and LM", ["HM", "LM"]),
        ("The signal region is called Tight1.", []),
        ("A signal region (region A) and region B", ["A", "B"]),
        ("A requirement is made in the region |η| < 2.5. In the barrel region The tracker", []),
    ],
)
def test_names_are_found_by_their_kind(text, ids):
    found = [name for name in known(text) if name not in {"signal", "control", "validation", "preselection"}]
    assert sorted(found) == sorted(ids)


def test_kinds_are_those_of_the_acronym_or_of_the_words():
    regions = known(
        "Three control regions (CR) and one signal region (SR) are used: regions R1–R4.",
        "• R1 (CR): mT ≤ 140 GeV,\n• R4 (SR): mT > 140 GeV.",
        "The validation region HM1 is close to SRA. The WZ-CR is not.",
    )
    kinds = {name: one.kind for name, one in regions.items()}
    assert kinds["R1"] == "control"
    assert kinds["R4"] == "signal"
    assert kinds["HM1"] == "validation"
    assert (kinds["SRA"], kinds["WZ-CR"]) == ("signal", "control")


def test_a_region_without_a_name_is_called_by_its_kind():
    regions = known("The signal region has MET > 300 GeV.", "CRW is the control region of W boson production.")
    assert set(regions) == {"signal", "CRW"}


@pytest.mark.parametrize(
    ("sentences", "child", "parent"),
    [
        (["A common preselection is applied. SRA is defined in addition to the preselection."], "SRA", "preselection"),
        (["SRA asks for three jets. SRB is defined on top of SRA."], "SRB", "SRA"),
        (["In SRA two categories, SRA-TT and SRA-T0, are defined."], "SRA-TT", "SRA"),
        (["SR1 is divided into SR1a and SR1b."], "SR1b", "SR1"),
        (["SR1 and SR16 are disjoint."], "SR16", None),
        (["CRA normalises the background of SRA."], "CRA", None),
        (["SRA is defined on top of SRB. SRB is defined on top of SRA."], "SRA", None),
    ],
)
def test_a_region_adds_to_another_one(sentences, child, parent):
    assert known(*sentences)[child].parent == parent


def test_only_regions_that_are_named_are_listed_with_those_that_they_add_to():
    regions = known("After the preselection, SRA is defined on top of SR_common. SR_common is defined on top of SRX.")
    assert [one.id for one in with_ancestors(regions, ["SRA"])] == ["SRA", "SR_common", "SRX"]


INTRODUCTION = "Signal regions SR1, SR2 and SR3 and control regions CRW and CRT are defined."


def cuts(*blocks):
    paper = document(*blocks)
    regions = regions_of(paper)
    quotes = sentences_of(paper.paper, (block for section in body_sections(paper) for block in section.blocks))
    return [cut for quote in quotes for cut in cuts_of_quote(paper, quote, READER, regions) if "GeV" in quote.text]


@pytest.mark.parametrize(
    ("sentence", "ids"),
    [
        ("In SR1, events must have HT > 500 GeV.", ("SR1",)),
        ("In SR1 and SR2, events must have HT > 500 GeV.", ("SR1", "SR2")),
        ("Events in the signal regions must have HT > 500 GeV.", ("SR1", "SR2", "SR3")),
        ("In all SRs, events must have HT > 500 GeV.", ("SR1", "SR2", "SR3")),
        ("In all signal and control regions events must have HT > 500 GeV.", ("SR1", "SR2", "SR3", "CRW", "CRT")),
        ("In SR1, which is orthogonal to SR2, events must have HT > 500 GeV.", ("SR1",)),
        ("In the signal region, events must have HT > 500 GeV.", ()),  # which of the three?
        ("Events must have HT > 500 GeV.", ()),
    ],
)
def test_a_sentence_speaks_of_the_regions_that_it_names(sentence, ids):
    (cut,) = cuts(INTRODUCTION, sentence)[-1:]
    assert cut.regions == ids
    heads = {READER.language.parse(text).head for text in cut.statements}
    assert all(head.kind == "event" or head.name in ids for head in heads)


def test_statements_of_two_regions_are_one_cut_with_a_statement_for_each():
    (cut,) = cuts(INTRODUCTION, "In CRW and CRT, events must have HT > 500 GeV.")
    assert cut.statements == ("region CRW (control): select HT > 500 GeV", "region CRT (control): select HT > 500 GeV")


def test_values_in_turn_are_not_of_all_regions():
    found = cuts(INTRODUCTION, "In SR1 and SR2, events must have HT > 500 and 700 GeV, respectively.")
    assert all(set(cut.regions) < {"SR1", "SR2"} or not cut.regions for cut in found)


@pytest.mark.parametrize(
    ("above", "ids"),
    [
        ("5.2 Signal region SR2", ("SR2",)),
        ("5.2 Signal regions", ("SR1", "SR2", "SR3")),
        ("SR1 and SR3", ("SR1", "SR3")),
        ("5.2 Event selection", ()),
        ("Control regions", ("CRW", "CRT")),
    ],
)
def test_a_heading_says_it_of_all_sentences_below(above, ids):
    found = [cut.regions for cut in cuts(INTRODUCTION, heading(above), "Events must have HT > 500 GeV.")]
    assert found == [ids]


def test_letters_of_a_heading_are_names_in_full_elsewhere():
    found = cuts(
        "SRA and SRB are defined.", heading("Signal regions A and B"), "Events must have HT > 500 GeV.",
        heading("Signal region B"), "Events must have ST > 700 GeV.",
    )  # fmt: skip
    assert [cut.regions for cut in found] == [("SRA", "SRB"), ("SRB",)]


def test_this_region_is_the_one_named_last():
    found = cuts(
        heading("Search"), "SR1 and SR2 exist.", "SR2 is for light particles. In this region HT > 500 GeV is required."
    )
    assert found[-1].regions == ("SR2",)


def test_objects_below_a_heading_are_not_of_its_regions():
    (cut,) = cuts(INTRODUCTION, heading("Signal regions"), "Jets must have pT > 20 GeV.")
    assert (cut.object, cut.regions) == ("Jet", ())


@pytest.mark.parametrize("label", ["R1 (CR)", "R1"])
def test_the_label_of_an_item_is_its_region(label):
    intro = "There are regions R1 and R2:"
    found = cuts(intro, f"• {label}: HT < 500 GeV,", "• R2 (SR): HT > 500 GeV.")
    assert [cut.regions for cut in found] == [("R1",), ("R2",)]


def test_items_of_a_list_below_a_sentence_that_names_a_region():
    found = cuts(INTRODUCTION, "SR1 requires:\n• HT > 500 GeV,\n• MET > 200 GeV.")
    assert [cut.regions for cut in found if "HT" in cut.text] == [("SR1",)]


COLUMNS = ("Quantity; SR1; SR2; CRW", "HT; > 500 GeV; > 700 GeV; > 500 GeV", "MET; > 200 GeV; -; < 50 GeV")


def test_columns_are_regions():
    found = cuts(caption("Table 1: Selection."), table(*COLUMNS))
    assert {(cut.regions, cut.statements[0].partition(" select ")[2]) for cut in found if cut.statements} == {
        (("SR1",), "HT > 500 GeV"),
        (("SR2",), "HT > 700 GeV"),
        (("CRW",), "HT > 500 GeV"),
        (("SR1",), "MET > 200 GeV"),
        (("CRW",), "MET < 50 GeV"),
    }


def test_the_names_of_the_regions_may_stand_below_what_all_ask_for():
    rows = ("HT; > 500 GeV; > 500 GeV", "Region; SR1; SR2", "MET; > 200 GeV; > 300 GeV")
    found = cuts(caption("Table 1: Selection."), table(*rows))
    of = {(cut.statements[0].partition(" select ")[2], cut.regions) for cut in found}
    assert of == {
        ("HT > 500 GeV", ("SR1",)),
        ("HT > 500 GeV", ("SR2",)),
        ("MET > 200 GeV", ("SR1",)),
        ("MET > 300 GeV", ("SR2",)),
    }


def test_columns_of_a_table_that_defines_regions_need_no_acronym():
    said = caption("Table 2: Definition of the signal regions.")
    found = cuts(said, table("Cut; HM; LM", "HT; > 500 GeV; < 500 GeV"))
    assert [cut.regions for cut in found] == [("HM",), ("LM",)]
    yields = caption("Table 2: Observed yields in the signal regions.")
    assert "HM" not in known(yields, table("Sample; HM; LM", "data; 5; 6"))


def test_a_column_is_the_last_part_of_names_and_a_row_says_of_which():
    said = caption("Table 2: Definition of the signal regions SRA and SRB.")
    rows = ("Region; TT; T0", "HT; > 500 GeV; > 400 GeV")
    found = cuts("SRA-TT, SRA-T0, SRB-TT and SRB-T0 are used.", said, table(*rows))
    assert [cut.regions for cut in found] == [("SRA-TT", "SRB-TT"), ("SRA-T0", "SRB-T0")]
    rows = ("Region; TT; T0", "A; HT; > 500 GeV; > 400 GeV", "; MET; > 50 GeV; > 40 GeV", "B; MET; > 30 GeV; > 20 GeV")
    found = cuts("SRA-TT, SRA-T0, SRB-TT and SRB-T0 are used.", said, table("Region; ; TT; T0", *rows[1:]))
    of = {re.search(r"\d+ GeV", cut.text)[0]: cut.regions for cut in found if cut.statements}
    assert of == {"500 GeV": ("SRA-TT",), "400 GeV": ("SRA-T0",), "50 GeV": (), "40 GeV": (), "30 GeV": ("SRB-TT",),
                  "20 GeV": ("SRB-T0",)}  # fmt: skip


def cuts_of_paper(*blocks):
    paper = document(*blocks)
    return {(cut.statements, cut.regions) for cut in read_by_pattern(paper.paper, {paper.paper: paper}, READER, 1).cuts}


def test_an_entry_of_a_grid_is_a_region_of_its_column():
    rows = ("Cut; HT > 200 GeV; HT > 600 GeV", "low; SR1; SR2", "high; SR3; SR4")
    assert cuts_of_paper(caption("Table 3: Signal regions."), table(*rows)) == {
        (("region SR1: select HT > 200 GeV", "region SR3: select HT > 200 GeV"), ("SR1", "SR3")),
        (("region SR2: select HT > 600 GeV", "region SR4: select HT > 600 GeV"), ("SR2", "SR4")),
    }


def test_names_of_columns_may_stand_anywhere_below_the_word_region():
    rows = (
        "Target; squarks; squarks; gluinos; gluinos",
        "Requirement; Signal region [low-]; Signal region [low-]; Signal region [low-]; Signal region [low-]",
        "Requirement; 2j-120; 2j-120; 4j-90; 4j-90",
        "HT [GeV] >; 500; 500; 400; 400",
        "; 2j-120a; 2j-120b; 4j-90a; 4j-90b",
        "MET [GeV] >; 200; 300; 200; -",
    )
    assert {(statements[0], regions) for statements, regions in cuts_of_paper(table(*rows))} == {
        ("region low-2j-120: select HT > 500 GeV", ("low-2j-120",)),
        ("region low-4j-90: select HT > 400 GeV", ("low-4j-90",)),
        ("region low-2j-120a: select MET > 200 GeV", ("low-2j-120a", "low-4j-90a")),
        ("region low-2j-120b: select MET > 300 GeV", ("low-2j-120b",)),
    }


def test_a_name_says_its_kind_better_than_a_caption():
    said = caption("Table 2: Criteria of the control regions used to estimate backgrounds in the signal regions.")
    assert known(said, table("Cut; CRA-TT; CRB", "HT; > 5 GeV; > 7 GeV"))["CRB"].kind == "control"


def test_columns_of_samples_are_no_regions():
    assert known(caption("Table 1: Samples."), table("Process; Sherpa; CT10", "Z; 2.2; 7")) == {}
    assert known(table("Source; A1; A2", "Region; 3; 5", "JES; 2; 4")) == {}


def test_rows_may_be_labelled_with_regions_that_have_no_names():
    said = caption("Table 1: Criteria of the control and signal regions.")
    rows = ("Region; Selection", "Preselection; HT > 100 GeV", "Control region; Preselection",
            "Control region; MET < 50 GeV", "Signal region; MET > 90 GeV")  # fmt: skip
    text = "Events pass a preselection. The control region and the signal region are orthogonal."
    assert cuts_of_paper(text, said, table(*rows)) == {
        (("region preselection (preselection): select HT > 100 GeV",), ("preselection",)),
        (("region control (control): select MET < 50 GeV",), ("control",)),
        (("region signal: select MET > 90 GeV",), ("signal",)),
    }


BINS = ("N_{jet}; HT [GeV]; Bin; Observed", "2; 200–400; A1; 5", "2; ≥400; A2; 1", "≥3; ≥200; A3; 0")


def test_a_row_of_a_table_of_bins_is_one_of_them_whatever_else_the_table_counts():
    said = caption("Table 4: Search bins and the observed numbers of events.")
    assert known(said, table(*BINS))["A1"].kind == "bin"
    assert cuts_of_paper(said, table(*BINS)) == {
        (("region A1: select size(jet) == 2", "region A2: select size(jet) == 2"), ("A1", "A2")),
        (("region A1: select HT >= 200 GeV and HT < 400 GeV",), ("A1",)),
        (("region A2: select HT >= 400 GeV",), ("A2",)),
        (("region A3: select size(jet) >= 3",), ("A3",)),
        (("region A3: select HT >= 200 GeV",), ("A3",)),
    }


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("SR1", ("SR1",)),
        ("sr-1", ("SR1",)),
        ("signal region SR 1", ("SR1",)),
        ("signal", ("SR1", "SR2", "SR3")),
        ("signal regions", ("SR1", "SR2", "SR3")),
        ("SR9", ()),
        ("", ()),
    ],
)
def test_what_a_model_calls_a_region_is_one_of_the_paper_or_none(name, ids):
    assert regions_of(document(INTRODUCTION)).known_as(name) == ids


def test_the_list_names_its_regions_and_what_they_add_to():
    paper = document(
        "A preselection is applied. SRA is defined in addition to the preselection.",
        "In SRA, events must have HT > 500 GeV.",
    )
    found = read_by_pattern(paper.paper, {paper.paper: paper}, READER, 1)
    assert [(one.id, one.kind, one.parent) for one in found.regions] == [
        ("SRA", "signal", "preselection"),
        ("preselection", "preselection", None),
    ]


def test_a_paper_without_regions_has_none():
    assert isinstance(regions_of(document("Jets must have pT > 20 GeV.")), Regions)
    assert known("Jets must have pT > 20 GeV.") == {}
