"""From simulated events to a file of them: some are pushed into corners, and all get event numbers by chance."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from layout import Branches
from write_tree import write_tree

N_EVENTS = 1000
Push = Callable[[Any, str], Any]


def write_sample(
    output: Path,
    record: Path,
    events: Iterator[Any],
    *,
    r: np.random.Generator,
    corners: Mapping[str, int],
    push: Push,
    branches: Callable[[Any, int, str], Branches],
    n_in_sample: int,
) -> None:
    """Write the events, and the record of which of them were pushed into which corner.

    Args:
        output: the file of events.
        record: the file of event numbers by corner.
        events: reconstructed events without end.
        r: what draws order and numbers.
        corners: how many events each corner gets.
        push: returns an event in a corner, None where it cannot be pushed there.
        branches: returns what is written of an event, given its number and its corner, '' for none.
        n_in_sample: event numbers are drawn from as many.
    """
    labelled = [(corner, event) for corner, some in _enrich(events, corners, push).items() for event in some]
    labelled += [("", event) for event in islice(events, N_EVENTS - len(labelled))]
    r.shuffle(labelled)
    numbers = [int(number) for number in r.choice(np.arange(1, n_in_sample + 1), N_EVENTS, replace=False)]
    numbered = list(zip(labelled, numbers, strict=True))
    write_tree(output, (branches(event, number, corner) for (corner, event), number in numbered))
    pushed = {corner: sorted(number for (label, _), number in numbered if label == corner) for corner in corners}
    lines = ",\n".join(f"{json.dumps(corner)}: {json.dumps(some)}" for corner, some in pushed.items())
    record.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _enrich(events: Iterator[Any], corners: Mapping[str, int], push: Push) -> dict[str, list[Any]]:
    """Return the events for each corner, each made of an event of its own."""
    found: dict[str, list[Any]] = {corner: [] for corner in corners}
    for event in events:
        still = [corner for corner, wanted in corners.items() if len(found[corner]) < wanted]
        if not still:
            break
        corner = still[event.random.integers(len(still))]
        pushed = push(event, corner)
        if pushed is not None:
            found[corner].append(pushed)
    return found
