import pandas as pd
import pytest

from cutbench.reporting import style
from cutbench.reporting.chunking import tabulate_chunking
from cutbench.reporting.figures.chunking_effect import draw_chunking_effect


def runs_of(full_text, chunked, model="m", **changes):
    """Runs of a model with these correct cuts in each mode, all different, and twice as many hallucinations."""
    rows = [
        {"model": model, "mode": mode, "seed": seed, "answer": f"{mode} {seed}", "correct": correct}
        for mode, scores in (("full_text", full_text), ("chunked", chunked))
        for seed, correct in enumerate(scores)
    ]
    frame = pd.DataFrame(rows)
    frame["hallucinations"] = 2 * frame["correct"]
    fixed = {"gate": "off", "judge": "j", "reader": "", "qualified": True, "replayed": False}
    return frame.assign(**{**fixed, **changes})


def row_of(runs, score="correct"):
    table = tabulate_chunking(runs).set_index("score")
    return table.loc[score]


def test_the_difference_is_over_all_pairs_and_seeds_are_only_labels():
    runs = runs_of([1, 2, 3, 4], [11, 12, 13, 14])
    row = row_of(runs)
    assert row[["n_full_text", "n_chunked", "difference"]].tolist() == [4, 4, 10]
    assert row["difference_low"] < 10 < row["difference_high"]
    others = runs.assign(seed=runs["seed"].to_numpy()[::-1])
    assert row_of(others).equals(row)
    assert row_of(runs, "hallucinations")["difference"] == 20


def test_one_draw_has_no_interval_and_a_run_without_score_does_not_count():
    runs = runs_of([5, None], [7, 7])
    runs.loc[runs["mode"] == "chunked", "answer"] = "same"
    row = row_of(runs)
    assert row[["n_full_text", "n_chunked", "n_distinct_chunked", "difference"]].tolist() == [1, 2, 1, 2]
    assert row[["difference_low", "difference_high"]].isna().all()


@pytest.mark.parametrize(("full_text", "chunked"), [([1, 2], []), ([], [1, 2]), ([None], [3])])
def test_a_model_that_read_in_one_mode_has_no_row(full_text, chunked):
    assert tabulate_chunking(runs_of(full_text, chunked)).empty


def test_the_figure_has_a_row_per_model_and_folds_judges(said):
    style.use_style()
    runs = pd.concat(
        [
            runs_of([1, 2, 3, 4], [1, 2, 3, 4], "same"),
            runs_of([1, 2, 3, 4], [8, 9, 9, 9], "better"),
            runs_of([1, 2], [3, 4], judge="poor", qualified=False),
        ]
    )
    figure = draw_chunking_effect(tabulate_chunking(runs))
    assert [one.get_text() for one in figure.axes[0].get_yticklabels()] == ["better", "same"]
    assert "left out: 1 not qualified judge" in said(figure)
    assert "their range" not in said(figure)
    poor = tabulate_chunking(runs_of([1, 2], [3, 4], judge="poor", qualified=False))
    assert "of fewer than four their range" in said(draw_chunking_effect(poor))
