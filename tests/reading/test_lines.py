"""Lines of lists: what stands around a requirement is left out where it asks nothing, and nothing else is."""

from pathlib import Path

import pytest
import yaml

from cutbench.language import load_language, relate
from cutbench.reading import Reader, kind_of

LINES = yaml.safe_load((Path(__file__).parent / "texts/lines.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader():
    return Reader(load_language(open_names=True))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["text"])
def test_a_line_is_read_as_it_is_meant(reader, line):
    language = reader.language
    found = reader.read(line["text"], kind_of(line.get("object", "Event"))).statements
    if not line["statements"]:
        assert found == ()
        return
    asked = [[language.parse(one) for one in some] for some in (found, line["statements"])]
    assert found, "unread"
    assert relate(*asked, language.names, language.equal) == "same", found


NOT_SAID = [
    "Not required: MET > 100 GeV",
    "We do not require that MET > 200 GeV.",
    "Events with a photon with ET > 20 GeV and no leptons are rejected.",
    "Either two b-jets, or one b-jet and MET > 200 GeV.",
    "Hadronic taus not passing medium ID, with a charge other than ±1, or with pT up to 40 GeV are rejected.",
    "No event is kept with a muon pT ≤ 30 GeV, with MET ≤ 30 GeV or with mT(mu, MET) ≤ 60 GeV.",
    "Events with one or more loose electrons, with one or more loose muons, or with two or more jets are vetoed.",
    "Tracks with pT ≤ 1 GeV, with |d0| ≤ 2 mm, or with |d0| ≥ 300 mm are left out.",
    "if jet.pt < 30: continue",
    "Signal events typically have MET > 300 GeV.",
    "Monte Carlo events must have at least one lepton with pT > 5 GeV.",
    "The trigger requires one electron with pT > 24 GeV.",
    "Neither lepton is required to be isolated.",
]


@pytest.mark.parametrize("text", NOT_SAID)
def test_prose_that_may_say_something_else_is_not_read(reader, text):
    assert reader.read_passage(text).statements == ()


def test_what_is_left_of_a_row_is_not_turned_round(reader):
    rejected = "We reject same-flavour events, and those with pT(ll) ≤ 30 GeV or Δφ(ll) ≥ 1.8."
    assert not [one for one in reader.read_passage(rejected).statements if "select" in one]
    conditional = "Muons must have |eta| < 2.5 and, below 20 GeV, be isolated."
    assert reader.read_passage(conditional).statements == ("object muon: select abs(eta(muon)) < 2.5",)
