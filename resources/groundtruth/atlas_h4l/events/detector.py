"""From generated leptons to what a detector would report of them. GeV and mm throughout."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

ELECTRON, MUON = 11, 13
COMBINED, STAND_ALONE, SEGMENT_TAGGED, CALO_TAGGED, SILICON_FORWARD = range(5)


class Truth(NamedTuple):
    """A generated particle."""

    pdg_id: int
    pt: float
    eta: float
    phi: float
    mass: float


@dataclass
class Lepton:
    """A reconstructed electron or muon; `z` is where its track meets the beam line, in the frame of the detector."""

    flavour: int
    pt: float
    eta: float
    phi: float
    charge: int
    prompt: bool
    d0: float
    sigma_d0: float
    z: float
    sigma_z0: float
    ptcone: float
    topoetcone: float
    identification: int  # electron: 0 none, 1 loose, 2 loose with B layer, 3 medium, 4 tight; muon: quality 0-3
    muon_type: int = COMBINED
    links: str = "whole"  # "whole"; "null_first"; "null_combined"; "removed": no track left

    @property
    def theta(self) -> float:
        """Polar angle."""
        return float(2 * np.arctan(np.exp(-self.eta)))


@dataclass
class Event:
    """A reconstructed event; `reference_z` is the point that the z0 of its tracks is measured from."""

    leptons: list[Lepton]
    jets: list[Truth]
    vertices: list[tuple[float, float, float, int]]  # x, y, z, type
    primary_z: float
    reference_z: float
    beam_z: float
    lumi_block: int
    pile_up: float
    chi2_ndof: float | None = None  # of the fit of the four prompt leptons, if set by hand
    random: np.random.Generator = field(default_factory=np.random.default_rng)

    @property
    def prompt(self) -> list[Lepton]:
        """The leptons from the Higgs boson."""
        return [lepton for lepton in self.leptons if lepton.prompt]


def reconstruct(leptons: list[Truth], jets: list[Truth], r: np.random.Generator) -> Event:
    """Return the event with vertices, reconstructed and fake leptons, and jets."""
    lumi_block = int(r.integers(1, 400))
    pile_up = float(r.uniform(12, 40))
    primary_z = float(r.normal(-5, 40))
    event = Event(
        leptons=[],
        jets=[jet._replace(pt=jet.pt * (1 + r.normal(0, 0.15))) for jet in jets if abs(jet.eta) < 4.5],
        vertices=_vertices(primary_z, pile_up, r),
        primary_z=primary_z,
        reference_z=float(r.normal(3, 6)),
        beam_z=-7.0 + 0.004 * lumi_block,
        lumi_block=lumi_block,
        pile_up=pile_up,
        random=r,
    )
    seen = (_measure(truth, primary_z, r) for truth in leptons)
    event.leptons = [lepton for lepton in seen if lepton is not None] + _fakes(primary_z, r)
    event.leptons.sort(key=lambda lepton: -lepton.pt)
    return event


def _vertices(primary_z: float, pile_up: float, r: np.random.Generator) -> list[tuple[float, float, float, int]]:
    """The primary vertex, first in most events, pile-up vertices, and last the dummy at the primary's place."""
    others = [(*r.normal(-0.5, 0.01, 2), r.normal(-5, 40), 3) for _ in range(r.poisson(0.7 * pile_up))]
    place = int(r.integers(1, 4)) if r.random() < 0.25 else 0
    kind = 1 if r.random() > 0.004 else 3
    others.insert(place, (*r.normal(-0.5, 0.01, 2), primary_z, kind))
    return [*others, (*others[min(place, len(others) - 1)][:3], 0)]


def _measure(truth: Truth, primary_z: float, r: np.random.Generator) -> Lepton | None:
    """Smear a generated lepton; None if it is out of acceptance or lost."""
    electron = abs(truth.pdg_id) == ELECTRON
    reach, threshold, efficiency = (2.6, 4.5, 0.95) if electron else (2.75, 3.0, 0.98)
    if truth.pt < threshold or abs(truth.eta) > reach or r.random() > efficiency:
        return None
    if electron:
        energy = truth.pt * np.cosh(truth.eta)
        resolution = np.sqrt(0.01 / energy + 0.007**2 + (0.3 / energy) ** 2)
    else:
        resolution = 0.017 if abs(truth.eta) < 1.05 else 0.028
    smeared = truth._replace(
        pt=truth.pt * (1 + r.normal(0, resolution)),
        eta=truth.eta + r.normal(0, 2e-4),
        phi=float(np.angle(np.exp(1j * (truth.phi + r.normal(0, 1e-4))))),
    )
    return _lepton(smeared, True, primary_z, r)


def _fakes(primary_z: float, r: np.random.Generator) -> list[Lepton]:
    """Non-prompt leptons: soft, displaced, not isolated, poorly identified."""
    fakes = []
    for flavour, mean, pt_min, scale, reach in ((ELECTRON, 0.20, 4.5, 8, 2.55), (MUON, 0.10, 3, 6, 2.75)):
        for _ in range(r.poisson(mean)):
            pdg_id = flavour * int(r.choice([-1, 1]))
            pt, eta, phi = pt_min + r.exponential(scale), r.uniform(-reach, reach), r.uniform(-np.pi, np.pi)
            fakes.append(_lepton(Truth(pdg_id, pt, eta, phi, 0.0), False, primary_z, r))
    return fakes


def _lepton(truth: Truth, prompt: bool, primary_z: float, r: np.random.Generator) -> Lepton:
    """Add track, isolation and identification to a smeared lepton."""
    sigma_d0, sigma_z0 = r.lognormal(np.log(0.015), 0.5), r.lognormal(np.log(0.073), 0.4)
    spread = 1 if prompt else 4
    isolated = r.random() < (0.96 if prompt else 0.3)
    lepton = Lepton(
        flavour=abs(truth.pdg_id),
        pt=truth.pt,
        eta=truth.eta,
        phi=truth.phi,
        charge=-int(np.sign(truth.pdg_id)) * (1 if r.random() > 0.002 else -1),
        prompt=prompt,
        d0=r.normal(0, sigma_d0 * spread),
        sigma_d0=sigma_d0,
        z=primary_z + r.normal(0, sigma_z0 * spread),
        sigma_z0=sigma_z0,
        ptcone=_track_cone(truth.pt, isolated, r),
        topoetcone=(r.normal(0.01, 0.03) if isolated else r.exponential(0.3)) * truth.pt,
        identification=_identification(truth, prompt, r),
    )
    return _with_links(lepton, r) if lepton.flavour == ELECTRON else _with_links(_with_type(lepton, r), r)


def _track_cone(pt: float, isolated: bool, r: np.random.Generator) -> float:
    """No track above 1 GeV in the cone of most isolated leptons, otherwise at least one."""
    if isolated:
        return 0.0 if r.random() < 0.92 else 1 + r.exponential(0.02 * pt)
    return 1 + r.exponential(0.25 * pt)


def _identification(truth: Truth, prompt: bool, r: np.random.Generator) -> int:
    if abs(truth.pdg_id) == MUON:
        return int(r.choice(4, p=[0.75, 0.2, 0.04, 0.01] if prompt else [0.3, 0.25, 0.25, 0.2]))
    return int(r.choice(5, p=[0.03, 0.015, 0.055, 0.12, 0.78] if prompt else [0.55, 0.1, 0.15, 0.1, 0.1]))


def _with_type(muon: Lepton, r: np.random.Generator) -> Lepton:
    """Muons without a combined track fill the gaps of the spectrometer (centre) and of the tracker (forward)."""
    if abs(muon.eta) < 0.1 and r.random() < 0.4:
        return replace(muon, muon_type=int(r.choice([SEGMENT_TAGGED, CALO_TAGGED])))
    if abs(muon.eta) > 2.5:
        return replace(muon, muon_type=STAND_ALONE if r.random() < 0.7 else SILICON_FORWARD)
    return muon


def _with_links(lepton: Lepton, r: np.random.Generator) -> Lepton:
    """Some links lead nowhere, since their tracks were removed to save space."""
    fate = r.random()
    if fate < 0.008:
        return replace(lepton, links="removed")
    if fate < 0.05:
        return replace(lepton, links="null_first" if lepton.flavour == ELECTRON else "null_combined")
    return lepton
