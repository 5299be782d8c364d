"""The deterministic judge on a search with regions: a requirement is right in its region, and half right without."""

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.judging import DeterministicJudge
from cutbench.reading import Reader
from cutbench.schema.cuts import Cut, CutList


@pytest.fixture(scope="module")
def search(request):
    benchmark = load_benchmark(request.config.rootpath / "resources/groundtruth/atlas_monophoton")
    return DeterministicJudge.of(benchmark, Reader(benchmark.language.opened()))


def judged(judge, statements):
    cut = Cut(id="x", object="Event", text="as it says", statements=tuple(statements))
    return judge.judge(CutList(cuts=(cut,)))


@pytest.mark.parametrize(
    ("statement", "verdict", "against"),
    [
        ("region SRI2: select MET > 225 GeV", "correct", "8.2"),
        ("region SRI2: select MET > 0.225 TeV", "correct", "8.2"),
        ("region SRI2: select MET > 150 GeV", "contradictory", "8.2"),
        ("region SRE1: select MET > 150 GeV and MET < 225 GeV", "correct", "8.4"),
        ("region SRE1: select MET [] 225 GeV 300 GeV", "contradictory", "8.4"),
        ("region SRI1: select MET [] 150 GeV 225 GeV", "unsupported", None),  # an end that SRI1 does not have
        ("region SRI9: select MET > 150 GeV", "unsupported", None),
        ("event: select MET > 225 GeV", "partial", "8.2"),  # of which region?
        ("event: select MET > 260 GeV", "unsupported", None),
        ("region PhJetCR (control): select MET [] 85 GeV 110 GeV", "extra_true", "E17"),
        ("region PhJetCR: select MET [] 85 GeV 110 GeV", "extra_true", "E17"),  # of another kind
        ("region SR_common: select size(jet) <= 1", "correct", "7.5"),
        ("event: select size(jet) <= 1", "correct", "7.5"),
        ("event: select size(jet) <= 2", "contradictory", "7.5"),
        ("event: select MET / sqrt(`ΣE_T`) > 8.5 GeV^(1/2)", "correct", "7.4"),
        ("event: select MET / sqrt(sumET) > 9.5 GeV^(1/2)", "contradictory", "7.4"),
        ("object signal_jet: select pT > 30 GeV", "correct", "5.1"),
        ("object jet: select pT > 20 GeV", "extra_true", "E4"),
        ("object jet: select pT > 25 GeV", "contradictory", "5.1"),
        ("object photon: select topoetcone40 - 0.022 * pT < 2.45 GeV", "correct", "2.3"),
        ("object photon: select topoetcone40 < 2.45 GeV + 0.22 * ET", "contradictory", "2.3"),
        ("object photon: select abs(eta) < 2.37 and abs(eta) ][ 1.37 1.52", "correct", "2.2"),
        ("event: select abs(z(photon[0])) < 250 mm", "correct", "7.2"),
        ("event: select min(dphi(jet, MET)) > 0.4", "correct", "7.6"),
        ("event: select dphi(photon[0], MET) > 0.5", "contradictory", "7.3"),
        ("object electron: reject dR(electron, jet) < 0.4", "correct", "6.2"),
        ("object muon: reject dR(muon, jet) < 0.4", "partial", "6.3"),
    ],
)
def test_verdicts(search, statement, verdict, against):
    judgement = judged(search, [statement]).extracted["x"]
    assert (judgement.verdict, judgement.against) == (verdict, against), judgement.reason


def test_one_threshold_for_all_is_no_region_found(search):
    curated = judged(search, ["event: select MET > 150 GeV"]).curated
    assert curated["8.1"].verdict == "partial"
    assert curated["8.2"].verdict == "missing"
