"""Mutants: cut lists with one cut wrong, which the comparison has to find and name."""

from collections.abc import Sequence
from typing import TypeVar

from cutbench.errors import CutbenchError
from cutbench.events import EventSource
from cutbench.language import Language, Statement, Words, loosened, print_statement
from cutbench.schema.cuts import Cut

AnyCut = TypeVar("AnyCut", bound=Cut)


def interchangeable(events: EventSource) -> Words:
    """Return the values of named properties that all collections know which have the property.

    A mutant swaps one for another, and has to run: photons have no identification that is called medium.
    """
    words: dict[str, list[str]] = {}
    for collection in events.collections():
        for name in events.properties(collection):
            here = [*events.points(collection, name), *events.codes(collection, name)]
            if here:
                words[name] = [word for word in words.get(name, here) if word in here]
    return {name: some for name, some in words.items() if len(some) > 1}


def mutated(cuts: Sequence[AnyCut], wrong: str, language: Language, words: Words) -> list[AnyCut]:
    """Return the cuts with all statements of the cut `wrong` made looser; see `loosened` for `words`.

    Raises:
        CutbenchError: no such cut, or one without statements.
    """
    changed = [cut for cut in cuts if cut.id == wrong and cut.statements]
    if not changed:
        raise CutbenchError(f"self-test agent 'mutant': there is no cut '{wrong}' with a statement")
    parsed = [language.parse(text) for text in changed[0].statements]
    looser = [print_statement(Statement(one.head, loosened(one.line, words))) for one in parsed]
    made = changed[0].model_copy(update={"statements": tuple(looser)})
    return [made if cut is changed[0] else cut for cut in cuts]
