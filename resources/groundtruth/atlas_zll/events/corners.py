"""Events in the corners: one property is pushed so that exactly one cut of the selection decides about the event.

Without them most cuts would reject no event that another does not reject too, and a program that forgets a cut
would go unnoticed. A corner is a cut and the leptons of the event: ee, mumu or emu. Those of a `third` lepton are the
other way round: the event is selected, since that lepton fails one cut; who forgets the cut counts it and loses the
event. Four corners are of events that are selected or not by the choice of the pair alone.
"""

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from detector import COMBINED, ELECTRON, MUON, Event, Lepton

M_Z = 91.1876
VETO, LEADING, WINDOW = 25, 30, (66, 116)
Push = Callable[[Event], bool]
CHANNELS = {"ee": ELECTRON, "mumu": MUON}


def push(event: Event, corner: str) -> Event | None:
    """Return a copy of the event pushed into a corner; None if this event is not fit for it."""
    wanted_flavour, pushes, wanted = _CORNERS[corner]
    if not is_clean(event) or event.leptons[0].flavour != wanted_flavour:
        return None
    pushed = replace(event, leptons=[replace(lepton) for lepton in event.leptons])
    if not pushes(pushed):
        return None
    pushed.leptons.sort(key=lambda lepton: -lepton.pt)
    return pushed if faults([lepton for lepton in pushed.leptons if lepton.prompt]) == wanted else None


def is_clean(event: Event) -> bool:
    """Two leptons of a Z boson, no other, that a selection would take without hesitation."""
    return (
        len(event.leptons) == 2
        and all(lepton.prompt and _is_good(lepton) for lepton in event.leptons)
        and any(kind == 1 for *_, kind in event.vertices)
        and not faults(event.leptons)
    )


def _is_good(lepton: Lepton) -> bool:
    electron = lepton.flavour == ELECTRON
    return (
        (lepton.identification >= 3 if electron else lepton.identification <= 1)
        and lepton.links != "removed"
        and lepton.pt > (21 if electron else 19)
        and abs(lepton.eta) < 2.3
        and not (electron and 1.3 < abs(lepton.eta) < 1.6)
        and lepton.muon_type == COMBINED
        and max(lepton.ptcone, lepton.topoetcone) < 0.06 * lepton.pt
        and abs(lepton.d0) < 2.5 * lepton.sigma_d0
        and lepton.sigma_z0 < 0.12
    )


# --- Kinematics of the pair ------------------------------------------------------------------------------------------


def faults(leptons: list[Lepton]) -> set[str]:
    """Return which of the cuts on pair and event good leptons violate."""
    pairs = [(a, b) for a, b in itertools.combinations(leptons, 2) if a.flavour == b.flavour and a.charge != b.charge]
    candidate = min(pairs or itertools.combinations(leptons, 2), key=lambda pair: abs(_mass(*pair) - M_Z))
    fine = {
        "4.1": bool(pairs),
        "4.2": max(lepton.pt for lepton in candidate) > LEADING,
        "4.3": WINDOW[0] < _mass(*candidate) < WINDOW[1],
        "4.4": sum(lepton.pt > VETO for lepton in leptons) < 3,
    }
    return {cut for cut, holds in fine.items() if not holds}


def _mass(a: Lepton, b: Lepton) -> float:
    """Invariant mass, the leptons taken as massless."""
    return float(np.sqrt(2 * a.pt * b.pt * (np.cosh(a.eta - b.eta) - np.cos(a.phi - b.phi))))


# --- The pushes: each changes the event and says whether it could ----------------------------------------------------


def _nothing(_: Event) -> bool:
    """What the triggers say is decided where they are written."""
    return True


def _lose_primary_vertex(event: Event) -> bool:
    event.vertices = [(x, y, z, 3 if kind == 1 else kind) for x, y, z, kind in event.vertices]
    return True


Change = Callable[[Lepton, np.random.Generator], dict[str, float]]


def _one(change: Change) -> Push:
    """Push one lepton of the pair: `change` returns its new properties."""

    def push_one(event: Event) -> bool:
        lepton = event.leptons[event.random.integers(2)]
        vars(lepton).update(change(lepton, event.random))
        return True

    return push_one


def _third(flavour: int, change: Change) -> Push:
    """Add a third lepton above the threshold of the veto that fails one cut: no prompt one, so no fault counts it."""

    def add(event: Event) -> bool:
        lepton = _added(event, flavour, 27, 60)
        vars(lepton).update({"prompt": False} | change(lepton, event.random))
        return all(one.pt > VETO + 0.5 for one in event.leptons)

    return add


def _added(event: Event, flavour: int, low: float, high: float) -> Lepton:
    """Add a good lepton with a pT between `low` and `high`."""
    r, like = event.random, event.leptons[0]
    eta = r.uniform(-1.2, 1.2)
    fresh = {"pt": r.uniform(low, high), "eta": eta, "phi": r.uniform(-np.pi, np.pi), "charge": int(r.choice([-1, 1]))}
    identification = 4 if flavour == ELECTRON else 0
    isolation = {"ptcone": 0.0, "topoetcone": 0.02 * fresh["pt"]}
    event.leptons.append(replace(like, flavour=flavour, identification=identification, **fresh, **isolation))
    return event.leptons[-1]


def _displaced_z(lepton: Lepton, r: np.random.Generator) -> dict[str, float]:
    return {"z": lepton.z + r.choice([-1, 1]) * r.uniform(0.7, 1.3) / np.sin(lepton.theta)}


def _displaced_d0(lepton: Lepton, r: np.random.Generator, low: float, high: float) -> dict[str, float]:
    return {"d0": r.choice([-1, 1]) * r.uniform(low, high) * lepton.sigma_d0}


_FAIL: dict[str, tuple[int, Change]] = {
    "2.1": (ELECTRON, lambda e, r: {"identification": int(r.choice([1, 2]))}),
    "2.2": (ELECTRON, lambda e, r: {"pt": r.uniform(12, 19.7)}),
    "2.3": (ELECTRON, lambda e, r: {"eta": np.sign(e.eta) * r.uniform(2.475, 2.6)}),
    "2.4": (ELECTRON, lambda e, r: {"eta": np.sign(e.eta) * r.uniform(1.38, 1.51)}),
    "2.5": (ELECTRON, lambda e, r: {"topoetcone": r.uniform(0.13, 0.4) * e.pt}),
    "2.6": (ELECTRON, lambda e, r: _displaced_d0(e, r, 5.3, 9)),
    "2.7": (ELECTRON, _displaced_z),
    "3.1": (MUON, lambda mu, r: {"identification": int(r.choice([2, 3]))}),
    "3.2": (MUON, lambda mu, r: {"pt": r.uniform(10, 17.8)}),
    "3.3": (MUON, lambda mu, r: {"eta": np.sign(mu.eta) * r.uniform(2.41, 2.49)}),
    "3.4": (MUON, lambda mu, r: {"ptcone": r.uniform(0.11, 0.5) * mu.pt}),
    "3.5": (MUON, lambda mu, r: _displaced_d0(mu, r, 3.2, 6)),
    "3.6": (MUON, _displaced_z),
}


def _flip_charge(event: Event) -> bool:
    lepton = event.leptons[event.random.integers(2)]
    lepton.charge = -lepton.charge
    return True


def _other_flavour(event: Event) -> bool:
    """Make an electron a muon."""
    lepton = event.leptons[event.random.integers(2)]
    vars(lepton).update({"flavour": MUON, "identification": 0, "links": "whole"})
    return True


def _scale(event: Event, low: float, high: float) -> bool:
    factor = event.random.uniform(low, high) / _mass(*event.leptons[:2])
    for lepton in event.leptons[:2]:
        lepton.pt *= factor
    return all(lepton.pt > (20.3 if lepton.flavour == ELECTRON else 18.3) for lepton in event.leptons[:2])


def _odd_mass(event: Event) -> bool:
    return _scale(event, *((45, 65.5) if event.random.random() < 0.5 else (116.5, 140)))


def _both_soft(event: Event) -> bool:
    return _scale(event, 67, 115) and max(lepton.pt for lepton in event.leptons) < 29.8


def _third_is_hard(event: Event) -> bool:
    _added(event, int(event.random.choice([ELECTRON, MUON])), 25.5, 50)
    return True


def _soft_third_outranks(event: Event) -> bool:
    """A third lepton below the veto, but above the softer one of the pair: the two leading are not the pair."""
    softer = event.leptons[1]
    third = _added(event, int(event.random.choice([ELECTRON, MUON])), 20.5, 24.5)
    return softer.pt < third.pt - 0.2 and _is_nearest(event)


def _is_nearest(event: Event) -> bool:
    """Whether the pair nearest to the Z mass is the one of the Z boson; it is beyond doubt."""
    one, other, third = event.leptons
    pairs = [pair for pair in ((one, third), (other, third)) if _opposite(*pair)]
    off = abs(_mass(one, other) - M_Z)
    return all(abs(_mass(*pair) - M_Z) > off + 1 for pair in pairs)


def _opposite(a: Lepton, b: Lepton) -> bool:
    return a.flavour == b.flavour and a.charge != b.charge


def _second_pair(event: Event) -> bool:
    """A third lepton of the same flavour makes a second pair inside the window, further from the Z mass."""
    third = _added(event, event.leptons[0].flavour, 20.5, 24.5)
    fit = [one for one in event.leptons[:2] if _opposite(one, third) and one.pt > LEADING + 0.5]
    return any(WINDOW[0] < _mass(one, third) < WINDOW[1] for one in fit) and _is_nearest(event)


def _soft_pair_is_nearest(event: Event) -> bool:
    """The pair nearest to the Z mass has no hard lepton; another pair has one, but is not chosen."""
    if not _scale(event, M_Z - 2, M_Z + 2) or max(lepton.pt for lepton in event.leptons) > 29.5:
        return False
    for _ in range(50):  # few places fit
        third = _added(event, event.leptons[0].flavour, 31, 60)
        fit = [one for one in event.leptons[:2] if _opposite(one, third)]
        if any(WINDOW[0] < _mass(one, third) < WINDOW[1] for one in fit) and _is_nearest(event):
            return True
        event.leptons.pop()
    return False


def _in(flavours: dict[str, int], name: str, pushes: Push, wanted: set[str]) -> dict[str, tuple[int, Push, set[str]]]:
    return {f"{name} {channel}": (flavour, pushes, wanted) for channel, flavour in flavours.items()}


def _corners() -> dict[str, tuple[int, Push, set[str]]]:
    """Return of each corner the flavour of the pair, the push, and which cuts of pair and event it then violates."""
    name_of = {flavour: channel for channel, flavour in CHANNELS.items()}
    corners = _in(CHANNELS, "1.2", _nothing, set()) | _in(CHANNELS, "1.3", _lose_primary_vertex, set())
    for cut, (flavour, change) in _FAIL.items():
        corners |= _in({name_of[flavour]: flavour}, cut, _one(change), set())
        if not cut.endswith(".2"):  # a lepton below the threshold would not be counted by the veto either
            other = {name: code for name, code in CHANNELS.items() if code != flavour}
            corners |= _in(other, f"{cut} third", _third(flavour, change), set())
    corners |= _in(CHANNELS, "4.1", _flip_charge, {"4.1"}) | {"4.1 emu": (ELECTRON, _other_flavour, {"4.1"})}
    corners |= _in(CHANNELS, "4.2", _both_soft, {"4.2"}) | _in(CHANNELS, "4.3", _odd_mass, {"4.3"})
    corners |= _in(CHANNELS, "4.4", _third_is_hard, {"4.4"})
    corners |= _in(CHANNELS, "pair below others", _soft_third_outranks, set())
    corners |= _in(CHANNELS, "second pair", _second_pair, set())
    return corners | _in(CHANNELS, "choose first", _soft_pair_is_nearest, {"4.2"})


_CORNERS = _corners()
CORNERS = tuple(_CORNERS)
