"""Generate the stand-in events: gg -> H -> ZZ* -> 4l with Pythia, a parametrised detector, the PHYSLITE layout.

python generate_events.py standin_events.root enrichment.json
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from collisions import generate
from corners import CORNERS, push
from detector import Event, reconstruct
from layout import branches
from sample import write_sample

SEED = 20180600
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


def simulate(r: np.random.Generator) -> Iterator[Event]:
    """Yield reconstructed events without end."""
    for leptons, partons in generate(SETTINGS):
        yield reconstruct(leptons, partons, r)


def main(output: Path, record: Path) -> None:
    """Write the events and the record of which of them were pushed into which corner."""
    r = np.random.default_rng(SEED)
    write_sample(
        output,
        record,
        simulate(r),
        r=r,
        corners=dict.fromkeys(CORNERS, N_PER_CORNER),
        push=push,
        branches=lambda event, number, _: branches(event, number),
        n_in_sample=1_598_000,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
