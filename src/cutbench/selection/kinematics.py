"""Momenta: what follows from pT, eta, phi and m of a particle, and from E, px, py and pz of a sum."""

from collections.abc import Callable
from typing import Any

import numpy as np

Get = Callable[[str], Any]
MOMENTUM = ("E", "px", "py", "pz")


def _p(get: Get) -> Any:
    return np.sqrt(get("px") ** 2 + get("py") ** 2 + get("pz") ** 2)


def _transverse_energy(get: Get) -> Any:
    return get("E") / np.cosh(get("eta"))


def _rapidity(get: Get) -> Any:
    return np.arctanh(get("pz") / get("E"))


COMMON: dict[str, Callable[[Get], Any]] = {"p": _p, "ET": _transverse_energy, "y": _rapidity}
OF_PARTICLE: dict[str, Callable[[Get], Any]] = {
    **COMMON,
    "px": lambda get: get("pT") * np.cos(get("phi")),
    "py": lambda get: get("pT") * np.sin(get("phi")),
    "pz": lambda get: get("pT") * np.sinh(get("eta")),
    "E": lambda get: np.sqrt(_p(get) ** 2 + get("m") ** 2),
    "m": lambda get: np.zeros(len(get("pT"))),  # photons and tracks carry none
}
OF_SUM: dict[str, Callable[[Get], Any]] = {
    **COMMON,
    "pT": lambda get: np.hypot(get("px"), get("py")),
    "phi": lambda get: np.arctan2(get("py"), get("px")),
    "eta": lambda get: np.arcsinh(get("pz") / get("pT")),
    "m": lambda get: np.sqrt(np.maximum(get("E") ** 2 - get("px") ** 2 - get("py") ** 2 - get("pz") ** 2, 0)),
}


def delta_phi(one: Any, other: Any) -> Any:
    """Return |phi1 - phi2| in [0, pi]."""
    return np.abs((one - other + np.pi) % (2 * np.pi) - np.pi)


def _transverse_mass(one: Get, other: Get) -> Any:
    """Return sqrt(2 pT1 pT2 (1 - cos dphi)) in GeV."""
    return np.sqrt(2 * one("pT") * other("pT") * (1 - np.cos(delta_phi(one("phi"), other("phi")))))


OF_TWO: dict[str, Callable[[Get, Get], Any]] = {
    "dphi": lambda one, other: delta_phi(one("phi"), other("phi")),
    "deta": lambda one, other: one("eta") - other("eta"),
    "dR": lambda one, other: np.hypot(one("eta") - other("eta"), delta_phi(one("phi"), other("phi"))),
    "mT": _transverse_mass,
}
