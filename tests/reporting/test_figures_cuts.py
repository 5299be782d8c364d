import pandas as pd
import pytest

from cutbench.reporting import extraction, figures_cuts, style
from cutbench.reporting.cuts import tabulate_cuts
from cutbench.reporting.judges import mark_qualified

JUDGES = pd.DataFrame({"judge": ["deterministic", "llm"], "qualified": [True, False]})


@pytest.fixture
def scored(results):
    return results.extractions


def test_the_table_of_cuts_counts_runs_by_verdict(scored):
    table = tabulate_cuts(scored, ["2.2", "3.2"]).set_index(["judge", "cut"])
    assert table.loc[("llm", "2.2"), ["n_runs", "found", "contradicted"]].tolist() == [2, 2, 0]
    assert table.loc[("deterministic", "3.2"), ["n_runs", "found", "contradicted"]].tolist() == [2, 0, 2]


def test_a_heat_map_marks_what_is_contradicted_and_repeats(scored, tmp_path):
    style.use_style()
    table = mark_qualified(tabulate_cuts(scored, ["2.2", "3.2"]), JUDGES)
    for name in ("one", "other"):
        style.save(figures_cuts.draw_cut_heatmap(table), [tmp_path / f"{name}.svg"])
    text = (tmp_path / "one.svg").read_text()
    assert "×" in text
    assert "llm (not qualified)" in text
    assert text == (tmp_path / "other.svg").read_text()


def test_cost_against_quality_is_drawn_also_without_any_model(scored, tmp_path):
    style.use_style()
    runs = mark_qualified(extraction.tabulate_runs(scored), JUDGES)
    style.save(figures_cuts.draw_cost_quality(runs), [tmp_path / "x.png"])
    style.save(figures_cuts.draw_cost_quality(runs.assign(mode="pattern")), [tmp_path / "y.png"])
    assert (tmp_path / "x.png").stat().st_size > 5_000


def test_models_have_one_colour_and_baselines_are_grey():
    runs = pd.DataFrame({"model": ["a", "b", "pattern", "a"], "mode": ["chunked", "chunked", "pattern", "grounded"]})
    colours = style.model_colours(runs)
    assert len(set(colours.values())) == 3
    assert colours["pattern"] == style.GREY


@pytest.mark.parametrize(("n_runs", "too_few"), [(2, True), (3, True), (4, False), (10, False)])
def test_a_figure_says_when_runs_are_too_few(n_runs, too_few):
    table = pd.DataFrame({"mode": ["chunked"], "n_runs": [10], "n_distinct": [n_runs]})
    assert ("too few distinct runs to tell every two models apart" in style.about_runs(table)) is too_few
