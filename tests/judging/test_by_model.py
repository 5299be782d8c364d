import re

import pytest

from cutbench.judging import headline, judge_with_model
from cutbench.llm import ScriptedModel
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.verdicts import JudgedList

LIST = CutList(
    cuts=(
        Cut(id="c001", object="Electron", text="ET > 7 GeV"),
        Cut(id="c002", object="Muon", text="pT > 6 GeV"),
        Cut(id="c003", object="Event", text="a nice day"),
    )
)


def honest(messages, purpose):
    """Answer from what the prompt shows: ids are neutral and shuffled, so it has to read."""
    lines = dict(re.findall(r"^([ce]\d+) (.*?)(?: \(or: .*\))?$", messages[-1]["content"], re.MULTILINE))
    ids = {text: name for name, text in lines.items() if name.startswith("c")}
    answers = {
        "[Electron] ET > 7 GeV": ids["[Electron] ET > 7 GeV"],
        "[Muon] pT > 6 GeV": f"not {ids['[Muon] pT > 5 GeV']}",
        "[Event] a nice day": "none",
    }
    return {name: answers[text] for name, text in lines.items() if name.startswith("e")}


def judge(benchmark_folder, script, repeat=0):
    model = ScriptedModel(script)
    curated, extra = benchmark_folder.cuts, benchmark_folder.true_but_not_scored
    return judge_with_model(model, curated, extra, LIST, repeat=repeat), model


def test_accepted_wordings_stand_beside_the_curated_one(benchmark_folder):
    _, model = judge(benchmark_folder, honest)
    assert "ET > 7 GeV (or: " in model.asked[0][1][-1]["content"]


def test_the_regions_of_a_cut_stand_beside_its_object(benchmark_folder):
    model = ScriptedModel(lambda messages, purpose: {"e1": "none"})
    curated = tuple(cut.model_copy(update={"regions": ("SR1", "SR2")}) for cut in benchmark_folder.cuts[:2])
    lists = CutList(cuts=(LIST.cuts[2].model_copy(update={"regions": ("CR",)}),))
    judge_with_model(model, curated, benchmark_folder.true_but_not_scored, lists, repeat=0)
    question = model.asked[0][1][-1]["content"]
    assert question.count(" in SR1, SR2] ") == 2
    assert "[Event in CR] a nice day" in question


@pytest.mark.parametrize("repeat", [0, 1, 2])
def test_answers_are_put_back_in_order(benchmark_folder, repeat):
    judgement, _ = judge(benchmark_folder, honest, repeat)
    assert {name: verdict.verdict for name, verdict in judgement.extracted.items()} == {
        "c001": "correct",
        "c002": "contradictory",
        "c003": "not_a_cut",
    }
    assert judgement.curated["2.2"].verdict == "found"
    assert judgement.curated["3.3"].verdict == "contradicted"


def test_repeats_shuffle_both_lists(benchmark_folder):
    one, other = (judge(benchmark_folder, honest, repeat)[0] for repeat in (0, 1))
    assert one.curated_order != other.curated_order
    assert sorted(one.curated_order) == sorted(other.curated_order)


def test_an_unusable_answer_is_unscored_and_never_zero(benchmark_folder):
    judgement, _ = judge(benchmark_folder, lambda messages, purpose: "I think they are all fine.")
    assert judgement.unscored
    assert judgement.unscored.startswith("bad_json")
    judged = JudgedList(judge="j", model="m", mode="chunked", seed=0, judgements=(judgement,))
    assert headline(judged) is None


def test_the_headline_is_the_median_over_repeats(benchmark_folder):
    good, _ = judge(benchmark_folder, honest)
    bad = good.model_copy(update={"extracted": {}, "curated": {}})
    judged = JudgedList(judge="j", model="m", mode="chunked", seed=0, judgements=(good, bad, good))
    assert headline(judged).n_correct == 1
