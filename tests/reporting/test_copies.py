"""Runs with the same answer: they are counted, make no interval narrower, and tell no two models apart."""

from itertools import count

import pandas as pd
import pytest

from cutbench.reporting import codegen, extraction, style
from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.cuts import tabulate_cuts
from cutbench.reporting.figures.codegen_outcomes import draw_codegen_outcomes
from cutbench.reporting.figures.extraction_scores import draw_extraction_scores
from cutbench.reporting.judges import mark_qualified
from cutbench.reporting.variance import tabulate_variance
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.events import Comparison
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, JudgedList, Judgement

RECORD = RunRecord.without_model("b", "m", "extraction", 1)
JUDGES = pd.DataFrame({"judge": ["j"], "qualified": [True]})
NUMBER = count()


def run(model, seed, text, n_found):
    """A run that found one cut with this text and, so the judge says, so many curated ones."""
    curated = {str(n): CuratedJudgement(verdict="found" if n < n_found else "missing") for n in range(20)}
    judgement = Judgement(repeat=0, curated=curated, extracted={"c1": ExtractedJudgement(verdict="correct")})
    judged = JudgedList(judge="j", model=model, mode="chunked", seed=seed, judgements=(judgement,))
    cuts = CutList(cuts=(Cut(id="c1", object="Muon", text=text),))
    return extraction.ScoredRun(model, "chunked", seed, cuts, RECORD, (judged,))


def copies(model, n_found, n=10):
    return [run(model, seed, f"{model} again", n_found) for seed in range(n)]


def draws(model, n_found, n=10):
    return [run(model, seed, f"{model} {seed}", n_found + seed % 2) for seed in range(n)]


def row_of(runs, model="a"):
    table = extraction.tabulate_models(mark_qualified(extraction.tabulate_runs(runs), JUDGES))
    return table[(table["gate"] == "off") & (table["model"] == model)].iloc[0]


def test_ten_identical_answers_are_one_draw_without_an_interval():
    row = row_of(copies("a", 7))
    assert row[["n_runs", "n_distinct", "median_correct"]].tolist() == [10, 1, 7]
    assert row[["correct_low", "correct_high", "hallucinations_low", "hallucinations_high"]].isna().all()


def test_different_answers_with_the_same_score_are_draws():
    row = row_of([run("a", seed, f"text {seed}", 7) for seed in range(10)])
    assert row[["n_runs", "n_distinct", "correct_low", "correct_high"]].tolist() == [10, 10, 7, 7]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [(draws, draws, True), (copies, copies, False), (copies, draws, False), (draws, copies, False)],
)
def test_copies_tell_no_two_models_apart(one, other, apart):
    runs = [*one("a", 2), *other("b", 15)]
    assert (row_of(runs)["alike"] != row_of(runs, "b")["alike"]) is apart


def test_ids_and_the_way_to_the_cuts_are_no_answer():
    cut = Cut(id="c1", object="Muon", text="pT > 5 GeV")
    same = CutList(cuts=(cut.model_copy(update={"id": "c007"}),))
    other = CutList(cuts=(cut.model_copy(update={"text": "pT > 6 GeV"}),))
    assert answer_of_cuts(CutList(cuts=(cut,))) == answer_of_cuts(same) != answer_of_cuts(other)


def test_variance_of_copies_is_not_known():
    table = tabulate_variance([*copies("a", 7), *draws("b", 7)])
    table = table[table["score"] == "correct"].set_index("model")
    assert table.loc["a", ["n_seeds", "n_distinct", "seeds_for_1_cut"]].tolist() == [10, 1, float("inf")]
    assert table.loc["a", ["sd_seeds", "half_width"]].isna().all()
    assert table.loc["b", "n_distinct"] == 10
    assert table.loc["b", "sd_seeds"] > 0


def test_the_table_of_cuts_counts_them():
    table = tabulate_cuts([*copies("a", 7), *draws("b", 7)], [Cut(id="1", object="Muon", text="pT > 5 GeV")]).set_index(
        "model"
    )
    assert table.loc["a", ["n_runs", "n_distinct"]].tolist() == [10, 1]
    assert table.loc["b", ["n_runs", "n_distinct"]].tolist() == [10, 10]


def compared(model, outcome, program):
    return codegen.ComparedRun(model, "freeform", Comparison(outcome=outcome, n_reference=3), RECORD, program)


def outcomes(*runs):
    return codegen.tabulate_outcomes(runs, [], "groundtruth").set_index("model")


def test_ten_identical_programs_are_one_draw():
    right = [compared("a", "exactly_matched", "same") for _ in range(10)]
    wrong = [compared("b", "not_matched", "other") for _ in range(10)]
    table = outcomes(*right, *wrong)
    assert table.loc["a", ["n_runs", "n_distinct", "exactly_matched"]].tolist() == [10, 1, 10]
    assert table.loc["a", "exact_low"] < 0.25
    assert table.loc["a", ["pass_at_3", "pass_hat_3"]].isna().all()
    assert table["alike"].tolist() == ["a", "a"]
    different = [compared("a", "exactly_matched", f"{next(NUMBER)}") for _ in range(10)]
    assert outcomes(*different, *wrong).loc["a", "exact_low"] > 0.7
    apart = [compared("b", "not_matched", f"{next(NUMBER)}") for _ in range(10)]
    assert outcomes(*different, *apart)["alike"].tolist() == ["a", "b"]


def test_the_share_of_all_runs_lies_in_the_interval_of_distinct_ones():
    runs = [compared("a", "exactly_matched", "same") for _ in range(40)]
    runs += [compared("a", "not_matched", f"{n}") for n in range(20)]
    row = outcomes(*runs).loc["a"]
    assert row["n_distinct"] == 21
    assert row["exact_low"] <= 40 / 60 <= row["exact_high"]


def test_published_runs_are_taken_for_draws():
    row = {"model": "p", "arm": "freeform", "cuts_from": "groundtruth"}
    counts = {"exactly_matched": 3, "not_matched": 2, "execution_failed": 5}
    table = codegen.tabulate_outcomes([], [row | counts], "groundtruth")
    assert table["n_distinct"].isna().all()
    assert table.loc[0, "exact_low"] == 0.1078


def test_figures_say_it(said):
    style.use_style()
    runs = mark_qualified(extraction.tabulate_runs([*copies("a", 7), *draws("b", 7)]), JUDGES)
    scores = draw_extraction_scores(runs, extraction.tabulate_models(runs))
    programs = [compared("a", "not_matched", "same") for _ in range(3)]
    shares = draw_codegen_outcomes(outcomes(*programs).reset_index())
    for figure, written in ((scores, "10 (1)"), (shares, "3 (1) a")):
        assert written in [text.get_text() for text in figure.axes[-1].texts]
        assert "runs with the same answer count as one draw" in said(figure)
    assert "too few distinct runs" in said(scores)


def test_tables_without_the_column_are_drawn():
    style.use_style()
    table = outcomes(compared("a", "not_matched", "x")).reset_index().drop(columns="n_distinct")
    (axes,) = draw_codegen_outcomes(table).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a, freeform"]
    assert [text.get_text() for text in axes.texts] == ["n", "1 a"]
