"""The arm between the two others: the model writes a function for each cut, which is tried before the next one."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cutbench.codegen.check import check_program
from cutbench.codegen.freeform import complaint
from cutbench.codegen.state import Execute, State, heard, run
from cutbench.codegen.text import extract_code, names_in
from cutbench.codegen.trials import Workbench
from cutbench.llm import ChatModel, Progress, estimate_tokens
from cutbench.prompts import render
from cutbench.schema.cuts import Cut
from cutbench.schema.runs import StepCounts
from cutbench.selection import Function, Place
from cutbench.selection.python_objects import ENTRY
from cutbench.syntax import parse_python

FUNCTION = "codegen/function.v1"
PROMPTS = (FUNCTION,)
LONGEST, SHORTEST = 400, 60  # tokens that a function may take, and without which none is asked for


@dataclass(frozen=True)
class Step:
    """One function that is asked for: of a cut, and for a place, None where the model has to choose one."""

    cut: Cut
    place: Place | None
    why_not: str = ""  # it cannot be tested

    @property
    def name(self) -> str:
        """What the step is called."""
        return f"{self.cut.id} {self.place.subject}" if self.place else self.cut.id


@dataclass(frozen=True)
class Stepwise:
    """The nodes; each takes the state and returns what changes in it.

    Of a cut the model sees id, object, text and comments; its statements are what functions are tried against. All
    answers together may be as long as those of the arm freeform: `budget` tokens.
    """

    model: ChatModel
    cuts: Sequence[Cut]
    task: str
    bench: Workbench
    execute: Execute
    seed: int
    max_repairs: int
    budget: int
    progress: Progress | None = None

    @cached_property
    def asked(self) -> list[Step]:
        """The functions that are asked for, in the order of the cuts; of cuts that are not applied none."""
        steps: list[Step] = []
        for cut in self.cuts:
            if cut.id not in self.bench.analysis.skeleton.not_coded:
                places, why_not = self.bench.places(cut)
                steps += [Step(cut, place) for place in places] or [Step(cut, None, why_not)]
        return steps

    @property
    def steps(self) -> int:
        """The most nodes that a run can visit."""
        return 2 * len(self.asked) * (self.max_repairs + 1) + 4

    def plan(self, state: State) -> dict[str, Any]:
        """The subtasks are the functions."""
        names = [step.name for step in self.asked]
        return {"subtasks": names, "done": not names}

    def generate(self, state: State) -> dict[str, Any]:
        """Ask for the function under way, and try what comes."""
        position, pieces = state["position"], state["pieces"]
        step = self.asked[position]
        before = pieces[position] if len(pieces) > position else _piece(step)
        if self.progress:
            self.progress.count("functions", f"seed {self.seed}", position, len(state["subtasks"]))
        subjects = (step.place.subject,) if step.place else tuple(self.bench.analysis.subjects)
        prompt = render(
            FUNCTION,
            task=self.task,
            bookkeeping=self.bench.bookkeeping,
            glossary=self.bench.glossary,
            cut=step.cut,
            signatures=[_signature(subject) for subject in subjects],
            attempt=before["attempt"],
            error=state["error"],
        )
        purpose = f"write cut {step.name}" + (f", repair {state['repairs']}" if state["error"] else "")
        reply = self.model.ask(prompt.messages, purpose=purpose, seed=self.seed, max_tokens=self._left(state))
        piece, error, entry = self._tried(step, before, extract_code(reply.text))
        update = heard(state, reply, step="generate", cut=step.cut.id, error=error, **entry)
        return update | {"pieces": [*pieces[:position], piece], "error": error}

    def _tried(self, step: Step, before: dict[str, Any], code: str) -> tuple[dict[str, Any], str, dict[str, Any]]:
        """Return what is kept of an answer, what is wrong with it, and how it ran."""
        piece = before | {"attempt": code, "asked": before["asked"] + 1}
        function, problem = self._read(step, code)
        if function is None:
            return piece | {"right": False}, problem, {}
        trial = self.bench.try_out(function)
        why_not = step.why_not or self.bench.test(function.place).why_not
        kept = {"source": function.source, "subject": function.place.subject} if trial.ran else {}
        known = {"tested": trial.ran and not why_not, "right": not trial.complaint, "why_not": why_not}
        return (
            piece | kept | known,
            trial.complaint,
            {"execution": trial.execution.model_dump(mode="json", exclude={"events"})},
        )

    def _read(self, step: Step, code: str) -> tuple[Function | None, str]:
        """Return the function in an answer; None if there is none, and why."""
        if not code:
            return None, "The answer had no Python code in a fenced block."
        failed = check_program(code)
        if failed:
            return None, complaint(failed)
        found = [n for n in parse_python(code).body if isinstance(n, ast.FunctionDef) and n.name == ENTRY]
        names = [one.arg for one in found[-1].args.args] if found else []
        subjects = (step.place.subject,) if step.place else tuple(self.bench.analysis.subjects)
        subject = step.place.subject if step.place and names else next((n for n in names if n in subjects), "")
        if not subject or len(names) != 1 + (subject != "event"):
            return None, f"There has to be a function {' or '.join(map(_signature, subjects))}"
        return self._function(step, code, subject), ""

    def _function(self, step: Step, code: str, subject: str) -> Function:
        place = step.place or Place(step.cut.id, self.bench.analysis.subjects[subject])
        return Function(place, code, self.bench.analysis.visible(place.head, names_in(code)))

    def validate(self, state: State) -> dict[str, Any]:
        """Give a function back, or go on to the next one: what was not settled is noted."""
        left = self._left(state) > SHORTEST
        if state["error"] and left and state["repairs"] < self.max_repairs:
            return {"repairs": state["repairs"] + 1}
        position, notes = state["position"] + 1, state["notes"]
        step, piece = self.asked[position - 1], state["pieces"][position - 1]
        if state["error"]:
            outcome = "in doubt" if piece["source"] else "left out"
            notes = [*notes, f"{outcome}: cut {step.name}: {state['error']}"]
        elif piece["why_not"]:
            notes = [*notes, f"not tested: cut {step.name}: {piece['why_not']}"]
        if not left:
            notes += [f"left out: cut {name}: the budget of tokens is spent" for name in state["subtasks"][position:]]
        done = not left or position == len(state["subtasks"])
        return {"position": position, "repairs": 0, "error": "", "notes": notes, "done": done}

    def run_program(self, state: State) -> dict[str, Any]:
        """Write the program of the functions that run, and run it; without any there is none."""
        pairs = zip(self.asked, state["pieces"], strict=False)
        functions = [
            self._function(step, piece["source"], piece["subject"]) for step, piece in pairs if piece["source"]
        ]
        program = self.bench.write(functions, [cut.id for cut in self.cuts]) if functions else ""
        execution = run(self.execute, program).model_dump(mode="json")
        entry = {"step": "execute", "program": program, "execution": execution}
        return {"program": program, "execution": execution, "trajectory": [*state["trajectory"], entry]}

    def typed(self, state: State) -> tuple[Cut, ...]:
        """Return no cuts: what the model wrote are functions."""
        return ()

    def counts(self, state: State) -> StepCounts:
        """Return how many functions were asked for, tested, wrong to the end, and put right."""
        pieces = state["pieces"]
        return StepCounts(
            asked=len(state["subtasks"]),
            tested=sum(piece["tested"] for piece in pieces),
            failed=sum(not piece["right"] for piece in pieces) + len(state["subtasks"]) - len(pieces),
            repaired=sum(piece["right"] and piece["asked"] > 1 for piece in pieces),
        )

    def _left(self, state: State) -> int:
        """Return how many tokens the next answer may have."""
        said = (entry["answer"] for entry in state["trajectory"] if "answer" in entry)
        return max(1, min(LONGEST, self.budget - sum(map(estimate_tokens, said))))


def _piece(step: Step) -> dict[str, Any]:
    """Return what is known of a function before it was asked for."""
    known = {"tested": False, "right": False, "why_not": step.why_not, "asked": 0}
    return {"cut": step.cut.id, "subject": "", "source": "", "attempt": "", **known}


def _signature(subject: str) -> str:
    return f"{ENTRY}(event)" if subject == "event" else f"{ENTRY}({subject}, event)"
