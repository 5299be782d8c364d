"""Our arm: the model writes one cut after the other as statements, and the program is written from these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.codegen.state import Execute, State, heard, run
from cutbench.codegen.statements import PROMPTS, Typing
from cutbench.cuts import Vocabulary, read_cuts
from cutbench.language import print_statement
from cutbench.llm import ChatModel, Progress
from cutbench.schema.cuts import Cut
from cutbench.selection import Skeleton

__all__ = ["PROMPTS", "Compiled", "Means", "by_rules"]


@dataclass(frozen=True)
class Means:
    """What statements are written with, what they are put into, and what writes the program of them.

    With a `vocabulary` the model is shown what the rules of `cutbench.cuts` read where these are sure of it, and gets
    an answer that differs back; then its word counts.
    """

    typing: Typing
    skeleton: Skeleton
    write: Callable[[Sequence[Cut]], str]
    vocabulary: Vocabulary | None = None

    def reading(self, cut: Cut) -> tuple[str, ...]:
        """Return the statements that the rules are sure of and that can be applied; comments are left to the model."""
        found = read_cuts(cut.text, self.vocabulary, cut.object) if self.vocabulary else ()
        if not found or not all(one.sure for one in found):
            return ()
        stated = cut.model_copy(update={"statements": tuple(text for one in found for text in one.statements)})
        return () if self.skeleton.runs(stated) else stated.statements


@dataclass(frozen=True)
class Compiled:
    """The nodes; each takes the state and returns what changes in it.

    Of a cut only id, object, text and comments are used: statements that it may have already are not looked at.
    """

    model: ChatModel
    cuts: Sequence[Cut]
    means: Means
    execute: Execute
    seed: int
    max_repairs: int
    progress: Progress | None = None

    @property
    def steps(self) -> int:
        """The most nodes that a run can visit."""
        return 2 * len(self.cuts) * (self.max_repairs + 1) + 4

    def plan(self, state: State) -> dict[str, Any]:
        """The subtasks are the cuts."""
        return {"subtasks": [cut.id for cut in self.cuts], "done": not self.cuts}

    def generate(self, state: State) -> dict[str, Any]:
        """Ask for the statements of the cut under way."""
        position, error = state["position"], state["error"]
        cut = _bare(self.cuts[position])
        if self.progress:
            self.progress.count("cuts", f"seed {self.seed}", position, len(self.cuts))
        read = self.means.reading(cut)
        purpose = f"type cut {cut.id}" + (f", repair {state['repairs']}" if error else "")
        reply, statements, problem = self.means.typing.ask(
            self.model, cut, purpose=purpose, seed=self.seed, error=error, reading="\n".join(read)
        )
        stated = cut.model_copy(update={"statements": tuple(map(print_statement, statements))})
        unfit = self.means.skeleton.runs(stated) if statements else problem
        problem = problem or unfit
        before = state["pieces"][position] if len(state["pieces"]) > position else None
        kept = before if unfit else stated.model_dump(mode="json")
        if not before and read and (unfit or not self._alike(stated, read)):
            found = "; ".join(read)
            said = f"rules, which are right more often than not, read {found}; give that unless the text says else"
            problem = "; ".join(part for part in (problem, said) if part)
        pieces = [*state["pieces"][:position], kept]
        return heard(state, reply, step="generate", cut=cut.id, error=problem) | {"pieces": pieces, "error": problem}

    def validate(self, state: State) -> dict[str, Any]:
        """Go on to the next cut, give this one back, or leave it out with a note."""
        if state["error"] and state["repairs"] < self.max_repairs:
            return {"repairs": state["repairs"] + 1}
        position = state["position"] + 1
        lost = not state["pieces"][position - 1]
        notes = (
            [*state["notes"], f"left out: cut {self.cuts[position - 1].id}: {state['error']}"]
            if lost
            else state["notes"]
        )
        return {"position": position, "repairs": 0, "error": "", "notes": notes, "done": position == len(self.cuts)}

    def run_program(self, state: State) -> dict[str, Any]:
        """Write the program from the cuts that have statements, and run it; without any there is none."""
        typed = self.typed(state)
        program = self.means.write(typed) if typed else ""
        execution = run(self.execute, program).model_dump(mode="json")
        step = {"step": "execute", "program": program, "execution": execution}
        return {"program": program, "execution": execution, "trajectory": [*state["trajectory"], step]}

    def typed(self, state: State) -> tuple[Cut, ...]:
        """Return the cuts that have statements."""
        return tuple(Cut.model_validate(piece) for piece in state["pieces"] if piece)

    def _alike(self, stated: Cut, read: Sequence[str]) -> bool:
        language = self.means.skeleton.language
        return set(language.parts(stated.statements)) == set(language.parts(read))


def by_rules(cuts: Sequence[Cut], vocabulary: Vocabulary, skeleton: Skeleton) -> tuple[Cut, ...]:
    """Return the cuts as the rules alone read them, those left out that cannot be applied: the baseline."""
    stated = [
        _bare(cut).model_copy(update={"statements": tuple(text for one in found for text in one.statements)})
        for cut in cuts
        for found in [read_cuts(cut.text, vocabulary, cut.object)]
    ]
    return tuple(cut for cut in stated if not skeleton.runs(cut))


def _bare(cut: Cut) -> Cut:
    return Cut(id=cut.id, object=cut.object, text=cut.text, comments=cut.comments)
