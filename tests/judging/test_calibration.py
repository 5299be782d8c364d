"""Judges on lists with known verdicts: the deterministic one is right, and a bad one is found out."""

import pytest

from cutbench.judging import calibrate, calibration_lists, load_decoys
from cutbench.judging.corruptions import KINDS, same_words
from cutbench.reporting.judges import mark_qualified, tabulate_judges
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, Judgement


@pytest.fixture(scope="module")
def lists(benchmark_folder, request):
    path = request.config.rootpath / "resources/calibration/decoys.yaml"
    decoys = load_decoys(path, [*benchmark_folder.cuts, *benchmark_folder.true_but_not_scored])
    return list(calibration_lists(benchmark_folder.cuts, decoys, n_lists=200, n_lines=5))


def test_all_kinds_occur_and_corruptions_change_the_words(lists, benchmark_folder):
    lines = [line for one in lists for line in one.lines]
    assert {line.kind for line in lines} == {*KINDS, "decoy"}
    texts = {cut.id: (cut.object, cut.text) for cut in benchmark_folder.cuts}
    corrupted = [line for line in lines if line.of and line.allowed != ("correct",)]
    assert len(corrupted) >= 400
    assert all((line.cut.object, line.cut.text) != texts[line.of] for line in corrupted)
    assert all(one.dropped not in {line.of for line in one.lines} for one in lists)


def test_the_deterministic_judge_is_right_and_never_flips(judge, lists):
    found = calibrate("deterministic", lambda cuts, _: judge.judge(cuts), lists, repeats=2)
    (row,) = tabulate_judges([found], threshold=0.8, judged_models=["m"]).to_dict("records")
    assert row["kappa"] >= 0.97
    assert row["flip_rate"] == 0
    assert row["qualified"]
    assert not row["judges_itself"]


def test_a_judge_that_likes_everything_is_not_qualified_and_does_not_lead(judge, lists, benchmark_folder):
    def says_yes(cuts, repeat):
        correct = {
            cut.id: ExtractedJudgement(verdict="correct", against=benchmark_folder.cuts[0].id) for cut in cuts.cuts
        }
        return Judgement(
            repeat=repeat,
            extracted=correct,
            curated={c.id: CuratedJudgement(verdict="found") for c in benchmark_folder.cuts},
        )

    good = calibrate("deterministic", lambda cuts, _: judge.judge(cuts), lists[:20], repeats=1)
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


def test_the_same_words_stay(benchmark_folder):
    cut = benchmark_folder.cuts[0]
    assert same_words(cut, None) == (cut.object, cut.text)
