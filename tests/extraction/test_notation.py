"""Ranks, the least of several, and 'respectively': what the rules that read cuts make of the notation of a paper."""

import pytest

from cutbench.extraction.notation import Notation, notation_of
from cutbench.schema.documents import Document, Page


def _notation(text):
    page = Page(number=1, text=text, width_pt=600, height_pt=800)
    return notation_of(Document(paper="p", title="", sha256="", backend="", pages=(page,), blocks=(), references=()))


FROM_ZERO = Notation(by_name=True, by_momentum=True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("p^{2}_{T} > 70 GeV", "p_{T}^{j_3} > 70 GeV"),
        ("p^{0,b}_{T} > 70 GeV", "p_{T}^{b1} > 70 GeV"),
        ("|∆φ(jet^{0,1}, MET)| > 0.3", "|∆φ(jet_{1,2}, MET)| > 0.3"),
        ("p^{0–2}_{T} > 90, 60, 30 GeV", "p_{T}^{j_1} > 90 GeV, p_{T}^{j_2} > 60 GeV, p_{T}^{j_3} > 30 GeV"),
        ("p^{0–2}_{T} > 90, 60 GeV", "p^{0–2}_{T} > 90, 60 GeV"),  # one for each of three?
    ],
)
def test_ranks_that_begin_at_zero(text, written):
    assert FROM_ZERO.written(text) == written


def test_without_a_zero_nothing_is_counted_from_it():
    assert Notation().written("p^{2}_{T} > 70 GeV") == "p^{2}_{T} > 70 GeV"
    assert _notation("The jet momenta p^{0}_{T} and p^{1}_{T} are large.") == FROM_ZERO
    assert _notation("The muon momenta p^{0}_{T} and p^{1}_{T} are large.").by_momentum is False
    assert _notation("The jet momenta p^{1}_{T} and p^{2}_{T} are large.") == Notation()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ΔR(b, j)_{min} < 2", "min(ΔR(b, j)) < 2"),
        ("∆φ(jet_{1,2,(3)}, p^{miss}_{T})_{min} > 0.3", "min(∆φ(jet_{1,2,3}, p^{miss}_{T})) > 0.3"),
        ("|η(j_{1,...,4})| < 2.1", "|η(j_{1,2,3,4})| < 2.1"),
        ("m_{eff}(incl.) > 900 GeV", "m_{eff} > 900 GeV"),
        ("|η_{j1,j2}| < 2.1", "|η(j_{1,2})| < 2.1"),
        ("p_{T}(large-R j_{2}) > 250 GeV", "p_{T}(second large-R jet) > 250 GeV"),
        ("The mass of the pair and the photon, defined as m_{X}, is below 90 GeV.", "m_{X} is below 90 GeV."),
        ("The mass of the two jets, m_{jj}, must be above 90 GeV.", "m_{jj} must be above 90 GeV."),
        ("|h| < 2.1 and Df(j_{1}, MET) > 0.3", "|η| < 2.1 and ∆φ(j_{1}, MET) > 0.3"),
        ("The jets and E^{miss}_{T} have large values.", "The jets and E^{miss}_{T} have large values."),
    ],
)
def test_other_ways_to_write_the_same(text, written):
    assert Notation().written(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "Photons and jets must have p_{T} > 30 and 50 GeV, respectively.",
            "Photons must have p_{T} > 30 GeV. Jets must have p_{T} > 50 GeV.",
        ),
        (
            "Selected muons and electrons are required to satisfy I < 0.3 and I < 0.2, respectively.",
            "Selected muons are required to satisfy I < 0.3. Electrons are required to satisfy I < 0.2.",
        ),
        ("Photons and jets must be well apart, respectively.", "Photons and jets must be well apart, respectively."),
    ],
)
def test_what_is_asked_respectively_is_asked_of_each(text, written):
    assert Notation().written(text) == written


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("The transverse mass m_{T} of the lepton and MET is large.", False),
        ("The transverse mass m_{T} of the photon and MET is large.", True),
        ("The transverse mass m_{T} of MET and the lepton with the lowest momentum is large.", True),
        ("Events with two leptons are selected. The transverse mass m_{T} of a lepton and MET is large.", True),
        ("Events with one lepton are selected.", False),
        ("Events with three or more charged leptons are selected.", True),
    ],
)
def test_a_transverse_mass_that_is_not_that_of_the_only_lepton_is_a_quantity_of_its_own(text, own):
    notation = _notation(text)
    assert notation.of_its_own is own
    assert notation.written("m_{T} > 90 GeV") == ("`m_T` > 90 GeV" if own else "m_{T} > 90 GeV")
    assert notation.written("m_{T}(l, MET) > 90 GeV") == "m_{T}(l, MET) > 90 GeV"
