import random
from pathlib import Path

import pytest

from cutbench.events import MemorySource
from cutbench.language import load_names, parse_analysis
from cutbench.selection import compile_analysis, run

NAMES = load_names(Path(__file__).parents[2] / "src/cutbench/language/names.yaml")
POINTS = {
    "electron": {"id": ("medium", "tight")},
    "muon": {"id": ("medium", "tight")},
    "photon": {"id": ("tight",)},
    "jet": {"btag": ("tight",)},
}
LIKELY = {"medium": 0.8, "tight": 0.5}
FLAVOURS = {"electron": 11.0, "muon": 13.0}
MASSES = {"electron": 0.000511, "muon": 0.105658, "photon": 0.0}


def particle(draw, kind):
    pt = draw.expovariate(1 / 40) + 4
    one = {"pT": pt, "eta": draw.gauss(0, 1.4), "phi": draw.uniform(-3.14159, 3.14159)}
    one["m"] = MASSES.get(kind, draw.uniform(1, 15))
    one["charge"] = draw.choice([-1.0, 1.0])
    for name in ("ptvarcone30", "ptcone20", "topoetcone20"):
        one[name] = pt * draw.expovariate(20)
    if kind in FLAVOURS:
        one["flavour"] = FLAVOURS[kind]
    return one | {(prop, point): draw.random() < LIKELY[point] for prop, some in POINTS[kind].items() for point in some}


def made_events(seed, n_events, most):
    """Events as dicts; every seventh is empty, and `most` objects of a kind are the most."""
    draw = random.Random(seed)
    events = []
    for number in range(n_events):
        event = {kind: [] for kind in (*POINTS, "vertex")}
        if number % 7:
            for kind in POINTS:
                event[kind] = [particle(draw, kind) for _ in range(draw.randint(0, most.get(kind, 0)))]
            event["vertex"] = [{"z0": 0.0}] * draw.randint(0, 3)
        event |= {"MET": draw.expovariate(1 / 60), "MET_phi": draw.uniform(-3.14159, 3.14159)}
        events.append(event)
    return events


def in_memory(events):
    """The same events as a source."""
    plain = ("pT", "eta", "phi", "m", "charge", "ptvarcone30", "ptcone20", "topoetcone20")

    def lists(kind, name):
        return [[one[name] for one in event[kind]] for event in events]

    values = {k: {p: lists(k, p) for p in (*plain, *(["flavour"] if k in FLAVOURS else []))} for k in POINTS}
    points = {k: {p: {w: lists(k, (p, w)) for w in words} for p, words in some.items()} for k, some in POINTS.items()}
    return MemorySource(
        values | {"vertex": {"z0": lists("vertex", "z0")}},
        points=points,
        codes={kind: {"flavour": FLAVOURS} for kind in FLAVOURS},
        quantities={name: [event[name] for event in events] for name in ("MET", "MET_phi")},
    )


@pytest.fixture(scope="session")
def select():
    """Compile and run an analysis; returns the result."""

    def selected(text, source, without=()):
        analysis, names = parse_analysis(text, NAMES)
        return run(compile_analysis(analysis, names, without=without), source)

    return selected


@pytest.fixture(scope="session")
def events_of():
    """Make events, as dicts and as a source."""

    def made(seed, n_events, **most):
        events = made_events(seed, n_events, most)
        return events, in_memory(events)

    return made
