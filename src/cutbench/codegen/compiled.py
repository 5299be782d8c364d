"""Our arm: the model writes one cut after the other as statements, and the program is written from these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.codegen.state import Execute, State, heard, run
from cutbench.codegen.statements import PROMPTS
from cutbench.codegen.writing import Answer, Typing
from cutbench.events import EventSource
from cutbench.language import print_statement
from cutbench.llm import ChatModel, Progress
from cutbench.reading import Reader, kind_of
from cutbench.schema.cuts import Cut
from cutbench.selection import Skeleton

__all__ = ["PROMPTS", "Compiled", "Means", "by_rules"]


@dataclass(frozen=True)
class Means:
    """What statements are written with, what they are put into and tried on, and what writes the program of them.

    With `rules`, a reader without a model, the model is shown what they read where they are sure of it, and gets an
    answer that differs back; then its word counts.
    """

    typing: Typing
    skeleton: Skeleton
    events: EventSource
    write: Callable[[Sequence[Cut]], str]
    rules: Reader | None = None

    def reading(self, cut: Cut) -> tuple[str, ...]:
        """Return the statements that the rules are sure of and that can be applied; comments are left to the model."""
        stated = stated_by(self.rules, cut) if self.rules else cut
        return stated.statements if stated.statements and not self.unfit(stated) else ()

    def unfit(self, cut: Cut) -> str:
        """Return why a cut cannot be applied to these events, '' if it can."""
        return self.skeleton.runs(cut, self.events)


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
        position = state["position"]
        cut = _bare(self.cuts[position])
        if self.progress:
            self.progress.count("cuts", f"seed {self.seed}", position, len(self.cuts))
        read = self.means.reading(cut)
        answer = self._ask(cut, state, "\n".join(read))
        stated = cut.model_copy(update={"statements": tuple(map(print_statement, answer.statements))})
        unfit = answer.refused or self.means.unfit(stated)
        before = state["pieces"][position] if len(state["pieces"]) > position else None
        kept = before if unfit else stated.model_dump(mode="json")
        problem = unfit or answer.left_out
        if not before and read and (unfit or not self._alike(stated, read)):
            found = "; ".join(read)
            said = f"rules, which are right more often than not, read {found}; give that unless the text says else"
            problem = "; ".join(part for part in (problem, said) if part)
        pieces = [*state["pieces"][:position], kept]
        update = heard(state, answer.reply, step="generate", cut=cut.id, error=problem)
        return update | {"pieces": pieces, "error": problem}

    def _ask(self, cut: Cut, state: State, reading: str) -> Answer:
        error = state["error"]
        return self.means.typing.ask(
            self.model,
            cut.text,
            cut.object,
            purpose=f"type cut {cut.id}" + (f", repair {state['repairs']}" if error else ""),
            seed=self.seed,
            comments=cut.comments,
            error=error,
            reading=reading,
        )

    def validate(self, state: State) -> dict[str, Any]:
        """Give a cut back, or go on to the next one: what was not settled is noted."""
        if state["error"] and state["repairs"] < self.max_repairs:
            return {"repairs": state["repairs"] + 1}
        position, notes = state["position"] + 1, state["notes"]
        if state["error"]:
            outcome = "in doubt" if state["pieces"][position - 1] else "left out"
            notes = [*notes, f"{outcome}: cut {self.cuts[position - 1].id}: {state['error']}"]
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


def by_rules(cuts: Sequence[Cut], means: Means) -> tuple[Cut, ...]:
    """Return the cuts as the rules alone read them, those left out that cannot be applied: the baseline."""
    reader = Reader(means.skeleton.language)
    return tuple(cut for one in cuts if not means.unfit(cut := stated_by(reader, _bare(one))))


def stated_by(reader: Reader, cut: Cut) -> Cut:
    """Return a cut with the statements that a reader reads in its text; none if a part of it is unread."""
    reading = reader.read(cut.text, kind_of(cut.object))
    return cut.model_copy(update={"statements": () if reading.problem else reading.statements})


def _bare(cut: Cut) -> Cut:
    return Cut(id=cut.id, object=cut.object, text=cut.text, comments=cut.comments)
