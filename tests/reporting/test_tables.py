from dataclasses import replace
from itertools import count

import pandas as pd
import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting import canvas, codegen, extraction, style
from cutbench.reporting.figures.codegen_outcomes import draw_codegen_outcomes
from cutbench.reporting.figures.extraction_scores import draw_extraction_scores
from cutbench.reporting.judges import mark_qualified
from cutbench.reporting.variance import tabulate_variance
from cutbench.schema.cuts import Cut, CutList, Quote
from cutbench.schema.events import Comparison
from cutbench.schema.runs import RunRecord, StepCounts
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, JudgedList, Judgement

PROGRAMS = count()
RECORD = RunRecord.without_model("b", "m", "extraction", 1)


def scored_run(seed, verdict, found, unscored=None, reader=""):
    quote = Quote(paper="p", text="quoted", match="exact", page=1, start=0, end=6)
    cuts = CutList(
        cuts=(Cut(id="c1", object="Muon", text="quoted", quotes=(quote,)), Cut(id="c2", object="Muon", text=f"x{seed}"))
    )
    judgement = Judgement(
        repeat=0,
        curated={"1": CuratedJudgement(verdict=found, matches=("c1",) if found == "found" else ())},
        extracted={"c1": ExtractedJudgement(verdict=verdict), "c2": ExtractedJudgement(verdict="contradictory")},
        unscored=unscored,
    )
    judged = JudgedList(judge="j", reader=reader, model="m", mode="chunked", seed=seed, judgements=(judgement,))
    return extraction.ScoredRun("m", "chunked", seed, cuts, RECORD, (judged,))


def tabulate(*runs):
    judges = pd.DataFrame({"judge": ["j"], "qualified": [True]})
    return mark_qualified(extraction.tabulate_runs(runs), judges)


def test_rows_per_gate_and_medians_over_runs():
    runs = tabulate(scored_run(0, "correct", "found"), scored_run(1, "unsupported", "missing"))
    off, on = (runs[runs["gate"] == gate] for gate in ("off", "on"))
    assert off["correct"].tolist() == [1, 0]
    assert off["hallucinations"].tolist() == [1, 1]
    assert on["hallucinations"].tolist() == [0, 0], "the cut without a quote is gone"
    table = extraction.tabulate_models(runs).set_index("gate")
    assert table.loc["off", ["n_runs", "median_correct", "correct_low", "correct_high"]].tolist() == [2, 0.5, 0, 1]
    assert table.loc["off", "median_ungrounded"] == 1


def test_an_unscored_run_is_counted_and_never_zero():
    runs = tabulate(scored_run(0, "correct", "found"), scored_run(1, "correct", "found", "bad_json"))
    row = extraction.tabulate_models(runs).set_index("gate").loc["off"]
    assert (row["n_runs"], row["n_unscored"], row["median_correct"]) == (2, 1, 1)


def compared(outcome, model="m", arm="freeform", answer=None):
    """A run with a program of its own, or with that of others."""
    comparison = Comparison(outcome=outcome, n_reference=3)
    return codegen.ComparedRun(model, arm, comparison, RECORD, answer or f"program {next(PROGRAMS)}")


def test_outcomes_beside_published_ones():
    row = {"model": "Other", "arm": "freeform", "cuts_from": "groundtruth"}
    published = [row | {"exactly_matched": 3, "not_matched": 2, "execution_failed": 5}]
    table = codegen.tabulate_outcomes([compared("exactly_matched"), compared("not_matched")], published, "groundtruth")
    assert table["source"].tolist() == ["measured", "published"]
    assert table["n_runs"].tolist() == [2, 10]
    assert table["alike"].tolist() == ["a", "a"]
    assert table.loc[1, ["exact_low", "exact_high"]].tolist() == [0.1078, 0.6032]


def test_documents_stand_beside_the_arm_that_is_told_of_them():
    arms = ("freeform", "freeform-none", "freeform-bare", "stepwise", "stepwise-bare", "compiled", "compiled-rules")
    runs = [compared("not_matched", arm=arm) for arm in arms]
    table = codegen.tabulate_outcomes(runs, [], "groundtruth")
    assert table["arm"].tolist() == [*["freeform"] * 3, *["stepwise"] * 2, "compiled", "compiled-rules"]
    assert table["documents"].tolist() == ["all", "none", "all", "", "", "", ""]
    assert table["level"].tolist() == ["full", "full", "bare", "full", "bare", "", ""]


def test_functions_that_were_tested_failed_and_were_put_right_are_medians_per_run():
    runs = [compared("not_matched", arm="stepwise") for _ in range(3)]
    counts = [StepCounts(asked=25, tested=24, failed=failed, repaired=2) for failed in (0, 1, 5)]
    runs = [
        replace(run, record=run.record.model_copy(update={"steps": n})) for run, n in zip(runs, counts, strict=True)
    ]
    table = codegen.tabulate_outcomes([*runs, compared("not_matched")], [], "groundtruth")
    columns = ["steps", "steps_tested", "steps_failed", "steps_repaired"]
    assert table.loc[0, columns].tolist() == [25, 24, 1, 2]
    assert table.loc[1, columns].isna().all(), "a program that was not written so has none"


def test_imported_programs_are_marked_and_several_tries_are_counted():
    runs = [
        compared(outcome, "other", "imported")
        for outcome in ("exactly_matched", "exactly_matched", "not_matched", "execution_failed")
    ]
    row = codegen.tabulate_outcomes([*runs, compared("not_matched")], [], "groundtruth").iloc[0]
    assert row[["source", "cuts_from", "pass_at_3", "pass_hat_3"]].tolist() == ["imported", "unknown", 1, 0]


def test_a_published_file_without_a_key_is_named(tmp_path):
    (tmp_path / "x.yaml").write_text("benchmark: b\n")
    with pytest.raises(CutbenchError, match=r"x\.yaml: missing key 'codegen'"):
        codegen.read_published([tmp_path / "x.yaml"], "b")


def test_figures_are_written_and_repeat(tmp_path):
    style.use_style()
    runs = tabulate(*(scored_run(seed, "correct", "found") for seed in range(2)))
    table = extraction.tabulate_models(runs)
    outcomes = codegen.tabulate_outcomes([compared("not_matched")], [], "groundtruth")
    for name in ("one", "other"):
        folder = tmp_path / name
        canvas.save(draw_extraction_scores(runs, table), [folder / "scores.svg", folder / "scores.png"])
        canvas.save(draw_codegen_outcomes(outcomes), [folder / "outcomes.svg"])
    for path in (tmp_path / "one").glob("*.svg"):
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_a_replay_is_marked_in_the_figure(tmp_path):
    style.use_style()
    outcomes = codegen.tabulate_outcomes([compared("not_matched")], [], "groundtruth").assign(replayed=True)
    canvas.save(draw_codegen_outcomes(pd.DataFrame(outcomes)), [tmp_path / "x.svg"])
    assert "REPLAY" in (tmp_path / "x.svg").read_text()


def test_the_published_models_cannot_be_told_apart(project):
    published = codegen.read_published((project / "resources/published").glob("*.yaml"), "atlas_h4l")
    table = codegen.tabulate_outcomes([], published, "groundtruth")
    assert table["alike"].tolist() == ["a", "a", "a"]
    perfect = [row | {"exactly_matched": 10, "not_matched": 0, "execution_failed": 0} for row in published[:1]]
    assert codegen.tabulate_outcomes([], published + perfect, "groundtruth")["alike"].tolist() == ["a", "a", "a", "b"]


def test_models_are_compared_under_the_same_judge():
    runs = [scored_run(seed, "correct", "found") for seed in range(2)]
    table = extraction.tabulate_models(tabulate(*runs))
    assert table["alike"].tolist() == ["a", "a"]


def test_scores_of_different_readers_are_kept_apart():
    runs = tabulate(*(scored_run(seed, "correct", "found", reader=name) for seed in (0, 1) for name in ("rules", "")))
    table = extraction.tabulate_models(runs[runs["gate"] == "off"])
    assert table[["reader", "n_runs"]].to_numpy().tolist() == [["rules", 2], ["", 2]]
    assert table["alike"].tolist() == ["a", "a"]


def test_variance_of_one_judge_and_its_seeds():
    table = tabulate_variance([scored_run(0, "correct", "found"), scored_run(1, "unsupported", "missing")])
    row = table[table["score"] == "correct"].iloc[0]
    assert (row["n_seeds"], row["n_repeats"], row["mean"]) == (2, 1, 0.5)
    assert row["sd_seeds"] == pytest.approx(0.707)
    assert row["seeds_for_1_cut"] == 2
