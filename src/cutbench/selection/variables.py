"""The register of variables: what can be cut on, how it is computed, and which conditions there are.

To add a variable, add a line to VARIABLES. A value is one number per event, electron, muon, quadruplet, or six per
quadruplet (its pairs). Quadruplets are a table of columns; see `quadruplets`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import awkward as ak
import numpy as np

CHANNELS = ("4mu", "2e2mu", "2mu2e", "4e")  # named by the flavour of the leading pair first
MUON_TYPES = ("combined", "stand_alone", "segment_tagged", "calo_tagged", "silicon_forward")  # muonType 0 to 4
STAND_ALONE, CALO_TAGGED = MUON_TYPES.index("stand_alone"), MUON_TYPES.index("calo_tagged")
FIRST, SECOND = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 2, 3, 2, 3, 3])  # the six pairs of four leptons


def always(things: Any) -> bool:
    """A variable that all things have."""
    return True


@dataclass(frozen=True)
class Quantity:
    """A variable: its dimension (energy, length, number or name), its value, and which things it concerns.

    A variable of kind `name` has its possible values in `names` and a dict name -> passed as value.
    """

    kind: str
    value: Callable[[Any], Any]
    concerns: Callable[[Any], Any] = always
    names: tuple[str, ...] = ()


def has_inner_track(muons: ak.Array) -> ak.Array:
    """Stand-alone muons have no track in the inner detector: cuts on impact parameters do not concern them."""
    return muons.muon_type != STAND_ALONE


def energy(name: str) -> Quantity:
    """A property of particles in GeV."""
    return Quantity("energy", lambda particles: exact(particles[f"{name}_gev"]))


def number(name: str) -> Quantity:
    """A property of particles without unit."""
    return Quantity("number", lambda particles: exact(particles[name]))


def length(name: str, concerns: Callable[[Any], Any] = always) -> Quantity:
    """A property of the particle's track in mm."""
    return Quantity("length", lambda particles: exact(particles[f"{name}_mm"]), concerns)


def working_point(values: dict[str, Callable[[Any], Any]]) -> Quantity:
    """An identification whose values are names."""
    return Quantity("name", lambda some: {name: passed(some) for name, passed in values.items()}, names=tuple(values))


def impact_parameters(concerns: Callable[[Any], Any] = always) -> dict[str, Quantity]:
    """What is cut on of a lepton's track."""
    significance = Quantity("number", lambda particles: exact(particles.d0_significance), concerns)
    names = ("d0", "sigma_d0", "z0_sin_theta")
    return {name: length(name, concerns) for name in names} | {"d0_significance": significance}


def exact(values: ak.Array) -> ak.Array:
    """Return values in double precision."""
    return ak.values_astype(values, np.float64)


def column(name: str, kind: str = "energy") -> Quantity:
    """A column of the quadruplet table."""
    return Quantity(kind, lambda table: table[name])


def ranked_pt(rank: int) -> Quantity:
    """The pt of the lepton of this rank (1 is the highest) among the four."""
    return Quantity("energy", lambda table: np.sort(table["pt"], axis=1)[:, -rank])


def of_pairs(table: dict[str, Any], name: str) -> tuple[Any, Any]:
    """Return a lepton property of both leptons of all six pairs, shape (n, 6) each."""
    return table[name][:, FIRST], table[name][:, SECOND]


def delta_r(table: dict[str, Any]) -> Any:
    """Return the distance in (eta, phi) of all pairs; phi differences in [-pi, pi]."""
    (eta1, eta2), (phi1, phi2) = of_pairs(table, "eta"), of_pairs(table, "phi")
    return np.hypot(eta1 - eta2, np.mod(phi1 - phi2 + np.pi, 2 * np.pi) - np.pi)


def same_flavour(table: dict[str, Any]) -> Any:
    """Whether both leptons of each pair are electrons or both muons."""
    return np.equal(*of_pairs(table, "flavour"))


def other_flavour(table: dict[str, Any]) -> Any:
    """Whether each pair is an electron and a muon."""
    return ~same_flavour(table)


def is_sfos(table: dict[str, Any]) -> Any:
    """Whether each pair has the same flavour and opposite charge."""
    return same_flavour(table) & np.not_equal(*of_pairs(table, "charge"))


def pair_mass(table: dict[str, Any]) -> Any:
    """Return the invariant mass of all pairs."""
    return invariant_mass(*(np.add(*of_pairs(table, name)) for name in ("e", "px", "py", "pz")))


def invariant_mass(e: Any, px: Any, py: Any, pz: Any) -> Any:
    """Return the mass of a four-momentum, 0 where rounding makes its square negative."""
    return np.sqrt(np.maximum(e**2 - px**2 - py**2 - pz**2, 0))


def count_special_muons(table: dict[str, Any]) -> Any:
    """Return how many of the four leptons are calorimeter-tagged or stand-alone muons."""
    return np.isin(table["muon_type"], (STAND_ALONE, CALO_TAGGED)).sum(axis=1)


def quadruplet_mass(table: dict[str, Any]) -> Any:
    """Return the invariant mass of the four leptons."""
    return invariant_mass(*(table[name].sum(axis=1) for name in ("e", "px", "py", "pz")))


def has_code(name: str, code: int, things: Any) -> Any:
    """Whether a code such as the muon type has this value."""
    return things[name] == code


def pairs_have_code(name: str, code: int, table: dict[str, Any]) -> Any:
    """Do the same for all pairs of a quadruplet at once, shape (n, 1)."""
    return (table[name] == code)[:, np.newaxis]


PARTICLES = {
    "pt": energy("pt"),
    "et": energy("pt"),
    "eta": number("eta"),
    "phi": number("phi"),
    "ptcone20": energy("ptcone20"),
    "ptvarcone30": energy("ptvarcone30"),
    "topoetcone20": energy("topoetcone20"),
}
VARIABLES: dict[str, dict[str, Quantity]] = {
    "events": {"n_primary_vertices": Quantity("number", lambda events: events.n_primary_vertices)},
    "electrons": PARTICLES
    | impact_parameters()
    | {
        "eta_cluster": number("eta"),
        "electron_id": working_point(
            {"loose_lh": lambda e: e.id_loose_bl, "medium": lambda e: e.id_medium, "tight": lambda e: e.id_tight}
        ),
    },
    "muons": PARTICLES
    | impact_parameters(has_inner_track)
    | {
        "ptcone30": energy("ptcone30"),
        "ptvarcone20": energy("ptvarcone20"),
        "muon_id": working_point(
            {
                "tight": lambda mu: mu.quality <= 0,
                "medium": lambda mu: mu.quality <= 1,
                "loose": lambda mu: mu.quality <= 2,
                "very_loose": lambda mu: mu.quality <= 3,
            }
        ),
    },
    "combinations": {"n_sfos_pairs": column("n_sfos_pairs", "number")},
    "quadruplets": {
        "pt_lepton1": ranked_pt(1),
        "pt_lepton2": ranked_pt(2),
        "pt_lepton3": ranked_pt(3),
        "pt_lepton4": ranked_pt(4),
        "m12": column("m12"),
        "m34": column("m34"),
        "m4l": Quantity(
            "energy", lambda table: invariant_mass(*(table[p].sum(axis=1) for p in ("e", "px", "py", "pz")))
        ),
        "n_calo_tagged_or_standalone_muons": Quantity("number", count_special_muons),
        "vertex_chi2_ndof": column("vertex_chi2_ndof", "number"),
    },
    "pairs": {
        "delta_r": Quantity("number", delta_r),
        "m_ll_sfos_any": Quantity("energy", pair_mass, is_sfos),
    },
}
CONDITIONS: dict[str, dict[str, dict[str, Callable[[Any], Any]]]] = {
    "muons": {"muon_type": {name: partial(has_code, "muon_type", code) for code, name in enumerate(MUON_TYPES)}},
    "quadruplets": {"channel": {name: partial(has_code, "channel", code) for code, name in enumerate(CHANNELS)}},
    "pairs": {
        "channel": {name: partial(pairs_have_code, "channel", code) for code, name in enumerate(CHANNELS)},
        "flavour": {"same": same_flavour, "different": other_flavour},
    },
}
