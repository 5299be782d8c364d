"""Mutants: cut lists with one cut wrong, which the comparison has to find and name."""

from collections.abc import Sequence
from typing import TypeVar

from cutbench.errors import CutbenchError
from cutbench.language import Language, Statement, Words, loosened, print_statement
from cutbench.schema.cuts import Cut

AnyCut = TypeVar("AnyCut", bound=Cut)


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
