"""Cut lists in the shape of the talk, and as ADL with regions that take others."""

from cutbench.extraction import to_adl, to_talk_json
from cutbench.language import load_language, parse_analysis
from cutbench.schema.cuts import Cut, CutList, Region

LANGUAGE = load_language()
FOUND = CutList(
    cuts=(
        Cut(
            id="c1",
            object="Jet",
            text="pT > 20 GeV",
            statements=("object jet: select pT > 20 GeV",),
            references=("[1]",),
        ),
        Cut(
            id="c2", object="Event", text="HT > 5 GeV", statements=("region SRB: select HT > 5 GeV",), regions=("SRB",)
        ),
        Cut(id="c3", object="Event", text="four jets", statements=("event: select size(jet) >= 4",), regions=("SR0",)),
        Cut(id="c4", object="Event", text="few leptons", regions=("CRW",)),
    ),
    regions=(
        Region(id="SRB", kind="signal", parent="SRA"),
        Region(id="SRA", kind="signal", parent="SR0"),
        Region(id="SR0", kind="signal"),
        Region(id="CRW", kind="control"),
    ),
)


def test_the_talk_s_shape_has_regions_beside_it():
    shape = to_talk_json(FOUND)
    assert shape["selection"]["Jet"] == [{"content": "pT > 20 GeV", "comments": "", "references": ["[1]"]}]
    assert shape["regions"][0] == {"id": "SRB", "kind": "signal", "parent": "SRA", "cuts": {"Event": ["HT > 5 GeV"]}}
    assert shape["regions"][1]["cuts"] == {}
    assert to_talk_json(CutList(cuts=())) == {"selection": {}, "regions": []}


def test_regions_are_blocks_that_take_what_they_add_to():
    text = to_adl(FOUND, LANGUAGE)
    analysis, _ = parse_analysis(text, LANGUAGE.names)
    assert [block.head.name for block in analysis.blocks] == ["jet", "SR0", "SRA", "SRB"]
    assert 'region SRA\n  take SR0\n\nregion SRB\n  take SRA\n  select "c2" HT > 5 GeV' in text
    assert 'region SR0\n  select "c3" size(jet) >= 4' in text
    assert text.endswith("# c4, not read: few leptons\n")


def test_a_list_without_regions_is_as_before():
    plain = FOUND.model_copy(update={"regions": (), "cuts": FOUND.cuts[:1]})
    assert to_adl(plain, LANGUAGE) == 'object jet\n  select "c1" pT > 20 GeV\n'
    assert to_adl(CutList(cuts=()), LANGUAGE) == ""
