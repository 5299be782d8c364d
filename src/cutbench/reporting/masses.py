"""Table of masses: how the events of generated programs are distributed, beside the reference's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cutbench.reporting.frames import frame_of, grouped

N_BINS = 20
ROUNDING_GEV = 5
COLUMNS = (
    *("variable", "low_gev", "high_gev", "model", "arm", "n_runs", "n_distinct", "n_reference", "n_events", "replayed"),
    *("title", "sd_events"),
)

EventId = tuple[int, int]  # run and event number
Masses = Mapping[EventId, Mapping[str, float]]  # of an event in GeV, by name


@dataclass(frozen=True)
class Program:
    """What one run of step 2 selected; None if its program did not run to an end. `answer` tells it from others."""

    model: str
    arm: str
    selected: Collection[EventId] | None
    answer: str
    replayed: bool = False


def tabulate_masses(
    programs: Iterable[Program],
    reference: Collection[EventId],
    masses: Masses,
    titles: Mapping[str, str],
) -> pd.DataFrame:
    """Return a row per mass, bin, model and arm; programs that did not run are left out.

    `masses` gives the masses of an event in GeV by name, `titles` how these are written; events without them
    are in no bin. The bins span what the reference selects; what lies outside is counted in the first or last one.
    `n_events` is the mean over `n_runs` runs, `n_distinct` of which have different programs, and `sd_events` the
    standard deviation of these, missing for fewer than two.
    """
    groups = grouped((program for program in programs if program.selected is not None), "model", "arm")
    names = dict.fromkeys(name for event in reference for name in masses.get(event, ()))
    rows = (row | {"title": titles.get(name, name)} for name in names for row in _rows(name, groups, reference, masses))
    return frame_of(rows, COLUMNS)


def _rows(
    name: str, groups: Mapping[tuple[str, str], list[Program]], reference: Collection[EventId], masses: Masses
) -> Iterable[dict[str, Any]]:
    wanted = _values(name, reference, masses)
    if not len(wanted):
        return
    low = np.floor(wanted.min() / ROUNDING_GEV) * ROUNDING_GEV
    high = np.ceil(wanted.max() / ROUNDING_GEV) * ROUNDING_GEV
    edges = np.linspace(low, max(high, low + ROUNDING_GEV), N_BINS + 1)
    n_reference = _counts(wanted, edges)
    for (model, arm), programs in groups.items():
        counts = [_counts(_values(name, program.selected or (), masses), edges) for program in programs]
        distinct = list({program.answer: one for program, one in zip(programs, counts, strict=True)}.values())
        spread = np.std(distinct, axis=0, ddof=1) if len(distinct) > 1 else np.full(N_BINS, np.nan)
        for place, n_events in enumerate(np.mean(counts, axis=0)):
            yield {
                "variable": name,
                "low_gev": round(float(edges[place]), 3),
                "high_gev": round(float(edges[place + 1]), 3),
                "model": model,
                "arm": arm,
                "n_runs": len(programs),
                "n_distinct": len(distinct),
                "n_reference": int(n_reference[place]),
                "n_events": round(float(n_events), 3),
                "sd_events": round(float(spread[place]), 3),
                "replayed": any(program.replayed for program in programs),
            }


def _values(name: str, events: Collection[EventId], masses: Masses) -> Any:
    values = np.array([masses[event][name] for event in events if event in masses], dtype=float)
    return values[np.isfinite(values)]


def _counts(values: Any, edges: Any) -> Any:
    return np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0]
