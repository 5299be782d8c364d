"""Campaigns that do one thing only: their tables are written and read again, and their figures say what is absent."""

import pandas as pd
import pytest

from cutbench.reporting import (
    agreement,
    canvas,
    chunking,
    codegen,
    cutflow,
    cuts,
    extraction,
    judges,
    masses,
    style,
    variance,
    wrong_events,
)
from cutbench.reporting.figures.chunking_effect import draw_chunking_effect
from cutbench.reporting.figures.codegen_outcomes import draw_codegen_outcomes
from cutbench.reporting.figures.cost_quality import draw_cost_quality
from cutbench.reporting.figures.cut_heatmap import draw_cut_heatmap
from cutbench.reporting.figures.cutflow import draw_cutflow
from cutbench.reporting.figures.extraction_scores import draw_extraction_scores
from cutbench.reporting.figures.judge_agreement import draw_judge_agreement
from cutbench.reporting.figures.masses import draw_masses
from cutbench.reporting.figures.object_scores import draw_object_scores
from cutbench.reporting.figures.reading import draw_reading
from cutbench.reporting.figures.wrong_events import draw_wrong_events
from cutbench.schema.events import Comparison
from cutbench.schema.runs import RunRecord

RULES = pd.DataFrame({"judge": ["deterministic"], "qualified": [True]})
NOBODY = judges.tabulate_judges([], threshold=0.8, judged_models=[])


def tables(asked):
    """All tables of a campaign without a single run."""
    runs = judges.mark_qualified(extraction.tabulate_runs([]), asked)
    return {
        "judges": asked,
        "runs": runs,
        "extraction": extraction.tabulate_models(runs),
        "chunking": chunking.tabulate_chunking(runs),
        "variance": judges.mark_qualified(variance.tabulate_variance([]), asked),
        "cuts": judges.mark_qualified(cuts.tabulate_cuts([], []), asked),
        "agreement": agreement.qualified_first(agreement.tabulate_agreement([], []), asked),
        "disagreements": agreement.qualified_first(agreement.tabulate_disagreements([], []), asked),
        "codegen": codegen.tabulate_outcomes([], [], "groundtruth"),
        "cutflow": cutflow.tabulate_cutflow([], [], []),
        "wrong_events": wrong_events.tabulate_wrong_events([], []),
        "masses": masses.tabulate_masses([], [(1, 2)], {(1, 2): {"m4l": 125.0}}, {}),
    }


@pytest.fixture(params=["a judge", "no judge"])
def read(request, tmp_path):
    """The same, written and read again."""
    style.use_style()
    for name, table in tables(RULES if request.param == "a judge" else NOBODY).items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return lambda name: pd.read_csv(tmp_path / f"{name}.csv")


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda read: draw_extraction_scores(read("runs"), read("extraction")), "there are no scores"),
        (lambda read: draw_chunking_effect(read("chunking")), "nothing to compare"),
        (lambda read: draw_codegen_outcomes(read("codegen")), "No programs were generated"),
        (lambda read: draw_cut_heatmap(read("cuts")), "no cut was looked for"),
        (lambda read: draw_cost_quality(read("runs")), "no model time to compare"),
        (lambda read: draw_object_scores(read("cuts")), "no cut was looked for"),
        (lambda read: draw_cutflow(read("cutflow")), "No cutflow to show"),
        (lambda read: draw_wrong_events(read("wrong_events")), "No wrong events to show"),
        (lambda read: draw_masses(read("masses")), "no generated program ran"),
        (lambda _: draw_judge_agreement(NOBODY, 0.8), "No judge was asked"),
        (lambda _: draw_reading(pd.DataFrame(columns=["reader"])), "Nothing of the curated list"),
    ],
)
def test_what_is_absent_is_said_and_has_no_axes(read, tmp_path, draw, said):
    figure = draw(read)
    assert not figure.axes
    assert said in " ".join(figure.texts[0].get_text().split())
    canvas.save(figure, [tmp_path / "x.png", tmp_path / "x.svg"])


def test_columns_are_those_of_full_tables(results):
    runs = judges.mark_qualified(extraction.tabulate_runs(results.extractions), RULES)
    found = {
        "runs": runs,
        "extraction": extraction.tabulate_models(runs),
        "variance": judges.mark_qualified(variance.tabulate_variance(results.extractions), RULES),
        "codegen": codegen.tabulate_outcomes([compared("m")], [], "groundtruth"),
    }
    unscored = codegen.ComparedRun(
        "m", "freeform", Comparison(outcome="unscored", n_reference=3), compared("m").record, "m"
    )
    assert list(codegen.tabulate_outcomes([unscored], [], "groundtruth")) == list(found["codegen"])
    empty = tables(RULES)
    for name, table in found.items():
        assert list(table) == list(empty[name])


def compared(model):
    record = RunRecord.without_model("b", model, "codegen", 1)
    return codegen.ComparedRun(model, "freeform", Comparison(outcome="not_matched", n_reference=3), record, model)


def text_of(figure, tmp_path):
    canvas.save(figure, [tmp_path / "x.svg"])
    return (tmp_path / "x.svg").read_text()


def test_code_generation_only_draws_its_own_and_baselines_are_no_models(make_run, said):
    style.use_style()
    assert "no model wrote" not in said(draw_codegen_outcomes(codegen.tabulate_outcomes([compared("m")], [], "g")))
    baseline = judges.mark_qualified(extraction.tabulate_runs([make_run("pattern", "pattern")]), RULES)
    figure = draw_extraction_scores(baseline, extraction.tabulate_models(baseline))
    assert "no model read papers in this campaign" in said(figure)


def test_reading_only_says_that_published_programs_are_not_its_own(said):
    style.use_style()
    row = {"model": "p", "arm": "freeform", "cuts_from": "g"}
    row |= {"exactly_matched": 3, "not_matched": 2, "execution_failed": 5}
    figure = draw_codegen_outcomes(codegen.tabulate_outcomes([], [row], "g"))
    assert "no model wrote programs in this campaign" in said(figure)


def test_a_judge_who_scored_nothing_is_named(tmp_path, make_run, said):
    style.use_style()
    both = pd.DataFrame({"judge": ["deterministic", "llm"], "qualified": [True, True]})
    runs = judges.mark_qualified(extraction.tabulate_runs([make_run(), make_run(seed=1, text="another")]), both)
    runs.loc[runs["judge"] == "llm", ["correct", "hallucinations"]] = None
    scores = draw_extraction_scores(runs, extraction.tabulate_models(runs))
    assert "no run has a score" in text_of(scores, tmp_path)
    assert "no run has a score by llm" in said(draw_cost_quality(runs))


def test_arms_that_are_told_of_other_documents_have_bars_of_their_own():
    style.use_style()
    record = RunRecord.without_model("b", "m", "codegen", 1)
    comparison = Comparison(outcome="not_matched", n_reference=3)
    runs = [
        codegen.ComparedRun("m", arm, comparison, record, arm) for arm in ("freeform", "freeform-none", "freeform-bare")
    ]
    (axes,) = draw_codegen_outcomes(codegen.tabulate_outcomes(runs, [], "g")).axes
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert len(labels) == len(set(labels)) == 3
