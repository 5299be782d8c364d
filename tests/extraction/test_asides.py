"""What is said of detectors, uncertainties and other samples is no requirement of the selection."""

import pytest

from cutbench.extraction.asides import flat, is_about_triggers, is_aside, is_online, prose_of_selection
from cutbench.schema.documents import Block, Document


@pytest.mark.parametrize(
    "text",
    [
        "The calorimeters cover |η| < 4.9.",
        "The identification efficiency is 95% for electrons with ET > 30 GeV.",
        "In the control region the muons have |d0|/σ(d0) > 3.",
        "Tag: ET > 27 GeV and the tight identification",
        "The uncertainty for muons below 10 GeV is one per cent.",
        "Samples were generated with a photon pT above 35 GeV.",
        "The likelihood is defined in nine intervals of ET, of which the lowest begins at 4.5 GeV.",
        "ATLAS-EXAM-2031-07",
        "Jets with pT > 20 GeV are considered for b tagging.",
        "The jets are calibrated with pT > 20 GeV.",
        "The selection is tuned in bins of |η| and ET, from 7 GeV upwards.",
    ],
)
def test_asides(text):
    assert is_aside(flat(text))


@pytest.mark.parametrize(
    "text",
    [
        "Jets are b-tagged if their pT exceeds 20 GeV.",
        "Muons must have pT > 5 GeV, which keeps the efficiency high.",
        "The impact parameter divided by its uncertainty is below 3.",
        "Jets in the signal and control regions have pT > 50 GeV.",
        "Loose muons are used; the efficiency is 98%.",
        "Calibrated [12] jets are required to have pT > 20 GeV.",
    ],
)
def test_requirements_are_no_asides(text):
    assert not is_aside(flat(text))


def test_a_subsection_is_about_what_its_section_is_about():
    texts = ("4 Event selection", "a", "5 Systematic uncertainties", "5.1 Muons", "b", "6 Muon selection", "c")
    kinds = ("heading", "paragraph", "heading", "heading", "paragraph", "heading", "paragraph")
    blocks = tuple(Block(kind=k, text=t, page=1, start=0, end=len(t)) for k, t in zip(kinds, texts, strict=True))
    document = Document(paper="p", title="", sha256="", backend="", pages=(), blocks=blocks, references=())
    assert [asked for _, asked in prose_of_selection(document)] == [True, False, True]


def test_triggers_are_required_where_they_took_the_events():
    assert not is_about_triggers("events were recorded with dilepton triggers")
    assert is_about_triggers("the thresholds of the triggers range from 24 gev for one muon or electron to 26 gev")
    assert is_about_triggers("the lowest threshold of the dilepton trigger rose to 14 gev")


@pytest.mark.parametrize(
    ("text", "online"),
    [
        ("the photon trigger requires one photon with et > 30 gev", True),
        ("these triggers select events with two muons", True),
        ("one muon with pt > 10 gev is required at the trigger level", True),
        ("events that passed the trigger are required to have two muons", False),
        ("events were recorded with triggers that select muons", False),
    ],
)
def test_what_triggers_ask_for_is_not_what_the_selection_asks(text, online):
    assert is_online(text) is online
