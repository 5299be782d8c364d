"""Events in the corners: one property is pushed so that exactly one cut of the selection rejects the event.

Without them most cuts would reject no event that another does not reject too, and a program that forgets a cut
would go unnoticed.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from detector import CALO_TAGGED, ELECTRON, MUON, STAND_ALONE, Event, Lepton

M_Z = 91.1876
Push = Callable[[Event], bool]


def push(event: Event, cut: str) -> Event | None:
    """Return a copy of the event pushed into the corner of `cut`; None if this event is not fit for it."""
    if not is_clean(event):
        return None
    pushed = replace(event, leptons=[replace(lepton) for lepton in event.leptons])
    if not _PUSHES[cut](pushed):
        return None
    pushed.leptons.sort(key=lambda lepton: -lepton.pt)
    wanted = {cut} if cut in ("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7") else set()
    return pushed if kinematic_faults(pushed.prompt) == wanted else None


def is_clean(event: Event) -> bool:
    """Four prompt leptons, no other, that a selection would take without hesitation."""
    leptons = event.leptons
    return (
        len(leptons) == 4
        and all(lepton.prompt and _is_good(lepton) for lepton in leptons)
        and any(kind == 1 for *_, kind in event.vertices)
        and not kinematic_faults(leptons)
    )


def _is_good(lepton: Lepton) -> bool:
    electron = lepton.flavour == ELECTRON
    identified = lepton.identification >= 3 if electron else lepton.identification <= 1
    reach = 2.4 if electron else 2.45
    return (
        identified
        and lepton.links != "removed"
        and _is_hard(lepton)
        and abs(lepton.eta) < reach
        and lepton.muon_type != CALO_TAGGED
        and lepton.ptcone < 0.1 * lepton.pt
        and lepton.topoetcone < 0.15 * lepton.pt
        and abs(lepton.d0) < 2.5 * lepton.sigma_d0
        and lepton.sigma_z0 < 0.15
    )


def _is_hard(lepton: Lepton) -> bool:
    return lepton.pt > (7.2 if lepton.flavour == ELECTRON else 5.2)


# --- Kinematics of four leptons ------------------------------------------------------------------------------------


def kinematic_faults(leptons: list[Lepton]) -> set[str]:
    """Return which of the quadruplet requirements (but the vertex fit) the four leptons violate."""
    if len(leptons) != 4:
        return {"4.1"}
    opposite = list(_pairings(leptons, True))
    pairings = opposite or list(_pairings(leptons, False))
    if not pairings:
        return {"4.1", "4.2"}
    m12, m34 = min(pairings, key=lambda masses: abs(masses[0] - M_Z))
    m4l = _mass(*leptons)
    pts = sorted((lepton.pt for lepton in leptons), reverse=True)
    pairs = list(itertools.combinations(leptons, 2))
    fine = {
        "4.1": bool(opposite),
        "4.2": pts[0] > 20 and pts[1] > 15 and pts[2] > 10,
        "4.3": sum(lepton.muon_type in (STAND_ALONE, CALO_TAGGED) for lepton in leptons) <= 1,
        "4.4": 50 < m12 < 106,
        "4.5": np.interp(m4l, [140, 190], [12, 50]) < m34 < 115,
        "4.6": all(_distance(a, b) > (0.1 if a.flavour == b.flavour else 0.2) for a, b in pairs),
        "4.7": all(_mass(a, b) > 5 for a, b in pairs if a.flavour == b.flavour and a.charge != b.charge),
    }
    return {cut for cut, holds in fine.items() if not holds}


def _pairings(leptons: list[Lepton], opposite: bool) -> Iterator[tuple[float, float]]:
    """Masses (leading, other) of each way to make two pairs of the same flavour."""
    first = leptons[0]
    for second in leptons[1:]:
        rest = [lepton for lepton in leptons if lepton is not first and lepton is not second]
        both = ((first, second), (rest[0], rest[1]))
        if all(a.flavour == b.flavour and (a.charge != b.charge or not opposite) for a, b in both):
            yield tuple(sorted((_mass(*pair) for pair in both), key=lambda mass: abs(mass - M_Z)))


def _mass(*leptons: Lepton) -> float:
    """Invariant mass, the leptons taken as massless."""
    total = sum(
        lepton.pt * np.array([np.cos(lepton.phi), np.sin(lepton.phi), np.sinh(lepton.eta), np.cosh(lepton.eta)])
        for lepton in leptons
    )
    return float(np.sqrt(max(total[3] ** 2 - total[:3] @ total[:3], 0)))


def _distance(a: Lepton, b: Lepton) -> float:
    return float(np.hypot(a.eta - b.eta, np.angle(np.exp(1j * (a.phi - b.phi)))))


# --- The pushes: each changes the event and says whether it could ---------------------------------------------------


def _lose_primary_vertex(event: Event) -> bool:
    event.vertices = [(x, y, z, 3 if kind == 1 else kind) for x, y, z, kind in event.vertices]
    return True


def _any(event: Event, flavour: int) -> Lepton | None:
    some = [lepton for lepton in event.leptons if lepton.flavour == flavour]
    return some[event.random.integers(len(some))] if some else None


def _tracked(event: Event, flavour: int) -> Lepton | None:
    lepton = _any(event, flavour)
    return None if lepton is None or lepton.muon_type == STAND_ALONE else lepton


def _softest(event: Event, flavour: int) -> Lepton | None:
    return event.leptons[-1] if event.leptons[-1].flavour == flavour else None


def _one(
    flavour: int,
    change: Callable[[Lepton, np.random.Generator], dict[str, float]],
    pick: Callable[[Event, int], Lepton | None] = _any,
) -> Push:
    """Push one lepton: `change` returns its new properties."""

    def push_one(event: Event) -> bool:
        lepton = pick(event, flavour)
        if lepton is None:
            return False
        vars(lepton).update(change(lepton, event.random))
        return True

    return push_one


def _displaced_z(lepton: Lepton, r: np.random.Generator) -> dict[str, float]:
    return {"z": lepton.z + r.choice([-1, 1]) * r.uniform(0.9, 3) / np.sin(lepton.theta)}


def _displaced_d0(lepton: Lepton, r: np.random.Generator, low: float, high: float) -> dict[str, float]:
    sigma_d0 = min(lepton.sigma_d0, 0.1)
    return {"sigma_d0": sigma_d0, "d0": r.choice([-1, 1]) * r.uniform(low, high) * sigma_d0}


def _cosmic(_: Lepton, r: np.random.Generator) -> dict[str, float]:
    """Far from the beam line, but measured so badly that the significance is small."""
    d0 = r.uniform(1.05, 1.9)
    return {"d0": r.choice([-1, 1]) * d0, "sigma_d0": d0 / r.uniform(1, 2.6)}


def _soft_calo_tagged(_: Lepton, r: np.random.Generator) -> dict[str, float]:
    return {"pt": r.uniform(6, 14.7), "eta": r.uniform(-0.1, 0.1), "muon_type": CALO_TAGGED}


def _two_special_muons(event: Event) -> bool:
    muons = [lepton for lepton in event.leptons if lepton.flavour == MUON and lepton.pt > 15.5]
    if len(muons) < 2:
        return False
    for muon in muons[:2]:
        muon.muon_type = int(event.random.choice([STAND_ALONE, CALO_TAGGED]))
        sign, stand_alone = event.random.choice([-1, 1]), muon.muon_type == STAND_ALONE
        muon.eta = sign * (event.random.uniform(2.5, 2.69) if stand_alone else event.random.uniform(0, 0.1))
    return True


def _flip_charge(event: Event) -> bool:
    lepton = event.leptons[event.random.integers(4)]
    lepton.charge = -lepton.charge
    return True


def _soften_third(event: Event) -> bool:
    third, fourth = event.leptons[2:]
    if fourth.pt > 9.5:
        return False
    third.pt = event.random.uniform(fourth.pt, 9.9)
    return _is_hard(third)


def _pairs(event: Event) -> tuple[list[Lepton], list[Lepton]] | None:
    """Leading and subleading pair of an event with both flavours, where they are beyond doubt."""
    pairs = [[lepton for lepton in event.leptons if lepton.flavour == flavour] for flavour in (ELECTRON, MUON)]
    if any(len(pair) != 2 for pair in pairs):
        return None
    pairs.sort(key=lambda pair: abs(_mass(*pair) - M_Z))
    return pairs[0], pairs[1]


def _scale_pair(which: int, low: float, high: float) -> Push:
    def change(event: Event) -> bool:
        pairs = _pairs(event)
        if pairs is None:
            return False
        factor = event.random.uniform(low, high) / _mass(*pairs[which])
        for lepton in pairs[which]:
            lepton.pt *= factor
        return all(_is_hard(lepton) for lepton in pairs[which])

    return change


def _boost_subleading(event: Event) -> bool:
    """Move the subleading pair along the beam: m4l grows, m34 stays, and falls below the rising threshold."""
    pairs = _pairs(event)
    if pairs is None:
        return False
    shift = event.random.uniform(0.8, 3) * event.random.choice([-1, 1])
    for lepton in pairs[1]:
        lepton.eta += shift
    return all(abs(lepton.eta) < 2.4 for lepton in pairs[1]) and _mass(*pairs[1]) > 12


def _low_m34(event: Event) -> bool:
    return _boost_subleading(event) if event.random.random() < 0.5 else _scale_pair(1, 8, 11.8)(event)


def _odd_m12(event: Event) -> bool:
    low, high = (38, 49.5) if event.random.random() < 0.5 else (107, 125)
    return _scale_pair(0, low, high)(event)


def _approach(event: Event, wanted: Callable[[Lepton, Lepton], bool], low: float, high: float) -> bool:
    """Move one lepton to a distance between `low` and `high` from another."""
    fit = [(a, b) for a, b in itertools.permutations(event.leptons, 2) if wanted(a, b)]
    if not fit:
        return False
    moved, fixed = fit[event.random.integers(len(fit))]
    distance, angle = event.random.uniform(low, high), event.random.uniform(-np.pi, np.pi)
    moved.eta = fixed.eta + distance * np.cos(angle)
    moved.phi = float(np.angle(np.exp(1j * (fixed.phi + distance * np.sin(angle)))))
    return abs(moved.eta) < 2.4


def _too_close(event: Event) -> bool:
    if event.random.random() < 0.6:
        return _approach(event, lambda a, b: a.flavour != b.flavour, 0.11, 0.19)
    return _approach(event, lambda a, b: a.flavour == b.flavour and a.charge == b.charge, 0.02, 0.095)


def _low_cross_mass(event: Event) -> bool:
    return _approach(event, lambda a, b: a.flavour == b.flavour and a.charge != b.charge, 0.105, 0.35)


def _bad_vertex(event: Event) -> bool:
    four_muons = all(lepton.flavour == MUON for lepton in event.leptons)
    event.chi2_ndof = event.random.uniform(6.2, 8.8) if four_muons else event.random.uniform(9.3, 25)
    return True


_PUSHES: dict[str, Push] = {
    "1.3": _lose_primary_vertex,
    "2.1": _one(ELECTRON, lambda e, r: {"identification": 1}),
    "2.2": _one(ELECTRON, lambda e, r: {"pt": r.uniform(4.6, 6.9)}, _softest),
    "2.3": _one(ELECTRON, lambda e, r: {"eta": np.sign(e.eta) * r.uniform(2.475, 2.6)}),
    "2.4": _one(ELECTRON, lambda e, r: {"ptcone": r.uniform(0.17, 0.6) * e.pt}),
    "2.5": _one(ELECTRON, lambda e, r: {"topoetcone": r.uniform(0.21, 0.5) * e.pt}),
    "2.6": _one(ELECTRON, _displaced_z),
    "2.7": _one(ELECTRON, lambda e, r: _displaced_d0(e, r, 5.3, 9)),
    "3.1": _one(MUON, lambda mu, r: {"eta": np.sign(mu.eta) * r.uniform(2.705, 2.8), "muon_type": STAND_ALONE}),
    "3.2": _one(MUON, lambda mu, r: {"identification": 3}),
    "3.3": _one(MUON, lambda mu, r: {"pt": r.uniform(3.2, 4.9)}, _softest),
    "3.4": _one(MUON, _soft_calo_tagged, _softest),
    "3.5": _one(MUON, lambda mu, r: {"ptcone": r.uniform(0.17, 0.6) * mu.pt}),
    "3.6": _one(MUON, lambda mu, r: {"topoetcone": r.uniform(0.31, 0.7) * mu.pt}),
    "3.7": _one(MUON, _displaced_z, _tracked),
    "3.8": _one(MUON, _cosmic, _tracked),
    "3.9": _one(MUON, lambda mu, r: _displaced_d0(mu, r, 3.2, 6), _tracked),
    "4.1": _flip_charge,
    "4.2": _soften_third,
    "4.3": _two_special_muons,
    "4.4": _odd_m12,
    "4.5": _low_m34,
    "4.6": _too_close,
    "4.7": _low_cross_mass,
    "4.8": _bad_vertex,
}
CORNERS = tuple(_PUSHES)
