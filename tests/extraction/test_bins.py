"""Tables whose rows or entries are regions: what each is asked, and which tables are none."""

import pytest

from cutbench.extraction.bins import bins_of
from cutbench.extraction.region_names import Naming, naming_of
from cutbench.schema.documents import Block

NAMING, _ = naming_of(["Events in SR1 and CR2 are kept."])


def table(*rows):
    cells = tuple(tuple(row.split("; ")) for row in rows)
    return Block(kind="table", text="", page=1, start=0, end=0, rows=cells)


def asked(*rows, naming: Naming = NAMING):
    found = bins_of(table(*rows), naming)
    places = sorted({at for at, _ in found.names}) if found else ()
    return [(one.text, *one.regions) for at in places for one in found.asked(at)]


def test_a_row_with_a_name_is_a_region_of_what_stands_beside_it():
    assert asked(
        "n_{jet}; m_{jj} [GeV]; Δη; Bin name; Expected; Observed",
        "2; [300, 450]; 1.0; P1; 0.3 ± 0.1; 7",
        "≥3; ≥450; 0.8; P2; <0.1; 0",
    ) == [
        ("n_{jet} = 2", "P1"),
        ("m_{jj} [300, 450] GeV", "P1"),
        ("n_{jet} ≥3", "P2"),
        ("m_{jj} ≥450 GeV", "P2"),
    ]


def test_ranges_that_share_an_edge_do_not_share_the_events_at_it():
    rows = ("H_{T}, GeV; SR", "200–350; SR1", "350–500; SR2")
    assert asked(*rows) == [("200 ≤ H_{T} < 350 GeV", "SR1"), ("350 ≤ H_{T} < 500 GeV", "SR2")]
    assert asked("H_{T}, GeV; SR", "200–350; SR1", "400–500; SR2")[0] == ("H_{T} 200–350 GeV", "SR1")


def test_an_entry_is_a_region_of_its_row_and_of_its_column():
    assert asked(
        "N_{b}; 100 ≤ m < 200 GeV; m ≥ 200 GeV",
        "0; SR1 †; SR2",
        "≥1; SR3; SR4",
    ) == [
        ("N_{b} = 0", "SR1", "SR2"),
        ("100 ≤ m < 200 GeV", "SR1"),
        ("m ≥ 200 GeV", "SR2"),
        ("N_{b} ≥1", "SR3", "SR4"),
        ("100 ≤ m < 200 GeV", "SR3"),
        ("m ≥ 200 GeV", "SR4"),
    ]


def test_a_region_over_several_entries_is_asked_only_what_they_share():
    assert asked(
        "N_{b}; N_{jet}; m < 50 GeV; 50 ≤ m < 90 GeV; m ≥ 90 GeV",
        "0; ≥2; SR1; SR2; SR9",
        "≥1; ≥2; SR3; SR3; SR9",
    ) == [
        ("N_{b} = 0", "SR1", "SR2"),
        ("N_{jet} ≥2", "SR1", "SR2", "SR9"),
        ("m < 50 GeV", "SR1"),
        ("50 ≤ m < 90 GeV", "SR2"),
        ("m ≥ 90 GeV", "SR9"),
        ("N_{b} ≥1", "SR3"),
        ("N_{jet} ≥2", "SR3", "SR9"),
    ]


def test_inclusive_asks_for_nothing():
    assert asked("N_{b}; m [GeV]; Region", "Inclusive; <40; R1", "≥2; –; R2") == [
        ("m <40 GeV", "R1"),
        ("N_{b} ≥2", "R2"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("Region; Expected; Observed", "SR1; 5.1 ± 0.4; 6", "CR2; 90 ± 8; 91"),
        ("Requirement; SR1; SR2", "m [GeV]; > 5; > 7", "N_{jet}; ≥2; ≥3"),
        ("; Regions; Regions", "Requirement; SR1; SR2", "m [GeV]; > 5; > 7"),
        ("m [GeV]; Region", "> 5; SR1"),
        ("Process; Generator; Region", "tt; Powheg; SR1", "WZ; Sherpa; CR2"),
        ("Signal region; σ [fb]; S^{95}_{obs}; p", "SR1; 0.21; 7.5; 0.3", "SR2; 0.1; 4; 0.5"),
        ("Name; Mass [GeV]", "H1; 125", "H2; 300"),
        ("Source", "JES", "Pileup"),
    ],
)
def test_other_tables_have_no_bins(rows):
    assert asked(*rows) == []


def test_names_that_are_not_distinct_are_no_bins():
    assert asked("Region; m [GeV]", "A; >5", "A; >7") == []


CAPTION = "Table 7: Yields in the search bins."


def _of_numbers(*rows, caption=CAPTION, measures="yields"):
    return bins_of(table(*rows).model_copy(update={"caption": caption, "measures": measures}), NAMING)


YIELDS = ("m [GeV]; N_{b}; Expected; Observed", "10–20; 1; 3.1 ± 0.2; 4", "10–20; ≥2; 1.1 ± 0.2; 0", "> 20; ≥2; 0.3; 1")


def test_bins_without_names_have_the_number_of_their_table_and_row():
    found = _of_numbers(*YIELDS)
    assert found.regions == ("bin7-1", "bin7-2", "bin7-3")
    assert [(one.text, *one.regions) for one in found.asked(2)] == [
        ("10 ≤ m < 20 GeV", "bin7-2"),
        ("N_{b} ≥2", "bin7-2"),
    ]


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        (YIELDS, {"caption": "Table 7: Yields of the samples."}),  # of what?
        (YIELDS, {"measures": "uncertainties"}),
        (("Sample; m [GeV]; N_{b}", "A; 10–20; 1", "B; > 20; ≥2"), {}),
        (("m [GeV]; Expected; Observed", "10–20; 3.1 ± 0.2; 4", "> 20; 0.3; 1"), {}),  # one quantity alone
        ((YIELDS[0], YIELDS[1], YIELDS[1]), {}),
    ],
)
def test_other_tables_have_no_bins_without_names(rows, changes):
    assert _of_numbers(*rows, **changes) is None


def test_a_row_across_all_columns_is_asked_of_the_bins_below_it():
    across = ["; ".join([text] * 3) for text in ("MET < 90 GeV", "MET ≥ 90 GeV", "Combined")]
    rows = (
        "N_{jet}; N_{b}; Bins",
        across[0],
        "2–3; 7; P1",
        "≥4; 9; P2",
        across[1],
        "≥2; 0; P3",
        across[2],
        "≥2; 0; P4",
    )
    assert asked(*rows) == [
        ("N_{jet} 2–3", "P1"),
        ("MET < 90 GeV", "P1"),
        ("N_{jet} ≥4", "P2"),
        ("MET < 90 GeV", "P2"),
        ("N_{jet} ≥2", "P3"),
        ("MET ≥ 90 GeV", "P3"),
        ("N_{jet} ≥2", "P4"),
    ]
