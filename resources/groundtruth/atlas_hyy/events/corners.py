"""Events in the corners: changed by hand so that one cut alone, or one misunderstanding, decides about them.

Without them most cuts would reject no event that another does not reject too, and a program that forgets a cut
would go unnoticed.
"""

import copy
from collections.abc import Callable, Collection
from typing import NamedTuple

import numpy as np
from detector import Event, Photon, make_photon
from toy import Truth

WANTED = ("g35_loose_g25_loose", "g35_medium_g25_medium_L12EM20VH", "g120_loose", "g140_loose")
SINGLE = {"g120_loose", "g140_loose"}
OTHER = "2g20_loose_g15_loose"


class Corner(NamedTuple):
    """What is changed, and which events come of it: `cut` alone rejects them, or without one they are `selected`."""

    change: Callable[[Event], bool]
    cut: str = ""
    selected: bool = False


def push(event: Event, name: str) -> Event | None:
    """Return a copy of an event that was selected, pushed into a corner; None if this event is not fit for it."""
    corner = CORNERS[name]
    if len(event.photons) != 2 or not is_selected(event):
        return None
    pushed = copy.copy(event)
    pushed.photons = [copy.copy(photon) for photon in event.photons]
    pushed.vertices, pushed.fired = list(event.vertices), set(event.fired)
    if not corner.change(pushed):
        return None
    fits = is_selected(pushed) == corner.selected and (not corner.cut or is_selected(pushed, {corner.cut}))
    return pushed if fits else None


# --- Who is selected -----------------------------------------------------------------------------------------------


def is_selected(event: Event, skip: Collection[str] = ()) -> bool:
    """Whether the selection, without the cuts in `skip`, takes an event."""
    fine = {
        "1.2": not event.fired.isdisjoint(WANTED),
        "1.3": any(kind == 1 for *_, kind in event.vertices),
    }
    photons = [photon for photon in event.by_pt() if _is_preselected(photon, skip)][:2]
    if len(photons) < 2:
        return False
    first, second = photons
    mass = _mass(first, second)
    fine |= {
        "3.2": first.tight and second.tight,
        "3.3": all(photon.topoetcone20 < 0.065 * photon.pt for photon in photons),
        "3.4": all(photon.ptcone20 < 0.05 * photon.pt for photon in photons),
        "3.5": first.pt > 0.35 * mass,
        "3.6": second.pt > 0.25 * mass,
        "3.7": 105 < mass < 160,
    }
    return all(holds or cut in skip for cut, holds in fine.items())


def _is_preselected(photon: Photon, skip: Collection[str]) -> bool:
    fine = {
        "2.1": photon.loose,
        "2.2": photon.pt > 30,
        "2.3": abs(photon.eta) < 2.37,
        "2.4": not 1.37 <= abs(photon.eta) <= 1.52,
    }
    return all(holds or cut in skip for cut, holds in fine.items())


def _mass(one: Photon, other: Photon) -> float:
    angle = np.cosh(one.eta - other.eta) - np.cos(one.phi - other.phi)
    return float(np.sqrt(2 * one.pt * other.pt * angle))


# --- The changes: each says whether it could -----------------------------------------------------------------------


def _any(event: Event) -> Photon:
    return event.photons[event.random.integers(len(event.photons))]


def _sign(event: Event) -> int:
    return int(event.random.choice([-1, 1]))


def _no_trigger(event: Event) -> bool:
    """Nothing fired, or only a trigger that is not asked for."""
    event.fired = {OTHER} if event.random.random() < 0.5 else set()
    return True


def _single_photon_trigger(event: Event) -> bool:
    event.fired &= SINGLE
    return bool(event.fired)


def _no_primary_vertex(event: Event) -> bool:
    event.vertices = [(x, y, z, 3 if kind == 1 else kind) for x, y, z, kind in event.vertices]
    return True


def _soften(event: Event) -> bool:
    event.by_pt()[1].pt = event.random.uniform(26.5, 29.9)
    return True


def _to_eta(low: float, high: float) -> Callable[[Event], bool]:
    """Turn one photon, and the other with it, so that the mass stays."""

    def change(event: Event) -> bool:
        photon = _any(event)
        shift = _sign(event) * event.random.uniform(low, high) - photon.eta
        for one in event.photons:
            one.eta += shift
        return True

    return change


def _into_crack(event: Event) -> bool:
    """Anywhere in the crack, in part on its edges as they are in single precision."""
    edge = event.random.choice([1.37, 1.52, 0])
    _to_eta(1.375, 1.515)(event)
    photon = min(event.photons, key=lambda one: abs(abs(one.eta) - 1.445))
    photon.eta = float(np.sign(photon.eta) * np.float32(edge)) if edge else photon.eta
    return True


def _beside_crack(event: Event) -> bool:
    """Close to the crack, on either side of it."""
    low, high = (1.35, 1.369) if event.random.random() < 0.5 else (1.521, 1.54)
    return _to_eta(low, high)(event)


def _cluster_elsewhere(event: Event) -> bool:
    """The photon is where it may be, its cluster is not as seen from the middle of the detector."""
    low, high = (1.345, 1.369) if event.random.random() < 0.5 else (2.345, 2.369)
    _to_eta(low, high)(event)
    photon = max(event.photons, key=lambda one: low < abs(one.eta) < high)
    z = abs(event.primary_z) * np.sign(photon.eta)
    if abs(photon.cluster_eta(z)) < (1.375 if high < 2 else 2.375):
        return False
    event.vertices = [(x, y, z if kind != 3 else other, kind) for x, y, other, kind in event.vertices]
    event.primary_z = float(z)
    return True


def _not_tight(event: Event) -> bool:
    _any(event).tight = False
    return True


def _busy_calorimeter(event: Event) -> bool:
    """Hardly more than allowed, so that other cones and corrections let it pass."""
    photon = _any(event)
    photon.topoetcone20 = event.random.uniform(0.066, 0.11) * photon.pt
    photon.topoetcone40 = photon.topoetcone20 + event.random.normal(0, 2)
    return True


def _tracks_close_by(event: Event) -> bool:
    photon = _any(event)
    photon.ptcone20 = event.random.uniform(0.051, 0.11) * photon.pt
    return True


def _turn_apart(event: Event, ratio: float) -> bool:
    """Move the photons apart in eta, at the same pT, until the leading one has this share of the mass."""
    first, second = event.by_pt()
    mass = first.pt / ratio
    cosh = mass**2 / (2 * first.pt * second.pt) + np.cos(first.phi - second.phi)
    if cosh < 1:
        return False
    middle, half = event.random.uniform(-0.5, 0.5), _sign(event) * np.arccosh(cosh) / 2
    first.eta, second.eta = float(middle + half), float(middle - half)
    return True


def _low_first_share(event: Event) -> bool:
    """Below its share of the mass, in part above what one might take for it in GeV."""
    return _turn_apart(event, event.random.uniform(0.29, 0.345))


def _low_second_share(event: Event) -> bool:
    first, second = event.by_pt()
    mass = event.random.uniform(125, 158)
    second.pt = event.random.uniform(max(0.2 * mass, 30.2), 0.248 * mass)
    return _turn_apart(event, first.pt / mass)


def _other_mass(event: Event) -> bool:
    low, high = [(88, 104.9), (160.1, 190)][event.random.integers(2)]
    scale = event.random.uniform(low, high) / _mass(*event.photons)
    for photon in event.photons:
        photon.pt *= scale
    return True


def _edge_of_window(event: Event) -> bool:
    low, high = [(105.05, 106), (159, 159.95)][event.random.integers(2)]
    scale = event.random.uniform(low, high) / _mass(*event.photons)
    for photon in event.photons:
        photon.pt *= scale
    return True


def _add(event: Event, low: float, high: float, **properties: float | bool) -> Photon:
    """Add a good photon, between `low` and `high` times the pT of the leading one, but for these properties."""
    r = event.random
    truth = Truth(r.uniform(low, high) * event.by_pt()[0].pt, r.uniform(-1.3, 1.3), r.uniform(-np.pi, np.pi))
    photon = make_photon(truth, r)
    good = {"loose": True, "tight": True, "ptcone20": 0.0, "topoetcone20": 0.2, "topoetcone40": 0.6}
    vars(photon).update(good | properties)
    event.photons.insert(int(r.integers(len(event.photons) + 1)), photon)
    return photon


def _leading_fake(event: Event) -> bool:
    """The hardest photon is no tight one: it makes the candidate all the same, and the event is lost."""
    _add(event, 1.05, 1.6, tight=False)
    return True


def _leading_busy(event: Event) -> bool:
    pt = 1.3 * event.by_pt()[0].pt
    _add(event, 1.05, 1.5, **({"ptcone20": 0.2 * pt} if event.random.random() < 0.5 else {"topoetcone20": 0.2 * pt}))
    return True


def _leading_not_loose(event: Event) -> bool:
    """The hardest photon is not even loose: it does not count, and the others make the candidate."""
    _add(event, 1.05, 1.6, loose=False, tight=False)
    return True


def _leading_outside(event: Event) -> bool:
    """The hardest photon is in the crack or beyond the acceptance: it does not count either."""
    low, high = (1.38, 1.51) if event.random.random() < 0.5 else (2.38, 2.49)
    _add(event, 1.05, 1.6).eta = _sign(event) * event.random.uniform(low, high)
    return True


def _third_photon(event: Event) -> bool:
    """A third good photon, softer than both; the file may have it first."""
    second = event.by_pt()[1].pt
    photon = _add(event, 0.3, 0.9)
    if photon is event.photons[2]:
        event.photons = [photon, *event.photons[:2]]
    return 30.5 < photon.pt < 0.95 * second


CORNERS = {
    "1.2": Corner(_no_trigger, "1.2"),
    "1.3": Corner(_no_primary_vertex, "1.3"),
    "2.1": Corner(_leading_not_loose, selected=True),
    "2.2": Corner(_soften, "2.2"),
    "2.3": Corner(_to_eta(2.375, 2.49), "2.3"),
    "2.4": Corner(_into_crack, "2.4"),
    "3.2": Corner(_not_tight, "3.2"),
    "3.3": Corner(_busy_calorimeter, "3.3"),
    "3.4": Corner(_tracks_close_by, "3.4"),
    "3.5": Corner(_low_first_share, "3.5"),
    "3.6": Corner(_low_second_share, "3.6"),
    "3.7": Corner(_other_mass, "3.7"),
    "leading photon a fake": Corner(_leading_fake),
    "leading photon not isolated": Corner(_leading_busy),
    "leading photon outside": Corner(_leading_outside, selected=True),
    "beside the crack": Corner(_beside_crack, selected=True),
    "cluster elsewhere": Corner(_cluster_elsewhere, selected=True),
    "edge of the mass window": Corner(_edge_of_window, selected=True),
    "single-photon trigger only": Corner(_single_photon_trigger, selected=True),
    "third photon": Corner(_third_photon, selected=True),
}
