"""Pairs of photons as a generator would give them: H -> yy, prompt pairs, and pairs with fakes. GeV throughout."""

from typing import NamedTuple

import numpy as np

M_H = 125.0


class Truth(NamedTuple):
    """A generated photon, or a jet that may look like one (`prompt` is False)."""

    pt: float
    eta: float
    phi: float
    prompt: bool = True


def pair(r: np.random.Generator) -> list[Truth]:
    """Return the two hardest photon candidates of an event; a Higgs boson in half of all events."""
    kind = r.choice(["higgs", "prompt", "one fake", "two fakes"], p=[0.62, 0.14, 0.18, 0.06])
    if kind == "higgs":
        return _decay(M_H, r.exponential(38), r.normal(0, 1.0), r.uniform(-1, 1), r)
    # The continuum falls with mass and prefers small angles to the beam.
    mass, forward = 75 + r.exponential(40), r.choice([-1, 1]) * (1 - r.exponential(0.35) % 1)
    some = _decay(mass, r.exponential(20), r.normal(0, 1.1), forward, r)
    n_fakes = {"prompt": 0, "one fake": 1, "two fakes": 2}[kind]
    fakes = set(r.permutation(2)[:n_fakes].tolist())
    return [one._replace(prompt=number not in fakes) for number, one in enumerate(some)]


def soft(r: np.random.Generator) -> list[Truth]:
    """Return what else passes for a photon: mostly soft jets."""
    return [
        Truth(10 + r.exponential(9), r.uniform(-2.5, 2.5), r.uniform(-np.pi, np.pi), bool(r.random() < 0.15))
        for _ in range(r.poisson(0.7))
    ]


def _decay(mass: float, pt: float, rapidity: float, cos_theta: float, r: np.random.Generator) -> list[Truth]:
    """Decay a particle into two massless ones at an angle to its direction along the beam, and boost them."""
    azimuth, angle = r.uniform(-np.pi, np.pi, 2)
    sin_theta = np.sqrt(1 - cos_theta**2)
    axis = np.array([sin_theta * np.cos(angle), sin_theta * np.sin(angle), cos_theta]) * mass / 2
    energy = np.hypot(mass, pt) * np.cosh(rapidity)
    whole = np.array([pt * np.cos(azimuth), pt * np.sin(azimuth), np.hypot(mass, pt) * np.sinh(rapidity)])
    return [_photon(_boosted(sign * axis, mass / 2, whole, energy, mass)) for sign in (1, -1)]


def _boosted(momentum: np.ndarray, energy: float, whole: np.ndarray, whole_energy: float, mass: float) -> np.ndarray:
    along = momentum @ whole
    return np.asarray(momentum + whole * (along / (whole_energy + mass) + energy) / mass)


def _photon(momentum: np.ndarray) -> Truth:
    x, y, z = map(float, momentum)
    pt = float(np.hypot(x, y))
    return Truth(pt, float(np.arcsinh(z / pt)), float(np.arctan2(y, x)))
