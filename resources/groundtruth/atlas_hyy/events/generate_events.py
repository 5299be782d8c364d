"""Generate the stand-in events: a toy of H -> yy and its background, a parametrised detector, the PHYSLITE layout.

python generate_events.py standin_events.root enrichment.json
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

# What writes the tree is that of H -> 4l, which knows the classes of all links.
sys.path.append(str(Path(__file__).resolve().parents[2] / "atlas_h4l/events"))

from corners import CORNERS, push
from detector import Event, reconstruct
from layout import branches
from toy import pair, soft
from write_tree import write_tree

SEED = 18020414
N_EVENTS = 1000
N_PER_CORNER = 10
N_IN_SAMPLE = 1_000_000  # event numbers are drawn from as many


def simulate(r: np.random.Generator) -> Iterator[Event]:
    """Yield reconstructed events without end."""
    while True:
        yield reconstruct(pair(r) + soft(r), r)


def enrich(events: Iterator[Event]) -> dict[str, list[Event]]:
    """Return N_PER_CORNER events for each corner, each made of an event of its own."""
    found: dict[str, list[Event]] = {name: [] for name in CORNERS}
    for event in events:
        open_corners = [name for name, some in found.items() if len(some) < N_PER_CORNER]
        if not open_corners:
            break
        name = open_corners[event.random.integers(len(open_corners))]
        pushed = push(event, name)
        if pushed is not None:
            found[name].append(pushed)
    return found


def main(output: Path, record: Path) -> None:
    """Write the events and the record of which of them were pushed into which corner."""
    r = np.random.default_rng(SEED)
    events = simulate(r)
    labelled = [(name, event) for name, some in enrich(events).items() for event in some]
    labelled += [("", event) for event in islice(events, N_EVENTS - len(labelled))]
    r.shuffle(labelled)
    numbers = [int(number) for number in r.choice(np.arange(1, N_IN_SAMPLE + 1), N_EVENTS, replace=False)]
    write_tree(output, (branches(event, n) for (_, event), n in zip(labelled, numbers, strict=True)))
    pushed = {
        name: sorted(n for (label, _), n in zip(labelled, numbers, strict=True) if label == name) for name in CORNERS
    }
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(some)}" for name, some in pushed.items())
    record.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
