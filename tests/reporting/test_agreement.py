"""Agreement of people and judges, and the queue of what moves the scores."""

from dataclasses import replace

import pandas as pd
import pytest

from cutbench.reporting.agreement import qualified_first, tabulate_agreement, tabulate_disagreements
from cutbench.reporting.extraction import ScoredRun
from cutbench.schema.cuts import Cut, CutList, digest_of
from cutbench.schema.review import Label, LabelledList
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import ExtractedJudgement, JudgedList, Judgement

RUN = {"model": "m", "mode": "chunked", "seed": 0}
RECORD = RunRecord.without_model("b", "m", "extraction", 1)
VERDICTS = {
    "c1": [("correct", "1"), ("correct", "1")],
    "c2": [("correct", "2"), ("contradictory", "2")],
    "c3": [("unsupported", None), ("not_a_cut", None)],
    "c4": [("correct", "1"), ("unsupported", None)],
}


def judged(name, place):
    said = {cut: ExtractedJudgement(verdict=v[place][0], against=v[place][1]) for cut, v in VERDICTS.items()}
    return JudgedList(judge=name, **RUN, judgements=(Judgement(repeat=0, extracted=said),))


CUTS = CutList(cuts=tuple(Cut(id=name, object="Muon", text=f"text\nof {name}") for name in VERDICTS))
OF_RUN = RUN | {"digest": digest_of(CUTS)}


@pytest.fixture
def run():
    return ScoredRun(**RUN, cuts=CUTS, record=RECORD, judged=(judged("rules", 0), judged("llm", 1)))


def label(cut, verdict, against=None, by="Ann"):
    return Label(cut=cut, verdict=verdict, against=against, by=by, at="2026-01-01T00:00:00+00:00")


def test_pairs_of_judges_and_people(run):
    labels = (label("c1", "correct", "1"), label("c2", "correct", "2"), label("c1", "correct", "1", by="rules"))
    labelled = LabelledList(**OF_RUN, labels=(*labels, label("gone", "correct")))
    table = tabulate_agreement([run], [labelled]).set_index(["one", "other"])
    assert table.loc[("rules", "llm"), "raw"] == 0.25
    assert table.loc[("rules", "Ann (person)"), ["n_cuts", "raw"]].tolist() == [2, 1]
    assert table.loc[("llm", "Ann (person)"), "raw"] == 0.5
    assert table.loc[("Ann (person)", "rules (person)"), "n_cuts"] == 1, "a person may be called like a judge"
    assert table.loc[("all", "all"), "alpha"] < 1


def test_what_people_said_of_other_cuts_does_not_count(run):
    labelled = LabelledList(**RUN, digest=digest_of(CutList(cuts=CUTS.cuts[:2])), labels=(label("c1", "correct", "1"),))
    assert not tabulate_agreement([run], [labelled]).isin(["Ann (person)"]).any(axis=None)
    assert "Ann (person)" not in set(tabulate_disagreements([run], [labelled])["other"])


def test_no_items_no_numbers(run):
    run = ScoredRun(**RUN, cuts=CutList(cuts=()), record=RECORD, judged=run.judged)
    assert tabulate_agreement([run], []).empty
    assert tabulate_disagreements([run], []).empty


def test_the_queue_begins_with_what_moves_most_and_names_each_once(run):
    queue = tabulate_disagreements([run], [])
    assert queue["cut"].tolist()[0] == "c2", "a correct cut becomes a hallucination"
    first = queue.iloc[0]
    assert (first["move"], first["move_correct"], first["move_hallucinations"]) == (2, -1, 1)
    assert first["text"] == "text of c2"
    assert sorted(queue["cut"]) == ["c2", "c3", "c4"]
    # c4 repeats what c1 states already: rules lose nothing by it, llm would win nothing either.
    assert queue.set_index("cut").loc[["c3", "c4"], "move"].tolist() == [0, 0]


def test_a_person_moves_the_score_of_each_judge(run):
    queue = tabulate_disagreements([run], [LabelledList(**OF_RUN, labels=(label("c1", "contradictory", "1"),))])
    rows = queue[queue["other"] == "Ann (person)"].set_index("judge")
    assert rows.loc["llm", ["move_correct", "move_hallucinations"]].tolist() == [-1, 1]
    assert rows.loc["rules", ["move_correct", "move_hallucinations"]].tolist() == [0, 1], "c4 still finds cut 1"


def test_judges_that_failed_stand_behind(run):
    judges = pd.DataFrame({"judge": ["rules", "llm"], "qualified": [True, False]})
    labelled = [LabelledList(**OF_RUN, labels=(label("c3", "correct", "9"),))]
    queue = qualified_first(tabulate_disagreements([run], labelled), judges)
    assert queue["qualified"].tolist() == [True] + [False] * (len(queue) - 1)
    assert queue.iloc[0][["judge", "other"]].tolist() == ["rules", "Ann (person)"]
    table = qualified_first(tabulate_agreement([run], []), judges)
    assert not table["qualified"].any()


def test_runs_with_the_same_answer_are_drawn_as_one(run):
    again = [replace(run, seed=seed, judged=tuple(_of_seed(one, seed) for one in run.judged)) for seed in range(4)]
    row = tabulate_agreement(again, []).iloc[0]
    assert row[["n_runs", "n_cuts", "raw"]].tolist() == [4, 16, 0.25]
    assert row[["raw_low", "raw_high"]].isna().all(), "copies do not say how far runs differ"


def _of_seed(judged, seed):
    return judged.model_copy(update={"seed": seed})
