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
        ("Leading jet", "leading jet"),
        ("Photon pair", "photon pair"),
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
        ("Leading jet", "MET > 200 GeV", {"event: select MET > 200 GeV"}),
        ("Wombat", "pT > 200 GeV", set()),
        ("Other", "pT > 200 GeV", set()),
    ],
)
def test_cuts_of_groups(reader, group, text, statements):
    assert set(reader.read(text, kind_of(group)).statements) == statements
    assert set(reader.read_passage(text, kind_of(group)).statements) == statements
