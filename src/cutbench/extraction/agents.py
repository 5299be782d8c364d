"""Self-test agents: cut lists whose score is known beforehand."""

from collections.abc import Sequence

from cutbench.errors import CutbenchError, known_names
from cutbench.language import Language, Statement, loosened, print_requirement, print_statement
from cutbench.schema.cuts import CuratedCut, Cut, CutList


def agent_cuts(agent: str, curated: Sequence[CuratedCut], language: Language) -> CutList:
    """Return the list of an agent.

    `oracle` gives the curated list (all correct), `nop` an empty one, `mutant` the curated list with the
    number of one cut changed (one correct cut less, one hallucination).
    """
    if agent == "nop":
        return CutList(cuts=())
    cuts = [Cut(id=f"c{cut.id}", object=cut.object, text=cut.text, statements=cut.statements) for cut in curated]
    if agent == "mutant":
        place = next(index for index, cut in enumerate(cuts) if _is_plain(cut))
        cuts[place] = mutated(cuts[place], language)
    elif agent != "oracle":
        raise CutbenchError(f"unknown agent '{agent}'; {known_names(agent, ('oracle', 'nop', 'mutant'))}")
    return CutList(cuts=tuple(cuts))


def mutated(cut: Cut, language: Language) -> Cut:
    """Return a cut with another threshold, in its statement and in its words."""
    statement = language.parse(cut.statements[0])
    wrong = Statement(statement.head, loosened(statement.line, {}))
    return cut.model_copy(update={"text": print_requirement(wrong), "statements": (print_statement(wrong),)})


def _is_plain(cut: Cut) -> bool:
    return len(cut.statements) == 1 and cut.statements[0].endswith(" GeV") and " > " in cut.statements[0]
