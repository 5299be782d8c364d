"""The group of a list says what its cuts are about: a kind of objects, or a title such as 'Leading jet'."""

import pytest

from cutbench.language import load_language
from cutbench.reading import Reader, kind_of


@pytest.fixture(scope="module")
def reader():
    return Reader(load_language(open_names=True))


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("Muon", "muon"),
        ("Electron candidates", "electron"),
        ("b-jets", "bjet"),
        ("LeptonPair", "pair"),
        ("Event", "event"),
        ("Leading jet", "Leading jet"),
        ("Photon pair", "Photon pair"),
    ],
)
def test_kind_of(group, kind):
    assert kind_of(group) == kind


@pytest.mark.parametrize(
    ("group", "text", "statements"),
    [
        ("Leading jet", "pT > 200 GeV", {"event: select pT(jet[0]) > 200 GeV"}),
        ("Second lepton", "transverse momentum above 15 GeV", {"event: select pT(lepton[1]) > 15 GeV"}),
        ("Muon (leading)", "|eta| < 2.4", set()),
        ("Loose electrons", "pT > 5 GeV", {"object loose_electron: select pT(loose_electron) > 5 GeV"}),
        ("Jet pair", "m > 500 GeV", {"event: select m(jet[0], jet[1]) > 500 GeV"}),
        ("Diphoton", "pT > 60 GeV", {"event: select pT(photon[0] + photon[1]) > 60 GeV"}),
        ("Veto muons", "pT > 5 GeV", {"object veto_muon: select pT(veto_muon) > 5 GeV"}),
        (
            "Electrons and muons",
            "pT > 7 GeV",
            {"object electron: select pT(electron) > 7 GeV", "object muon: select pT(muon) > 7 GeV"},
        ),
        ("Event selection", "MET > 200 GeV", {"event: select MET > 200 GeV"}),
        ("Leading jet", "MET > 200 GeV", set()),
        ("Leading jet", "Δφ(jet, MET) > 2.5", {"event: select dphi(jet[0], MET) > 2.5"}),
        ("Third-lepton veto", "pT > 10 GeV", {"event: reject pT(lepton[2]) > 10 GeV"}),
        ("Rejected events", "mT < 40 GeV", {"event: reject mT(lepton[0], MET) < 40 GeV"}),
        ("Z veto", "|m_ll - 91 GeV| > 10 GeV", {"event: select abs(m(pair) - 91 GeV) > 10 GeV"}),
        ("Wombat", "pT > 200 GeV", set()),
        ("Other", "pT > 200 GeV", set()),
    ],
)
def test_cuts_of_groups(reader, group, text, statements):
    assert set(reader.read(text, kind_of(group)).statements) == statements
    assert set(reader.read_passage(text, kind_of(group)).statements) == statements


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("Z veto", "|mll - 91.2| < 10 GeV"),
        ("Low-mass veto", "mll < 12 GeV"),
        ("J/psi veto", "3.0 < mll < 3.2 GeV"),
        ("J/psi veto", "|m_mumu - 3.1| < 0.1 GeV"),
        ("Quarkonium veto", "m_mumu in 8.5-11 GeV"),
        ("W veto", "65 < m_jj < 105"),
        ("Top veto", "any m_bjj in 150-200 GeV"),
        ("Event veto", "MET < 100 GeV"),
        ("Event veto", "at least one b-tagged jet"),
        ("Event veto", "more than 2 leptons"),
        ("Veto", "at least one tau with pT > 20"),
        ("Veto", "MET/HT < 0.2"),
        ("Veto", "jets with |eta| > 2.5"),
        ("Cosmic veto", "Δφ(mu1, mu2) > 3.1"),
        ("Conversion veto", "m_ee < 0.1 GeV"),
        ("Reject", "mll < 12 GeV"),
        ("Cuts removed", "MET > 200 GeV"),
        ("Not applied", "mT > 100 GeV"),
        ("Previous analysis", "MET > 300 GeV"),
        ("Optional", "MET > 200 GeV"),
        ("Background", "mT < 100 GeV"),
        ("Leading electron", "ET > 35 GeV; other electrons veto"),
        ("Signal region", "MET > 300, mT > 150, >= 4 jets"),
        ("Muon", "m(mu, mu) > 4 GeV"),
        ("Any jet", "Δφ(j, MET) < 0.5 -> veto"),
        ("Tau", "veto if pT > 20 GeV"),
        ("Isolated tracks", "veto if pT > 10 GeV and |eta| < 2.5"),
        ("Leading muon", "dR(muon, jet) > 0.4"),
        ("Leading b-jet", "min dR(b, l) > 0.4"),
        ("Two leading jets", "Δφ(jet, MET) > 0.4"),
        ("Four leading jets", "Δφ(j, MET) > 0.4"),
        ("Leading jet", "|eta| < 2.4, dR(jet, muon) > 0.4"),
        ("Leading jet", "dR(j, l) > 0.5 for all leptons"),
        ("Highest-pT photon", "dR(γ, l) > 0.7"),
        ("Subleading lepton", "mT > 40 GeV"),
        ("Third lepton", "mT(l, MET) > 40 GeV"),
        ("Subleading jet", "m(j, l) > 160"),
        ("Second b-jet", "m(b, l) < 150 GeV"),
        ("Jet", "all but the leading: pT < 30 GeV"),
        ("Jet", "except the two leading, pT < 40 GeV"),
        ("Jet", "both leading: |eta| < 2.4"),
        ("Muon", "second: pT > 10 GeV"),
        ("Leading lepton", "pT > 30 GeV if electron, > 26 GeV if muon"),
        ("Leading lepton", "|d0/σ(d0)| < 5 for electrons and < 3 for muons"),
        ("Softest jet", "pT > 30 GeV"),
        ("Softest lepton", "pT > 10 GeV"),
        ("SRA", "MET > 300 GeV"),
        ("Control region (Z)", "|mll - mZ| < 10 GeV"),
        ("Validation region", "same as SR but MET < 200 GeV"),
        ("Jet", "pT > 20 GeV, |eta| < 2.8, JVT > 0.59 for pT < 60 GeV and |eta| < 2.4"),
        ("Overlap removal", "dR(e, jet) > 0.4"),
        ("Overlap removal", "photons: dR > 0.4 from leptons"),
        ("Jets (b-tagged)", "pT > 30 GeV, |eta| < 2.5; the subleading one pT > 20"),
        ("Muon", "opposite charges"),
        ("VBF jets", "central jet veto: no jets with pT > 20 between them"),
        ("Anti-isolated muons", "iso > 0.15"),
    ],
)
def test_what_a_group_may_turn_round_or_narrow_is_not_read(reader, group, text):
    assert reader.read(text, kind_of(group)).statements == ()
    assert reader.read_passage(text, kind_of(group)).statements == ()
