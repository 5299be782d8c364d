"""The graphs of step 2: planner, generator, executor and validator, until the program is whole or the budget gone."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cutbench.codegen import compiled, freeform, stepwise
from cutbench.codegen.state import Arm, Execute, State, first_state
from cutbench.codegen.trials import Workbench
from cutbench.graph import END, START, SqliteSaver, StateGraph
from cutbench.llm import ChatModel, Progress, run_record
from cutbench.locks import database
from cutbench.prompts import digest
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Execution
from cutbench.schema.runs import CallSummary, RunRecord

Nodes = freeform.Freeform | stepwise.Stepwise | compiled.Compiled
PROMPTS: dict[Arm, tuple[str, ...]] = {
    "freeform": freeform.PROMPTS,
    "stepwise": stepwise.PROMPTS,
    "compiled": compiled.PROMPTS,
}
FEEDBACKS = 2  # how often a cut that cannot be compiled is given back


@dataclass(frozen=True)
class Generated:
    """The result of a run; `trajectory` holds every answer, program version, execution and error as JSON.

    `cuts` are the typed cuts that the program was written from; none for a program that a model wrote.
    """

    program: str
    execution: Execution
    run: RunRecord
    trajectory: list[dict[str, Any]]
    cuts: tuple[Cut, ...] = ()


def generate_code(
    model: ChatModel,
    arm: Arm,
    *,
    benchmark: str | None,
    cuts: Sequence[Cut],
    task: str,
    variables: str,
    branches: Collection[str] = (),
    execute: Execute,
    seed: int,
    max_repairs: int,
    max_subtasks: int,
    max_tokens: int,
    checkpoints: Path,
    protocol: int,
    means: compiled.Means | None = None,
    bench: Workbench | None = None,
    told: Sequence[str] = (),
    progress: Progress | None = None,
) -> Generated:
    """Turn a cut list into a selection program and run it.

    Args:
        model: who plans and writes.
        arm: `freeform`, the model writes Python; `stepwise`, a function for each cut; `compiled`, it types cuts and the
            program is made from them.
        benchmark: name for the record.
        cuts: what is to be coded; ids, objects, texts and comments are shown to the model, statements never.
        task: what the program has to do (freeform, stepwise).
        variables: what the events hold (freeform).
        branches: all that can be read from the events; a program that names others is not run (freeform).
        execute: runs a program in a sandbox.
        seed: label of an independent draw.
        max_repairs: how often a failing program is given back (freeform), or a failing function (stepwise).
        max_subtasks: most parts of a plan (freeform).
        max_tokens: longest code for one of them (freeform); all functions together may be as long as all parts and
            repairs of a program (stepwise).
        checkpoints: sqlite file; an interrupted run goes on from it.
        protocol: version of the way of measuring, for the record.
        means: what statements are written with, and the program from them (compiled).
        bench: what functions are tried on, and the program from them (stepwise).
        told: names of other prompts that made `task`, for the record.
        progress: where to say how far it is.
    """
    nodes: Nodes
    if arm == "freeform":
        nodes = freeform.Freeform(
            model, cuts, task, variables, execute, seed, max_repairs, max_subtasks, max_tokens, branches, progress
        )
    elif arm == "stepwise":
        assert bench is not None  # noqa: S101  (the arm cannot do without)
        budget_of_all = (max_subtasks + max_repairs) * max_tokens
        nodes = stepwise.Stepwise(model, cuts, task, bench, execute, seed, max_repairs, budget_of_all, progress)
    else:
        assert means is not None  # noqa: S101  (the arm cannot do without)
        nodes = compiled.Compiled(model, cuts, means, execute, seed, FEEDBACKS, progress)
    prompts = {name: digest(name) for name in (*told, *PROMPTS[arm])}
    shown = [(cut.id, cut.object, cut.text, cut.comments) for cut in cuts]
    tried = [cut.statements for cut in cuts] if arm == "stepwise" else []
    budget = (seed, max_repairs, max_subtasks, max_tokens, protocol)
    who = (model.identity.known(), model.entry.answers_by)
    thread = _thread(who, arm, shown, task, variables, prompts, budget, *tried)
    state = _run(nodes, arm, checkpoints, thread)
    if progress:
        progress.finished(f"seed {seed}")
    record = run_record(
        model,
        benchmark=benchmark,
        task=f"codegen/{arm}",
        seed=seed,
        protocol=protocol,
        prompts=prompts,
        calls=[CallSummary.model_validate(call) for call in state["calls"]],
        notes=state["notes"],
    )
    execution = Execution.model_validate(state["execution"])
    typed = nodes.typed(state)
    if isinstance(nodes, stepwise.Stepwise):
        record = record.model_copy(update={"steps": nodes.counts(state)})
    return Generated(state["program"], execution, record, state["trajectory"], typed)


def _run(nodes: Nodes, arm: Arm, checkpoints: Path, thread: str) -> State:
    """Run the graph, or go on with one that was interrupted; a finished one is run anew."""
    with database(checkpoints) as connection:
        graph = _graph(nodes, arm).compile(checkpointer=SqliteSaver(connection))
        config: Any = {"configurable": {"thread_id": thread}, "recursion_limit": nodes.steps}
        interrupted = bool(graph.get_state(config).next)
        result: Any = graph.invoke(None if interrupted else first_state(), config)
        return result  # type: ignore[no-any-return]


def _graph(nodes: Nodes, arm: Arm) -> StateGraph[State]:
    graph = StateGraph(State)
    graph.add_node("planner", nodes.plan)
    graph.add_node("generator", nodes.generate)
    graph.add_node("executor", nodes.run_program)
    graph.add_node("validator", nodes.validate)
    graph.add_edge(START, "planner")
    if arm == "freeform":
        graph.add_edge("planner", "generator")
        graph.add_edge("generator", "executor")
        graph.add_edge("executor", "validator")
        graph.add_conditional_edges("validator", _next, {"more": "generator", "done": END})
    else:
        # A typed cut is checked without running anything, a function where it is written; the program is run once.
        graph.add_conditional_edges("planner", _next, {"more": "generator", "done": "executor"})
        graph.add_edge("generator", "validator")
        graph.add_conditional_edges("validator", _next, {"more": "generator", "done": "executor"})
        graph.add_edge("executor", END)
    return graph


def _next(state: State) -> Literal["more", "done"]:
    return "done" if state["done"] else "more"


def _thread(*inputs: Any) -> str:
    """Return an id of all that the result depends on, so that a checkpoint of other inputs is never taken up."""
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
