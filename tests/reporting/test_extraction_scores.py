"""The figure of scores, for a campaign: two judges who count differently, baselines, agents, and other systems."""

import pandas as pd
import pytest

from cutbench.reporting import canvas, style
from cutbench.reporting.canvas import draw_panels
from cutbench.reporting.extraction import NUMBERS, RUNS, tabulate_models
from cutbench.reporting.figures.extraction_scores import draw_extraction_scores


def run(model, correct, mode="chunked", *, judge="rules", seed=0, unread=0, hallucinations=1, qualified=True):
    known = {"correct": correct, "hallucinations": hallucinations, "unread": unread, "curated": 27}
    known["correct_if_read"] = None if correct is None else correct + unread
    fixed = dict.fromkeys(RUNS) | dict.fromkeys(NUMBERS, 0) | {"gate": "off", "reader": "", "replayed": False}
    labels = {"model": model, "mode": mode, "judge": judge, "seed": seed, "answer": f"{model} {mode} {seed}"}
    return fixed | labels | known | {"qualified": qualified}


def drawn(*rows):
    style.use_style()
    runs = pd.DataFrame(rows)
    return draw_extraction_scores(runs, tabulate_models(runs))


def names_of(axes):
    return [one.get_text() for one in axes.get_yticklabels()]


def test_rows_are_sorted_by_their_median_with_their_runs():
    rows = [run(model, n, seed=seed) for model, n in (("poor", 3), ("good", 20)) for seed in range(3)]
    correct, hallucinations = drawn(*rows, run("good", None, seed=3)).axes
    assert names_of(correct) == ["good, chunked", "poor, chunked"]
    assert [text.get_text() for text in hallucinations.texts] == ["n", "3/4", "3"]


def test_all_judges_have_the_same_axes_and_the_unqualified_one_is_folded_away(said):
    rows = [run("a", 3), run("a", 20, judge="model", hallucinations=9), run("a", 9, judge="poor", qualified=False)]
    figure = drawn(*rows, run("oracle", 27, "selftest"))
    assert len(figure.axes) == 4
    for left, right in zip(figure.axes[:2], figure.axes[2:], strict=True):
        assert left.get_xlim() == right.get_xlim()
    assert figure.axes[0].get_xlim()[1] > 27
    assert "left out: 1 self-test and 1 not qualified judge" in said(figure)


def test_where_no_judge_is_qualified_all_are_shown_and_marked():
    figure = drawn(run("a", 3, judge="poor", qualified=False))
    assert figure.axes[0].get_title(loc="left") == "judge: poor (not qualified)"


def test_the_shaded_part_is_what_unread_lines_may_add(said):
    figure = drawn(run("a", 3, unread=5), run("b", 8))
    shaded = {name: bar.get_width() for name, bar in zip(names_of(figure.axes[0]), figure.axes[0].patches, strict=True)}
    assert shaded == {"a, chunked": 5, "b, chunked": 0}
    assert "(beyond the axis, too)" in said(figure)
    assert "(beyond the axis, too)" not in said(drawn(run("a", 3, unread=1)))


def test_other_systems_have_colours_of_their_own_and_take_none_of_the_models():
    rows = [run("mine", 3), run("theirs", 4, "imported"), run("others", 5, "imported"), run("rules", 2, "pattern")]
    colours = style.model_colours(pd.DataFrame(rows))
    assert colours["mine"] == style.model_colours(pd.DataFrame(rows[:1]))["mine"]
    assert colours["rules"] == style.GREY
    assert len(set(colours.values())) == 4


@pytest.mark.parametrize("n_models", [1, 8])
def test_a_figure_is_as_wide_as_a_column_and_grows_with_its_rows(n_models):
    modes = ("full_text", "chunked", "grounded")
    figure = drawn(*(run(f"m{n}", n, mode, seed=seed) for n in range(n_models) for mode in modes for seed in (0, 1)))
    assert figure.get_figwidth() == style.COLUMN
    assert figure.get_figheight() < 1.5 + 3 * n_models * style.ROW


def test_benchmarks_have_a_panel_each_with_its_own_title(tmp_path):
    style.use_style()
    figure = draw_panels({"one": lambda: drawn(run("a", 3)), "other": lambda: drawn(run("a", 4), run("b", 5))})
    titles = [text.get_text() for part in figure.subfigs for text in part.texts if text.get_text() in {"one", "other"}]
    assert titles == ["one", "other"]
    assert len(figure.axes) == 4
    canvas.save(figure, [tmp_path / "x.png"])
