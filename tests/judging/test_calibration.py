"""Judges on lists with known verdicts: the deterministic one is right, and a bad one is found out."""

from dataclasses import replace

import pytest

from cutbench.judging import calibrate
from cutbench.judging.changes import in_base
from cutbench.language import STYLES, print_statement
from cutbench.reporting.judges import mark_qualified, tabulate_judges
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, Judgement


@pytest.fixture(scope="module")
def stated(lists):
    """The same lists with the statements that their words say, so that reading them plays no part."""

    def with_statements(line):
        statements = tuple(map(print_statement, in_base(line.statements)))
        return replace(line, cut=line.cut.model_copy(update={"statements": statements}))

    return [replace(one, lines=tuple(map(with_statements, one.lines))) for one in lists]


def test_the_deterministic_judge_is_right_and_never_flips_where_it_need_not_read(judge, stated):
    found = calibrate("deterministic", lambda cuts, _: judge.judge(cuts), stated, repeats=2)
    (row,) = tabulate_judges([found], threshold=0.8, judged_models=["m"]).to_dict("records")
    assert row["kappa"] >= 0.97
    assert all(row[f"kappa: {style}"] >= 0.97 for style in STYLES)
    assert row["flip_rate"] == 0
    assert row["qualified"]
    assert not row["judges_itself"]


def test_what_it_cannot_read_it_does_not_take_for_something_else(judge, lists):
    found = calibrate("deterministic", lambda cuts, _: judge.judge(cuts), lists, repeats=1)
    assert {item.style for item in found.items} == set(STYLES)
    (row,) = tabulate_judges([found], threshold=0.8, judged_models=[]).to_dict("records")
    assert all(row[f"right: {kind}"] >= 0.95 for kind in ("decoy", "dropped", "wrong object", "wrong condition"))


def test_a_judge_that_likes_everything_is_not_qualified_and_does_not_lead(judge, lists, stated, benchmark_folder):
    def says_yes(cuts, repeat):
        correct = {
            cut.id: ExtractedJudgement(verdict="correct", against=benchmark_folder.cuts[0].id) for cut in cuts.cuts
        }
        return Judgement(
            repeat=repeat,
            extracted=correct,
            curated={c.id: CuratedJudgement(verdict="found") for c in benchmark_folder.cuts},
        )

    good = calibrate("deterministic", lambda cuts, _: judge.judge(cuts), stated[:20], repeats=1)
    table = tabulate_judges([calibrate("m", says_yes, lists[:20], repeats=2), good], threshold=0.8, judged_models=["m"])
    assert table["judge"].tolist() == ["deterministic", "m"]
    bad = table.set_index("judge").loc["m"]
    assert bad["kappa"] < 0.2
    assert (bad["qualified"], bad["judges_itself"], bad["right: dropped"]) == (False, True, 0)
    marked = mark_qualified(table[["judge"]].iloc[::-1], table)
    assert marked["judge"].tolist() == ["deterministic", "m"]


def test_what_is_unscored_counts_apart(lists):
    found = calibrate("m", lambda _, repeat: Judgement(repeat=repeat, unscored="timeout"), lists[:2], repeats=1)
    (row,) = tabulate_judges([found], threshold=0.8, judged_models=[]).to_dict("records")
    assert row["n_unscored"] == row["n_items"]
    assert row["accuracy"] is None
    assert not row["qualified"]
