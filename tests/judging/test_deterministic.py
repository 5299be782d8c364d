import pytest

from cutbench.extraction import agent_cuts
from cutbench.judging import score
from cutbench.schema.cuts import Cut, CutList


def judged(judge, *texts):
    cuts = tuple(Cut(id=f"x{i}", object=obj, text=text) for i, (obj, text) in enumerate(texts))
    return judge.judge(CutList(cuts=cuts))


@pytest.mark.parametrize(("agent", "correct", "hallucinations"), [("oracle", 27, 0), ("nop", 0, 0), ("mutant", 26, 1)])
def test_self_test_agents(judge, benchmark_folder, agent, correct, hallucinations):
    counted = score(judge.judge(agent_cuts(agent, benchmark_folder.cuts, benchmark_folder.language)))
    assert (counted.n_correct, counted.n_hallucinations) == (correct, hallucinations)


def test_the_curated_list_in_words_is_found_whole(judge, benchmark_folder):
    words = CutList(cuts=tuple(Cut(id=cut.id, object=cut.object, text=cut.text) for cut in benchmark_folder.cuts))
    assert score(judge.judge(words)).n_correct == 27


@pytest.mark.parametrize(
    ("obj", "text", "verdict", "against"),
    [
        ("Electron", "transverse energy of at least 7 GeV", "correct", "2.2"),
        ("Electron", "ET > 10 GeV", "contradictory", "2.2"),
        ("Muon", "ET > 10 GeV", "contradictory", "3.3"),
        ("Muon", "|η| < 2.47", "contradictory", "3.1"),
        ("Lepton", "Muons must satisfy |η| < 2.7", "correct", "3.1"),
        ("Muon", "Medium identification", "contradictory", "3.2"),
        ("Electron", "FixedCutLoose", "correct", "2.4"),
        ("LeptonPair", "12 < m34 < 115 GeV", "partial", "4.5"),
        ("LeptonPair", "40 < m12 < 120 GeV", "contradictory", "4.4"),
        ("Lepton", "isolated leptons", "partial", "2.4"),
        ("Jet", "pT > 30 GeV", "extra_true", "E5"),
        ("Jet", "number of jets: exactly two jets", "unsupported", None),
        ("Event", "The luminosity is 36.1 fb-1", "unread", None),
        ("Muon", "The tag muon must have pT > 25 GeV", "unsupported", None),
        ("Electron", "probe electrons: |eta| < 2.0", "unsupported", None),
        ("LeptonPair", "VR1: 20 < m12 < 50 GeV", "unsupported", None),
        ("Event", "In CRtop, m_12 > 106 GeV", "unsupported", None),
    ],
)
def test_verdicts(judge, obj, text, verdict, against):
    judgement = judged(judge, (obj, text)).extracted["x0"]
    assert (judgement.verdict, judgement.against) == (verdict, against), judgement.reason
    assert judgement.reason


def test_a_cut_in_two_halves_is_found_and_in_one_half_is_partial(judge):
    one, other = (
        ("Lepton", f"DeltaR(l,l') > {bound} for {how}-flavour pairs")
        for bound, how in ((0.1, "same"), (0.2, "different"))
    )
    assert judged(judge, one).curated["4.6"].verdict == "partial"
    assert judged(judge, one, other).curated["4.6"].verdict == "found"


def test_a_repeated_correct_cut_is_no_hallucination(judge):
    judgement = judged(judge, ("Muon", "pT > 5 GeV"), ("Muon", "transverse momentum above 5000 MeV"))
    assert score(judgement).n_correct == 1
    assert score(judgement).n_hallucinations == 0
    assert judgement.curated["3.3"].matches == ("x0", "x1")


def test_a_gate_takes_finds_away(judge):
    judgement = judged(judge, ("Muon", "pT > 5 GeV"), ("Muon", "|η| < 2.4"))
    assert score(judgement, {"x0"}).n_hallucinations == 0
    assert score(judgement, {"x1"}).n_correct == 0
