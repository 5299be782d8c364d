import pandas as pd
import pytest

from cutbench.reporting.figures.masses import draw_masses
from cutbench.reporting.masses import N_BINS, Program, tabulate_masses

MASSES = {(1, n): {"m4l": 100.0 + n, "m12": 90.0} for n in range(21)} | {(1, 99): {"m4l": 500.0, "m12": float("nan")}}
REFERENCE = [(1, n) for n in range(21)]


def test_counts_beside_the_reference():
    programs = [
        Program("a", "compiled", REFERENCE, "one"),
        Program("a", "compiled", [*REFERENCE, (1, 99)], "other"),
        Program("b", "freeform", None, "one"),
    ]
    table = tabulate_masses(programs, REFERENCE, MASSES, {})
    assert set(table["model"]) == {"a"}
    m4l = table[table["variable"] == "m4l"]
    assert (m4l["low_gev"].min(), m4l["high_gev"].max(), len(m4l)) == (100, 120, N_BINS)
    assert m4l["n_reference"].sum() == 21
    assert set(zip(m4l["n_runs"], m4l["n_distinct"], strict=True)) == {(2, 2)}
    assert m4l["n_events"].sum() == pytest.approx(21.5)
    last = m4l.iloc[-1]
    assert last["n_events"] - last["n_reference"] == 0.5, "what lies beyond is in the last bin"
    assert table.loc[table["variable"] == "m12", "n_events"].sum() == 21


def test_nothing_selected_is_an_empty_table_and_a_figure_all_the_same():
    table = tabulate_masses([Program("a", "compiled", [], "one")], [], {}, {})
    assert isinstance(table, pd.DataFrame)
    assert table.empty
    (said,) = draw_masses(table).texts
    assert "no generated program ran to its end" in " ".join(said.get_text().split())


def test_the_spread_is_that_of_programs_that_differ():
    programs = [Program("a", "freeform", REFERENCE, name) for name in ("one", "one", "one")]
    assert tabulate_masses(programs, REFERENCE, MASSES, {})["sd_events"].isna().all()
    programs.append(Program("a", "freeform", REFERENCE[1:], "other"))
    table = tabulate_masses(programs, REFERENCE, MASSES, {})
    m4l = table[table["variable"] == "m4l"].iloc[0]
    assert (m4l["n_distinct"], m4l["n_events"], m4l["sd_events"]) == (2, 0.75, pytest.approx(0.707))
