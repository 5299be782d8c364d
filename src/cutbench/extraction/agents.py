"""Self-test agents: cut lists whose score is known beforehand."""

from collections.abc import Sequence

from cutbench.errors import CutbenchError
from cutbench.schema.cuts import CuratedCut, Cut, CutList


def agent_cuts(agent: str, curated: Sequence[CuratedCut]) -> CutList:
    """Return the list of an agent.

    `oracle` gives the curated list (all correct), `nop` an empty one, `mutant` the curated list with the
    number of one cut changed (one correct cut less, one hallucination).
    """
    if agent == "nop":
        return CutList(cuts=())
    cuts = [Cut(id=f"c{cut.id}", object=cut.object, text=cut.text, predicates=cut.predicates) for cut in curated]
    if agent == "mutant":
        place = next(index for index, cut in enumerate(cuts) if _is_plain(cut))
        cuts[place] = mutated(cuts[place])
    elif agent != "oracle":
        raise CutbenchError(f"unknown agent '{agent}'; known are oracle, nop, mutant")
    return CutList(cuts=tuple(cuts))


def mutated(cut: Cut) -> Cut:
    """Return a cut with another threshold, in its predicate and in its words."""
    (predicate,) = cut.predicates
    assert isinstance(predicate.value, int | float)  # noqa: S101  (see _is_plain)
    value = predicate.value + 3
    text = f"{predicate.variable.name} {predicate.op} {value:g} {predicate.unit}"
    return cut.model_copy(update={"text": text, "predicates": (predicate.model_copy(update={"value": value}),)})


def _is_plain(cut: Cut) -> bool:
    predicate = cut.predicates[0]
    return len(cut.predicates) == 1 and predicate.unit == "GeV" and isinstance(predicate.value, int | float)
