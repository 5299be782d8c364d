"""From generated photons to what a detector would report of them. GeV and mm throughout."""

from dataclasses import dataclass, field

import numpy as np
from toy import Truth

BARREL, FACE = 1500.0, 3700.0  # where showers begin: radius of the barrel, distance of the end-caps along the beam
TRANSITION = 1.475  # pseudorapidity between the two


@dataclass
class Photon:
    """A reconstructed photon; isolation in GeV, `clean` whether the calorimeter cells were in order."""

    pt: float
    eta: float
    phi: float
    prompt: bool
    loose: bool
    tight: bool
    ptcone20: float
    topoetcone20: float
    topoetcone40: float
    converted: bool
    clean: bool

    def cluster_eta(self, z: float) -> float:
        """Pseudorapidity of its cluster as seen from the middle of the detector, if it comes from z."""
        slope = np.sinh(self.eta)
        if abs(self.eta) < TRANSITION:
            return float(np.arcsinh(slope + z / BARREL))
        return float(np.arcsinh(slope * FACE / (FACE - z * np.sign(self.eta))))


@dataclass
class Event:
    """A reconstructed event. `photons` stand in the order of the file; `fired` are its triggers."""

    photons: list[Photon]
    jets: list[Truth]
    vertices: list[tuple[float, float, float, int]]  # x, y, z, type
    fired: set[str]
    primary_z: float
    lumi_block: int
    pile_up: float
    random: np.random.Generator = field(default_factory=np.random.default_rng)

    def by_pt(self) -> list[Photon]:
        """The photons, the hardest first."""
        return sorted(self.photons, key=lambda photon: -photon.pt)


def reconstruct(found: list[Truth], r: np.random.Generator) -> Event:
    """Return the event with vertices, reconstructed photons, their triggers, and jets."""
    primary_z, pile_up = float(r.normal(-5, 40)), float(r.uniform(12, 40))
    photons = [photon for truth in found if (photon := _measure(truth, r)) is not None]
    # Calibration came after sorting: the file is not in the order of pT throughout.
    photons.sort(key=lambda photon: -photon.pt * r.lognormal(0, 0.15))
    return Event(
        photons=photons,
        jets=[truth for truth in found if not truth.prompt and truth.pt > 20],
        vertices=_vertices(primary_z, pile_up, r),
        fired=_fired(photons, r),
        primary_z=primary_z,
        lumi_block=int(r.integers(1, 400)),
        pile_up=pile_up,
        random=r,
    )


def make_photon(truth: Truth, r: np.random.Generator) -> Photon:
    """Return a candidate with identification and isolation; fakes are rarely tight and rarely isolated."""
    prompt, pt = truth.prompt, truth.pt
    tight = bool(r.random() < (0.9 if prompt else 0.25))
    isolated = r.random() < (0.97 if prompt else 0.35)
    topoetcone20 = r.normal(0.2, 0.9) if isolated else r.exponential(0.15) * pt
    wider = r.normal(0.8, 1.5) if isolated else r.exponential(0.1) * pt
    return Photon(
        pt=pt,
        eta=truth.eta,
        phi=truth.phi,
        prompt=prompt,
        loose=tight or bool(r.random() < 0.9),
        tight=tight,
        ptcone20=_track_cone(pt, bool(isolated), r),
        topoetcone20=float(topoetcone20),
        topoetcone40=float(topoetcone20 + wider),
        converted=bool(r.random() < 0.15 + 0.1 * abs(truth.eta)),
        clean=bool(r.random() > 0.02),
    )


def _measure(truth: Truth, r: np.random.Generator) -> Photon | None:
    """Smear a candidate; None if it is out of acceptance or lost."""
    if truth.pt < 10 or abs(truth.eta) > 2.5 or r.random() > 0.97:
        return None
    energy = truth.pt * np.cosh(truth.eta)
    resolution = np.sqrt(0.01 / energy + 0.01**2)
    return make_photon(truth._replace(pt=float(truth.pt * (1 + r.normal(0, resolution)))), r)


def _track_cone(pt: float, isolated: bool, r: np.random.Generator) -> float:
    """No track above 1 GeV in the cone of most isolated photons, otherwise at least one."""
    if isolated:
        return 0.0 if r.random() < 0.85 else float(1 + r.exponential(0.01 * pt))
    return float(1 + r.exponential(0.12 * pt))


def _vertices(primary_z: float, pile_up: float, r: np.random.Generator) -> list[tuple[float, float, float, int]]:
    """The primary vertex, first in most events, pile-up vertices, and last the dummy at the primary's place."""
    others = [(*r.normal(-0.5, 0.01, 2), r.normal(-5, 40), 3) for _ in range(r.poisson(0.7 * pile_up))]
    place = int(r.integers(1, 4)) if r.random() < 0.25 else 0
    kind = 1 if r.random() > 0.004 else 3
    others.insert(place, (*r.normal(-0.5, 0.01, 2), primary_z, kind))
    return [*others, (*others[min(place, len(others) - 1)][:3], 0)]


def _fired(photons: list[Photon], r: np.random.Generator) -> set[str]:
    """Return the triggers that fired; a few of those that should have do not."""
    loose = sorted((photon.pt for photon in photons if photon.loose), reverse=True)
    tight = sorted((photon.pt for photon in photons if photon.tight), reverse=True)
    wanted = {
        "g35_loose_g25_loose": (loose, (36, 26)),
        "g35_medium_g25_medium_L12EM20VH": (tight, (36, 26)),
        "g120_loose": (loose, (122,)),
        "g140_loose": (loose, (142,)),
        "2g20_loose_g15_loose": (loose, (21, 21, 16)),
    }
    return {
        chain
        for chain, (pts, thresholds) in wanted.items()
        if r.random() < 0.96
        and len(pts) >= len(thresholds)
        and all(pt > threshold for pt, threshold in zip(pts, thresholds, strict=False))
    }
