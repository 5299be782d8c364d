"""Code generation: from cut lists to programs and the events that they select."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from cutbench import codegen
from cutbench.events import branches, in_words_of
from cutbench.files import write_text
from cutbench.llm import Progress, unscored_record
from cutbench.prompts import render
from cutbench.reading import Reader
from cutbench.reporting.modes import PATTERN
from cutbench.schema.cuts import CutList
from cutbench.schema.events import Execution
from cutbench.schema.review import ApprovedCuts
from cutbench.schema.runs import RunRecord
from cutbench.selection import PythonAnalysis
from cutbench.steps.execution import attempter, executor, numbered_notes
from cutbench.steps.setting import Setting
from cutbench.steps.unanswered import note_unanswered, run_seeds


def generate_code(
    *,
    setting: Setting,
    model: str,
    arm: str,
    events: str,
    cut_lists: Sequence[str],
    programs: Sequence[str],
    protocol: int,
) -> None:
    """Let a model write the selection with all seeds at once; `programs` are one file per seed.

    `cut_lists` are the lists that step 1 found, one file per seed; if there are none, the curated list is coded.
    The other files of a run (`write_generated`) are written beside its program.
    """
    settings, scope = setting.config.codegen, ("codegen", model, arm)
    kind, documents, level = codegen.split_arm(arm)
    benchmark, known = setting.benchmark, branches(Path(events))
    task, variables = (in_words_of(Path(events), text) for text in (benchmark.task, benchmark.variables))
    means = _means(setting, events, with_rules=arm == codegen.WITH_RULES) if kind == "compiled" else None
    bench = _bench(setting, events) if kind == "stepwise" else None
    runtime = (codegen.RUNTIME,) if level == "bare" and kind == "freeform" else ()
    if level == "bare":
        task = "\n\n".join(render(name).messages[0]["content"] for name in runtime)
    # Only the task says which cuts are not applied, so without it the model does not get them.
    curated = benchmark.coded_cuts if level == "bare" else benchmark.cuts
    approved = [ApprovedCuts.read(Path(path)) for path in cut_lists]
    execute = executor(setting, Path(events))
    lists: Sequence[CutList] = approved or [CutList(cuts=tuple(curated))] * len(programs)

    def generate(seed: int) -> codegen.Generated:
        cuts = lists[seed].cuts
        return codegen.generate_code(
            chat,
            kind,
            benchmark=benchmark.name,
            cuts=cuts,
            task=task,
            variables=codegen.documents_for(documents, variables, task, cuts),
            branches=known,
            means=means,
            bench=bench,
            told=runtime,
            execute=execute,
            seed=seed,
            max_repairs=settings.max_repairs,
            max_subtasks=settings.max_subtasks,
            max_tokens=settings.max_tokens,
            checkpoints=setting.state(*scope) / f"seed{seed}.sqlite",
            protocol=protocol,
            progress=progress,
        )

    with (
        Progress(f"generate {model} {arm}") as progress,
        setting.open_model(model, *scope, progress=progress) as chat,
    ):
        unscored = {seed: found.unscored for seed, found in enumerate(lists) if found.unscored}
        made, unanswered = run_seeds(generate, [seed for seed in range(len(programs)) if seed not in unscored])
        for seed, reason in (unscored | unanswered).items():
            record = unscored_record(
                chat, benchmark=benchmark.name, task=f"codegen/{kind}", seed=seed, protocol=protocol, reason=reason
            )
            made[seed] = codegen.Generated("", Execution.without_program(reason), record, [])
    note_unanswered(setting.state(*scope), unanswered.values())
    for seed, path in enumerate(programs):
        write_generated(Path(path), _noted(made[seed], approved[seed : seed + 1]))


def generate_baseline(
    *, setting: Setting, model: str, events: str, cut_lists: Sequence[str], program: str, protocol: int
) -> None:
    """Run a program that needs no model: written by rules, or by a self-test agent whose outcome is known.

    Rules code the first of `cut_lists`, or the curated list if there is none; agents always code the curated list.
    """
    benchmark, approved = setting.benchmark, [ApprovedCuts.read(Path(path)) for path in cut_lists]
    if model == PATTERN:
        read = approved[0].cuts if approved else benchmark.cuts
        typed = codegen.by_rules(read, _means(setting, events, with_rules=False))
        made = codegen.AgentProgram(setting.write_program(typed), typed)
    else:
        made = agent_of(setting, model, events)
    execution = executor(setting, Path(events))(made.text)
    run = RunRecord.without_model(benchmark.name, model, "codegen", protocol)
    generated = codegen.Generated(made.text, execution, run, [], made.cuts)
    write_generated(Path(program), _noted(generated, approved))


def agent_of(setting: Setting, agent: str, events: str) -> codegen.AgentProgram:
    """Return the program of a self-test agent for the curated list; see `codegen.agent_program`."""
    benchmark = setting.benchmark
    return codegen.agent_program(
        agent,
        benchmark.reference_program,
        benchmark.cuts,
        write=setting.write_program,
        language=benchmark.language,
        words=codegen.interchangeable(setting.open_events(events)),
    )


def _means(setting: Setting, events: str, *, with_rules: bool) -> codegen.Means:
    """Return what the arms `compiled` and `compiled-rules` need to write statements and programs."""
    source, names = setting.open_events(events), setting.benchmark.language.names
    triggers = list(setting.event_format.triggers.groups)
    typing = codegen.typing_of(setting.skeleton, source, triggers, setting.benchmark.examples)
    drawn = codegen.drawn_to_try(source, names, triggers)
    rules = Reader(setting.skeleton.language) if with_rules else None
    return codegen.Means(typing, setting.skeleton, drawn, setting.write_program, rules)


def _bench(setting: Setting, events: str) -> codegen.Workbench:
    """Return what the arm `stepwise` tries its functions on and writes its program with."""
    source, names = setting.open_events(events), setting.benchmark.language.names
    triggers = list(setting.event_format.triggers.groups)
    typing = codegen.typing_of(setting.skeleton, source, triggers)
    analysis = PythonAnalysis(setting.skeleton)
    return codegen.Workbench(
        analysis,
        codegen.drawn_to_try(source, names, triggers),
        attempter(setting),
        partial(analysis.program, setting.event_format.model_dump(exclude_defaults=True)),
        typing.described,
    )


def _noted(made: codegen.Generated, approved: Sequence[ApprovedCuts]) -> codegen.Generated:
    """Note in the record of a run who approved its cuts, and whether it could see published event numbers."""
    notes = (*(f"cut list {found.approval}" for found in approved), *numbered_notes(made.execution))
    return replace(made, run=made.run.model_copy(update={"notes": made.run.notes + notes}))


def write_generated(path: Path, made: codegen.Generated) -> None:
    """Write all files of a run. Of a failed execution, events.json gives the failure instead of an empty list."""
    folder, execution = path.parent, made.execution
    write_text(path, made.program)
    failed = {"failure": execution.failure, "problem": execution.problem or execution.unscored}
    events = execution.events.model_dump() if execution.events else failed
    write_text(folder / "events.json", json.dumps(events) + "\n")
    execution.write(folder / "execution.json")
    made.run.write(folder / "run.json")
    CutList(cuts=made.cuts).write(folder / "cuts.json")
    write_text(folder / "trajectory.json", json.dumps(made.trajectory, indent=1) + "\n")
