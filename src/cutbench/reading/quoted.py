"""Whether a cut is supported by its own quotes: the gate against invented cuts."""

from __future__ import annotations

from cutbench.language import numbers_of
from cutbench.reading.refusal import SMALL
from cutbench.reading.said import Said, said_in
from cutbench.schema.cuts import Cut, CutList

Z_MASS_GEV = 91.1876  # may be written where a text only names it


def gate(cuts: CutList) -> set[str]:
    """Return the ids of the cuts that pass the gate: quoted from the paper, with all their numbers in a quote."""
    return {cut.id for cut in cuts.cuts if cut.grounded and numbers_are_quoted(cut)}


def numbers_are_quoted(cut: Cut) -> bool:
    """Whether one of the cut's verified quotes holds every number of its statements, in whatever unit."""
    wanted = numbers_of(cut.statements)
    return any(_holds(said_in(quote.text), wanted) for quote in cut.quotes if quote.match != "none")


def _holds(said: Said, wanted: set[float]) -> bool:
    there = {value for value, _ in said.numbers}
    if said.turns or "exist" in said.categories:
        there |= {0.0, 1.0}
    if "rank" in said.categories:  # events with a third lepton have three
        there |= SMALL
    if "mz" in said.categories:
        there.add(Z_MASS_GEV)
    return all(any(abs(value - abs(number)) <= 1e-6 * max(abs(number), 1e-3) for value in there) for number in wanted)
