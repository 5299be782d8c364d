"""Generate the stand-in events: gg -> H -> ZZ* -> 4l with Pythia, a parametrised detector, the PHYSLITE layout.

python generate_events.py standin_events.root enrichment.json
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pythia8mc
from corners import CORNERS, push
from detector import ELECTRON, MUON, Event, Truth, reconstruct
from layout import branches
from write_tree import write_tree

SEED = 20180600
N_EVENTS = 1000
N_PER_CORNER = 8
SETTINGS = (
    "Beams:eCM = 13000.",
    "HiggsSM:gg2H = on",
    "25:m0 = 125.",
    "25:onMode = off",
    "25:onIfMatch = 23 23",
    "23:onMode = off",
    "23:onIfAny = 11 13",
    "PartonLevel:MPI = off",
    "HadronLevel:all = off",
    "Random:setSeed = on",
    f"Random:seed = {SEED}",
    "Print:quiet = on",
)


def generate() -> Iterator[tuple[list[Truth], list[Truth]]]:
    """Yield the leptons from Z bosons and the hard partons of one event after the other, in GeV."""
    pythia = pythia8mc.Pythia("", False)
    for setting in SETTINGS:
        pythia.readString(setting)
    pythia.init()
    while True:
        if not pythia.next():
            continue
        final = [particle for particle in pythia.event if particle.isFinal()]
        leptons = [_truth(p) for p in final if p.idAbs() in (ELECTRON, MUON) and p.pT() > 0]
        partons = [_truth(p) for p in final if (p.idAbs() <= 5 or p.idAbs() == 21) and p.pT() > 20]
        yield leptons, partons


def _truth(particle: pythia8mc.Particle) -> Truth:
    return Truth(particle.id(), particle.pT(), particle.eta(), particle.phi(), particle.m())


def simulate(r: np.random.Generator) -> Iterator[Event]:
    """Yield reconstructed events without end."""
    for leptons, partons in generate():
        yield reconstruct(leptons, partons, r)


def enrich(events: Iterator[Event]) -> dict[str, list[Event]]:
    """Return N_PER_CORNER events for each corner, each made of an event of its own."""
    found: dict[str, list[Event]] = {cut: [] for cut in CORNERS}
    for event in events:
        open_corners = [cut for cut in CORNERS if len(found[cut]) < N_PER_CORNER]
        if not open_corners:
            break
        cut = open_corners[event.random.integers(len(open_corners))]
        pushed = push(event, cut)
        if pushed is not None:
            found[cut].append(pushed)
    return found


def main(output: Path, record: Path) -> None:
    """Write the events and the record of which of them were pushed into which corner."""
    r = np.random.default_rng(SEED)
    events = simulate(r)
    corners = enrich(events)
    labelled = [(cut, event) for cut, some in corners.items() for event in some]
    labelled += [("", event) for event in islice(events, N_EVENTS - len(labelled))]
    r.shuffle(labelled)
    numbers = [int(number) for number in r.choice(np.arange(1, 1_598_001), N_EVENTS, replace=False)]
    write_tree(output, (branches(event, n) for (_, event), n in zip(labelled, numbers, strict=True)))
    pushed = {
        cut: sorted(n for (label, _), n in zip(labelled, numbers, strict=True) if label == cut) for cut in CORNERS
    }
    lines = ",\n".join(f"{json.dumps(cut)}: {json.dumps(some)}" for cut, some in pushed.items())
    record.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
