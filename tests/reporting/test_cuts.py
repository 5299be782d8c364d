from dataclasses import replace

import pandas as pd
import pytest

from cutbench.reporting import canvas, captions, extraction, style
from cutbench.reporting.cuts import tabulate_cuts
from cutbench.reporting.figures.cost_quality import draw_cost_quality
from cutbench.reporting.figures.cut_heatmap import FATES, draw_cut_heatmap
from cutbench.reporting.figures.object_scores import draw_object_scores
from cutbench.reporting.judges import mark_qualified
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, Judgement

JUDGES = pd.DataFrame({"judge": ["deterministic", "llm"], "qualified": [True, False]})


@pytest.fixture
def scored(results):
    return results.extractions


@pytest.fixture
def two(benchmark):
    return [cut for cut in benchmark.cuts if cut.id in {"2.2", "3.2"}]


def test_the_table_of_cuts_counts_runs_by_verdict(scored, two):
    table = tabulate_cuts(scored, two).set_index(["judge", "cut"])
    assert table.loc[("llm", "2.2"), ["n_runs", "found", "contradicted"]].tolist() == [2, 2, 0]
    assert table.loc[("deterministic", "3.2"), ["n_runs", "found", "contradicted"]].tolist() == [2, 0, 2]
    assert table["object"].tolist() == ["Electron", "Electron", "Muon", "Muon"]
    assert table.loc[("llm", "2.2"), "text"] == two[0].text


@pytest.mark.parametrize(("verdict", "n_unread"), [("unread", 2), ("unsupported", 0)])
def test_what_is_missing_beside_unread_lines_may_be_there(scored, two, verdict, n_unread):
    line = ExtractedJudgement(verdict=verdict)
    curated = {"2.2": CuratedJudgement(verdict="missing"), "3.2": CuratedJudgement(verdict="found")}
    judgement = Judgement(repeat=0, extracted={"c001": line}, curated=curated)
    runs = [replace(run, judged=(run.judged[0].model_copy(update={"judgements": (judgement,)}),)) for run in scored]
    table = tabulate_cuts(runs, two).set_index("cut")
    assert table.loc["2.2", ["missing", "unread"]].tolist() == [2, n_unread]
    assert table.loc["3.2", ["found", "missing", "unread"]].tolist() == [2, 0, 0]


def test_a_heat_map_marks_what_is_contradicted_and_repeats(scored, two, said, tmp_path):
    style.use_style()
    table = mark_qualified(tabulate_cuts(scored, two), JUDGES)
    for name in ("one", "other"):
        figure = draw_cut_heatmap(table)
        canvas.save(figure, [tmp_path / f"{name}.svg"])
    assert "left out: 1 not qualified judge" in said(figure)
    text = (tmp_path / "one.svg").read_text()
    assert FATES["contradicted"].lower() in text
    assert text == (tmp_path / "other.svg").read_text()


def test_cost_against_quality_is_drawn_also_without_any_model(scored, tmp_path):
    style.use_style()
    runs = mark_qualified(extraction.tabulate_runs(scored), JUDGES)
    canvas.save(draw_cost_quality(runs), [tmp_path / "x.png"])
    canvas.save(draw_cost_quality(runs.assign(mode="pattern")), [tmp_path / "y.png"])
    assert (tmp_path / "x.png").stat().st_size > 5_000


def test_shares_of_objects_are_over_their_cuts_and_all_runs(scored, two, tmp_path):
    style.use_style()
    table = mark_qualified(tabulate_cuts(scored, two), JUDGES)
    found, contradicted = draw_object_scores(table).axes
    assert [text.get_text() for text in found.texts] == ["100", "0"]
    assert [text.get_text() for text in contradicted.texts] == ["0", "100"]
    assert [label.get_text() for label in found.get_xticklabels()] == ["Electron (1)", "Muon (1)"]


def test_models_have_one_colour_and_baselines_are_grey():
    runs = pd.DataFrame({"model": ["a", "b", "pattern", "a"], "mode": ["chunked", "chunked", "pattern", "grounded"]})
    colours = style.model_colours(runs)
    assert len(set(colours.values())) == 3
    assert colours["pattern"] == style.GREY


@pytest.mark.parametrize(("n_runs", "too_few"), [(2, True), (3, True), (4, False), (10, False)])
def test_a_figure_says_when_runs_are_too_few(n_runs, too_few):
    table = pd.DataFrame({"mode": ["chunked"], "n_runs": [10], "n_distinct": [n_runs]})
    assert ("too few distinct runs to tell every two models apart" in captions.about_runs(table)) is too_few
