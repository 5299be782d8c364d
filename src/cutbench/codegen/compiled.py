"""Our arm: the model types one cut after the other, and the program is written from the typed cuts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.codegen.predicates import answer_schema, glossary, read_answer
from cutbench.codegen.second_reading import objection, reading
from cutbench.codegen.state import Execute, State, heard, run
from cutbench.cuts import Vocabulary
from cutbench.errors import CutbenchError
from cutbench.llm import ChatModel, Progress, Reply
from cutbench.prompts import render
from cutbench.schema.cuts import Cut
from cutbench.selection import write_program

TYPER = "codegen/typer.v2"
PROMPTS = (TYPER,)
TYPER_TOKENS = 320


@dataclass(frozen=True)
class Compiled:
    """The nodes; each takes the state and returns what changes in it.

    Of a cut only id, object, text and comments are used: predicates that it may have already are not looked at. With a
    `vocabulary` the model is shown what the rules of `cutbench.cuts` read where these are sure of it, and gets an
    answer that differs back; then its word counts.
    """

    model: ChatModel
    cuts: Sequence[Cut]
    execute: Execute
    seed: int
    max_repairs: int
    vocabulary: Vocabulary | None = None
    progress: Progress | None = None

    @property
    def steps(self) -> int:
        """The most nodes that a run can visit."""
        return 2 * len(self.cuts) * (self.max_repairs + 1) + 4

    def plan(self, state: State) -> dict[str, Any]:
        """The subtasks are the cuts."""
        return {"subtasks": [cut.id for cut in self.cuts], "done": not self.cuts}

    def generate(self, state: State) -> dict[str, Any]:
        """Ask for the predicates of the cut under way."""
        position, error = state["position"], state["error"]
        cut = self._bare(position)
        if self.progress:
            self.progress.count("cuts", f"seed {self.seed}", position, len(self.cuts))
        read = reading(cut, self.vocabulary) if self.vocabulary else ""
        prompt = render(TYPER, cut=cut, glossary=glossary(), reading=read, error=error)
        purpose = f"type cut {cut.id}" + (f", repair {state['repairs']}" if error else "")
        reply = self.model.ask(
            prompt.messages, purpose=purpose, seed=self.seed, schema=answer_schema(cut.object), max_tokens=TYPER_TOKENS
        )
        typed, problem = _typed(cut, reply)
        before = state["pieces"][position] if len(state["pieces"]) > position else None
        if not before and self.vocabulary:
            said = objection(cut, typed, self.vocabulary)
            problem = "; ".join(part for part in (problem, said) if part)
        pieces = [*state["pieces"][:position], typed.model_dump(mode="json") if typed else before]
        return heard(state, reply, step="generate", cut=cut.id, error=problem) | {"pieces": pieces, "error": problem}

    def validate(self, state: State) -> dict[str, Any]:
        """Go on to the next cut, give this one back, or leave it out with a note."""
        if state["error"] and state["repairs"] < self.max_repairs:
            return {"repairs": state["repairs"] + 1}
        position = state["position"] + 1
        lost = not state["pieces"][position - 1]
        notes = [*state["notes"], f"left out: {state['error']}"] if lost else state["notes"]
        return {"position": position, "repairs": 0, "error": "", "notes": notes, "done": position == len(self.cuts)}

    def run_program(self, state: State) -> dict[str, Any]:
        """Write the program from the cuts that could be typed, and run it; without any there is none."""
        typed = self.typed(state)
        program = write_program(typed) if typed else ""
        execution = run(self.execute, program).model_dump(mode="json")
        step = {"step": "execute", "program": program, "execution": execution}
        return {"program": program, "execution": execution, "trajectory": [*state["trajectory"], step]}

    def typed(self, state: State) -> tuple[Cut, ...]:
        """Return the cuts that could be typed."""
        return tuple(Cut.model_validate(piece) for piece in state["pieces"] if piece)

    def _bare(self, position: int) -> Cut:
        cut = self.cuts[position]
        return Cut(id=cut.id, object=cut.object, text=cut.text, comments=cut.comments)


def _typed(cut: Cut, reply: Reply) -> tuple[Cut | None, str]:
    """Return the typed cut, or what is wrong."""
    if reply.outcome != "ok":
        return None, f"cut {cut.id}: {reply.outcome}: {reply.summary.problem}"
    try:
        return read_answer(cut, reply.data), ""
    except CutbenchError as error:
        return None, str(error)
