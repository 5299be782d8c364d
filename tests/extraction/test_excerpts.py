"""Tables by themselves: what each cell asks for follows from its row, its column and the cells beside it."""

from pathlib import Path

import pytest

from cutbench.extraction import read_text
from cutbench.language import load_language
from cutbench.papers import read_excerpt
from cutbench.reading import Reader
from cutbench.steps.reading import read_file, tabulate_parts


@pytest.fixture(scope="module")
def read():
    reader = Reader(load_language(open_names=True))
    return lambda text: read_text(text, "Event selection", reader)


def table(*rows):
    lines = [f"| {' | '.join(row.split(';'))} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0].split(";")) + "|", *lines[1:]])


def test_an_excerpt_is_a_paper_of_one_page():
    document = read_excerpt("Jets are used.\n\n| a | b | c |\n|---|---|---|\n| **d** | \\|e\\| | |", "4 Jets")
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "table"]
    assert document.blocks[2].rows == (("a", "b", "c"), ("d", "|e|", "|e|"))
    assert all(document.pages[0].text[one.start : one.end] == one.text for one in document.blocks)


REGIONS = table(
    "Requirement;SR-A;CRtop",
    "E_{T}^{miss} [GeV];> 210;same as SR-A",
    "p_{T}^{j1}, p_{T}^{j2} [GeV];> 90, > 40;> 80, > 30",
    "b-jets;veto;≥ 1",
    "Frobnication;> 3;–",
    "\\|η(j_{1})\\|;< 2.1;",
)


def test_a_table_is_read_by_region_and_what_is_not_is_said(read):
    reading = read(REGIONS)
    assert set(reading.statements) == {
        "region SR-A: select MET > 210 GeV",
        "region CRtop (control): select MET > 210 GeV",
        "region SR-A: select pT(jet[0]) > 90 GeV",
        "region SR-A: select pT(jet[1]) > 40 GeV",
        "region CRtop (control): select pT(jet[0]) > 80 GeV",
        "region CRtop (control): select pT(jet[1]) > 30 GeV",
        "region SR-A: select size(bjet) == 0",
        "region CRtop (control): select size(bjet) >= 1",
        "region SR-A: select abs(eta(jet[0])) < 2.1",
        "region CRtop (control): select abs(eta(jet[0])) < 2.1",
    }
    assert reading.left_over == ("SR-A: Frobnication > 3",)


def test_regions_may_be_rows(read):
    found = read(table("Region;MET [GeV];H_T [GeV]", "SRlow;90–130;> 250", "VR-x;< 90;–"))
    assert set(found.statements) == {
        "region SRlow: select MET [] 90 GeV 130 GeV",
        "region SRlow: select HT > 250 GeV",
        "region VR-x (validation): select MET < 90 GeV",
    }


@pytest.mark.parametrize(
    ("rows", "statements"),
    [
        (
            ("Selection;τ_{e}τ_{had};τ_{μ}τ_{had}", "N_{τ};1;1", "E_{T}^{miss} [GeV];> 15;> 25"),
            {"τeτhad: size(tau) == 1", "τμτhad: size(tau) == 1", "τeτhad: MET > 15 GeV", "τμτhad: MET > 25 GeV"},
        ),
        (
            (";Z → ee;Z → μμ", "p_{T}^{ℓ} [GeV];> 24;> 22", "N_{ℓ};exactly 2;exactly 2"),
            {"Z→ee: size(electron) == 2", "Z→μμ: size(muon) == 2",
             "Z→ee: all(electron, pT(electron) > 24 GeV)", "Z→μμ: all(muon, pT(muon) > 22 GeV)"},
        ),
        (
            ("Cut;e + jets;Dilepton", "N_{ℓ};exactly 1;exactly 2", "p_{T}^{ℓ} [GeV];> 31;> 19",
             "Identification;Tight;Tight"),
            {"e+jets: size(electron) == 1", "Dilepton: size(lepton) == 2", "e+jets: pT(electron[0]) > 31 GeV",
             "Dilepton: all(lepton, pT(lepton) > 19 GeV)", "e+jets: id(electron[0]) == tight"},
        ),
        (
            ("Variable;Resolved;Merged", "Large-R jets;–;≥ 1, p_{T} > 270 GeV", "Jets;≥ 4;≥ 2"),
            {"Merged: size(fatjet, pT(fatjet) > 270 GeV) >= 1", "Resolved: size(jet) >= 4", "Merged: size(jet) >= 2"},
        ),
        (
            ("Exclusive;EX1;EX2", "p_{T}^{recoil} [GeV];220–260;260–300", "Inclusive;IN1;IN2",
             "p_{T}^{recoil} [GeV];> 220;> 260"),
            {"EX1: `p_T^recoil` [] 220 GeV 260 GeV", "EX2: `p_T^recoil` [] 260 GeV 300 GeV",
             "IN1: `p_T^recoil` > 220 GeV", "IN2: `p_T^recoil` > 260 GeV"},
        ),
        (
            ("Variable;Two-tau;Other", "τ_{had} p_{T} [GeV];> 45, > 35;> 25", "Lepton flavours;eμ;SF"),
            {"Two-tau: pT(tau[0]) > 45 GeV", "Two-tau: pT(tau[1]) > 35 GeV", "Other: pT(tau) > 25 GeV",
             "Two-tau: flavour(lepton[0]) != flavour(lepton[1])", "Other: flavour(lepton[0]) == flavour(lepton[1])"},
        ),
    ],
)  # fmt: skip
def test_columns_may_be_channels(read, rows, statements):
    found = {line.removeprefix("region ").replace("select ", "") for line in read(table(*rows)).statements}
    assert found == statements


@pytest.mark.parametrize(
    "rows",
    [
        ("Variable;Loose;Tight", "H/E;< 0.08;< 0.05", "σ_{iηiη};< 0.015;< 0.012"),  # classes of objects
        ("Variable;Barrel;Endcap", "R_{9};> 0.5;> 0.8", "H/E;< 0.08;< 0.05"),  # parts of the detector
        ("Process;Generator;Cross-section", "WZ;Sherpa;> 5", "ZZ;Powheg;> 7"),
        ("Source;A1;A2", "JES;3;5", "JER;2;4"),
    ],
)
def test_columns_of_other_things_are_no_channels(read, rows):
    assert not any(line.startswith("region") for line in read(table(*rows)).statements)


def test_excerpts_that_nobody_had_seen():
    """Of each kind of source all requirements, those that are read, and those that are read right."""
    language = load_language(open_names=True)
    cases = read_file(Path(__file__).with_name("excerpts.yaml"), Reader(language))
    counts = {name: numbers for name, *numbers in tabulate_parts(cases, language)}
    asked, said, right = counts["table"]
    assert right >= 0.75 * asked
    assert right >= 0.93 * said
    asked, said, right = counts["all"]
    assert right >= 0.38 * asked
    assert right >= 0.82 * said
