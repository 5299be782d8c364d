"""The arm of the talk: the model plans subtasks and writes Python for one after the other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.codegen.check import check_program
from cutbench.codegen.state import Execute, State, heard, run
from cutbench.codegen.text import clean_error, extract_code, whole_statements
from cutbench.llm import ChatModel, Progress
from cutbench.prompts import render
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Execution

PLANNER, GENERATOR = "codegen/planner.v1", "codegen/generator.v1"
PROMPTS = (PLANNER, GENERATOR)
PLAN_TOKENS = 60  # for each subtask
WHOLE = "Write the whole program."


@dataclass(frozen=True)
class Freeform:
    """The nodes; each takes the state and returns what changes in it."""

    model: ChatModel
    cuts: Sequence[Cut]
    task: str
    variables: str
    execute: Execute
    seed: int
    max_repairs: int
    max_subtasks: int
    max_tokens: int
    branches: Collection[str] = ()
    progress: Progress | None = None

    @property
    def steps(self) -> int:
        """The most nodes that a run can visit."""
        return 3 * (self.max_subtasks + self.max_repairs) + 4

    def plan(self, state: State) -> dict[str, Any]:
        """Divide the task; without a usable plan it is one subtask."""
        item = {"type": "string", "minLength": 1}
        subtasks = {"type": "array", "minItems": 1, "maxItems": self.max_subtasks, "items": item}
        schema = {"type": "object", "properties": {"subtasks": subtasks}, "required": ["subtasks"]}
        prompt = render(PLANNER, **self._shared(), max_subtasks=self.max_subtasks)
        reply = self.model.ask(
            prompt.messages,
            purpose="plan subtasks",
            seed=self.seed,
            schema=schema,
            max_tokens=PLAN_TOKENS * self.max_subtasks,
        )
        found = (reply.data or {}).get("subtasks") or []
        notes = state["notes"] if found else [*state["notes"], f"no plan ({reply.outcome}): one subtask"]
        return heard(state, reply, step="plan") | {"subtasks": found or [WHOLE], "notes": notes}

    def generate(self, state: State) -> dict[str, Any]:
        """Write, or write again, the part of the program for the subtask under way."""
        position, pieces = state["position"], state["pieces"]
        number = f"{position + 1}/{len(state['subtasks'])}"
        if self.progress:
            self.progress.count("parts", f"seed {self.seed}", position, len(state["subtasks"]))
        prompt = render(
            GENERATOR,
            **self._shared(),
            subtasks=state["subtasks"],
            position=position,
            before="\n\n".join(pieces[:position]),
            attempt=pieces[position] if len(pieces) > position else "",
            error=state["error"],
        )
        purpose = f"write part {number}" + (f", repair {state['repairs']}" if state["error"] else "")
        reply = self.model.ask(prompt.messages, purpose=purpose, seed=self.seed, max_tokens=self.max_tokens)
        code = extract_code(reply.text)
        # A part that was cut off is continued by the next one.
        code = whole_statements(code) if reply.outcome == "truncated" else code
        done = [*pieces[:position], code]
        program = "\n\n\n".join(piece for piece in done if piece) + "\n" if any(done) else ""
        return heard(state, reply, step="generate", subtask=position) | {"pieces": done, "program": program}

    def run_program(self, state: State) -> dict[str, Any]:
        """Run what there is of the program, unless it is seen to fail without that."""
        program = state["program"]
        execution = (check_program(program, self.branches) or run(self.execute, program)).model_dump(mode="json")
        step = {"step": "execute", "subtask": state["position"], "program": state["program"], "execution": execution}
        return {"execution": execution, "trajectory": [*state["trajectory"], step]}

    def validate(self, state: State) -> dict[str, Any]:
        """Accept the part, give it back, or stop; the last has to leave valid output, others only must not fail."""
        execution = Execution.model_validate(state["execution"])
        last = state["position"] + 1 == len(state["subtasks"])
        wrote = bool(state["pieces"][-1])
        if wrote and (execution.failure is None if last else execution.exit_code == 0):
            return {"position": state["position"] + 1, "error": "", "done": last}
        error = complaint(execution) if wrote else "The answer had no Python code in a fenced block."
        if state["repairs"] >= self.max_repairs:
            return {"error": error, "done": True}
        return {"error": error, "repairs": state["repairs"] + 1}

    def typed(self, state: State) -> tuple[Cut, ...]:
        """Return no cuts: what the model wrote is a program."""
        return ()

    def _shared(self) -> dict[str, Any]:
        return {"cuts": self.cuts, "task": self.task, "variables": self.variables}


def complaint(execution: Execution) -> str:
    """Say what went wrong, for the model; the reference has no part in it."""
    problem = f"{execution.failure}: {execution.problem}" if execution.failure else "The program failed."
    return clean_error(f"{problem}\n{execution.stderr}")
