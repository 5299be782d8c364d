"""Generate the stand-in events: a toy of H -> yy and its background, a parametrised detector, the PHYSLITE layout.

python generate_events.py standin_events.root enrichment.json
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

# What makes a sample of simulated events is that of H -> 4l.
sys.path.append(str(Path(__file__).resolve().parents[2] / "atlas_h4l/events"))

from corners import CORNERS, push
from detector import Event, reconstruct
from layout import branches
from sample import write_sample
from toy import pair, soft

SEED = 18020414
N_PER_CORNER = 10


def simulate(r: np.random.Generator) -> Iterator[Event]:
    """Yield reconstructed events without end."""
    while True:
        yield reconstruct(pair(r) + soft(r), r)


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
        n_in_sample=1_000_000,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
