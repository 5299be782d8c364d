"""What the numbers in tables are, by the words of their captions and names and by their cells."""

import pytest

from cutbench.papers.table_kinds import counts, kind_of, with_captions
from cutbench.schema.documents import Block

CUTS = [("Requirement", "SR-A", "SR-B"), ("p_{T} [GeV]", "> 5", "> 7"), ("N_{jets}", "2–4", "≥ 5")]
YIELDS = [("Process", "SR-A", "SR-B"), ("Top", "12.1 ± 3.0", "0.7^{+0.9}_{−0.7}"), ("Data", "14", "1 500")]
BINS = [("N_{jets}", "Pred.", "Obs."), ("≥2, 5–9", "1.1 ± 0.2", "3"), ("≥9", "0.4 ± 0.1", "0")]


@pytest.mark.parametrize(
    ("rows", "caption", "kind"),
    [
        (CUTS, "Table 1: Selection criteria of the signal regions, and expected events.", None),
        (CUTS, "", None),
        (YIELDS, "Table 2: Observed event yields with their systematic uncertainties.", "yields"),
        (YIELDS, "", "yields"),
        (BINS, "Table 3: Numbers of events in the search bins.", "yields"),
        ([("Cut", "Signal"), ("m > 5 GeV", "99.0 ± 0.1"), ("n = 2", "38")], "Table 1: Cutflow.", "cutflow"),
        (
            [("Source", "Value [%]"), ("Scale", "1–3"), ("Theory", "4")],
            "Summary of systematic uncertainties.",
            "uncertainties",
        ),
        (
            [("Trigger", "Value"), ("single", "92%"), ("double", "85%")],
            "Table 4: Efficiencies of triggers.",
            "efficiencies",
        ),
        ([("Model", "Mass"), ("A1", "1200"), ("V1", "750")], "Table 5: Limits on the mass of the mediator.", "results"),
    ],
)
def test_kinds(rows, caption, kind):
    assert kind_of(rows, caption) == kind


@pytest.mark.parametrize(
    ("row", "is_count"),
    [
        (("Selected events in data", "2400", "729"), True),
        (("Observed", "3", "–"), True),
        (("p_{T} [GeV]", "150", "200"), False),
        (("Events with b-jets", "> 1", "> 2"), False),
        (("Event cleaning", "tight", "loose"), False),
    ],
)
def test_rows_that_count_events(row, is_count):
    assert counts(row) is is_count


def _blocks(*kinds):
    for number, kind in enumerate(kinds):
        rows = tuple(CUTS) if kind == "table" else ()
        yield Block(kind=kind, text=f"Table {number}", page=1, start=0, end=7, rows=rows)


@pytest.mark.parametrize(
    ("kinds", "captions"),
    [
        (("caption", "table", "caption", "table"), ["Table 0", "Table 2"]),
        (("table", "caption", "table", "caption"), ["Table 1", "Table 3"]),
        (("caption", "table", "table"), ["Table 0", "Table 0"]),
        (("caption", "heading", "table"), [""]),
    ],
)
def test_captions_stand_where_a_paper_usually_has_them(kinds, captions):
    assert [block.caption for block in with_captions(list(_blocks(*kinds))) if block.kind == "table"] == captions
