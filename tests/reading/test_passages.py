"""Sentences as papers have them: what is sure is read, and what may turn it round leaves it unread."""

from pathlib import Path

import pytest
import yaml

from cutbench.language import load_language, relate
from cutbench.reading import Reader

PROSE = Path(__file__).parent / "texts/prose.yaml"


@pytest.fixture(scope="module")
def reader():
    return Reader(load_language(open_names=True))


@pytest.mark.parametrize(
    ("text", "kind", "statements"),
    [
        (
            "Electrons have to lie within the range of the tracking detector, |η| < 2.4, and to have E_T > 8 GeV.",
            "event",
            {"object electron: select abs(eta(electron)) < 2.4", "object electron: select ET(electron) > 8 GeV"},
        ),
        ("Multijet events are suppressed by requiring MET > 40 GeV.", "event", {"event: select MET > 40 GeV"}),
        ("Resonances are removed by m_ll > 10 GeV.", "event", {"event: select m(pair) > 10 GeV"}),
        ("They are matched to a track and must have p_T > 12 GeV.", "muon", set()),
        ("Clusters with E_T > 2.5 GeV seed the electrons.", "event", set()),
        ("Additional muons with p_T > 10 GeV are used for the background.", "event", set()),
        ("The tag muon must have p_T > 28 GeV.", "event", {"object tag_muon: select pT(tag_muon) > 28 GeV"}),
        ("In the loose category, MET > 40 GeV is required.", "event", set()),
        ("Figure 3: events with MET > 40 GeV.", "event", set()),
        ("The leading lepton has p_T = 412 GeV in this event.", "event", set()),
        ("The tracks of the four leptons are fitted to one vertex.", "event", set()),
        (
            "The scale was found with care, and MET must not be smaller than 60 GeV, which removes most of it.",
            "event",
            {"event: select MET >= 60 GeV"},
        ),
    ],
)
def test_what_is_sure_is_read(reader, text, kind, statements):
    assert set(reader.read_passage(text, kind).statements) == statements


def test_what_is_left_over_is_said(reader):
    reading = reader.read_passage("Events must have MET > 40 GeV, and the frobnication is above 12.", "event")
    assert reading.statements == ("event: select MET > 40 GeV",)
    assert "12" in reading.left_over


def test_papers_by_another_hand(reader):
    """Before anyone looked, 100 parts were read, 62 of them right; some of the others are right in another form."""
    language, said, right = reader.language, 0, 0
    for entry in yaml.safe_load(PROSE.read_text(encoding="utf-8")):
        wanted = list(language.parts(entry["statements"]))
        for part in language.parts(reader.read_passage(entry["text"]).statements):
            said += 1
            same = [one for one in wanted if relate([part], [one], language.names, language.equal) == "same"]
            right += bool(same)
    assert right >= 0.24 * 330
    assert right >= 0.68 * said


TABLE = r"""
| Requirement | SR-A | CRtop | Other |
|---|---|---|---|
| E_{T}^{miss} [GeV] | > 210 | same as SR-A | > 5 |
| p_{T}^{j1}, p_{T}^{j2} [GeV] | > 90, > 40 | > 80, > 30 | – |
| b-jets | veto | ≥ 1 | – |
| Frobnication | > 3 | – | – |
| \|η(j_{1})\| | < 2.1 | | |
"""


def test_a_table_is_read_by_region_and_what_is_not_is_said(reader):
    reading = reader.read_passage(TABLE)
    assert set(reading.statements) == {
        "region SR-A: select MET > 210 GeV",
        "region CRtop (control): select MET > 210 GeV",
        "region SR-A: select pT(jet[0]) > 90 GeV",
        "region SR-A: select pT(jet[1]) > 40 GeV",
        "region CRtop (control): select pT(jet[0]) > 80 GeV",
        "region CRtop (control): select pT(jet[1]) > 30 GeV",
        "region SR-A: select size(bjet) == 0",
        "region CRtop (control): select size(bjet) >= 1",
        "region SR-A: select abs(eta(jet[0])) < 2.1",
        "region CRtop (control): select abs(eta(jet[0])) < 2.1",
    }
    assert reading.left_over == ("Frobnication > 3",)


def test_regions_may_be_rows(reader):
    table = "| Region | MET [GeV] | H_T [GeV] |\n|---|---|---|\n| SRlow | 90–130 | > 250 |\n| VR-x | < 90 | – |"
    assert set(reader.read_passage(table).statements) == {
        "region SRlow: select MET [] 90 GeV 130 GeV",
        "region SRlow: select HT > 250 GeV",
        "region VR-x (validation): select MET < 90 GeV",
    }
