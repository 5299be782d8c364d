"""Code generation: cut lists to programs and what they select."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cutbench import codegen
from cutbench.llm import Progress, open_model
from cutbench.sandbox import Limits, run_program
from cutbench.schema.cuts import CutList
from cutbench.schema.events import Execution
from cutbench.schema.runs import RunRecord
from cutbench.steps.job import Job
from cutbench.steps.setting import Setting


def generate_code(
    *,
    job: Job,
    config: dict[str, Any],
    model: str,
    arm: codegen.Arm,
    events: str,
    programs: Sequence[str],
    protocol: int,
) -> None:
    """Let a model write the selection with all seeds at once; `programs` are one file per seed.

    Beside each program go events.json, execution.json, run.json, trajectory.json and cuts.json.
    """
    with job.running():
        setting = Setting(config)
        scope = ("codegen", model, arm)
        benchmark = setting.benchmark
        with (
            Progress(f"generate {model} {arm}") as progress,
            open_model(
                setting.models[model], calls=setting.calls(*scope), mode=setting.config.calls, progress=progress
            ) as chat,
            ThreadPoolExecutor(len(programs)) as pool,
        ):
            runs = [
                pool.submit(
                    codegen.generate_code,
                    chat,
                    arm,
                    benchmark=benchmark.name,
                    cuts=benchmark.cuts,
                    task=benchmark.task,
                    variables=benchmark.variables,
                    execute=_executor(setting, events),
                    seed=seed,
                    max_repairs=setting.config.codegen.max_repairs,
                    checkpoints=setting.state(*scope) / f"seed{seed}.sqlite",
                    protocol=protocol,
                    progress=progress,
                )
                for seed in range(len(programs))
            ]
            results = [run.result() for run in runs]
        for result, path in zip(results, programs, strict=True):
            _write(Path(path), result)


def generate_baseline(
    *, job: Job, config: dict[str, Any], agent: str, events: str, program: str, protocol: int
) -> None:
    """Run the program of a self-test agent, whose outcome is known beforehand."""
    with job.running():
        setting = Setting(config)
        benchmark = setting.benchmark
        made = codegen.agent_program(agent, benchmark.reference_program, benchmark.cuts)
        execution = _executor(setting, events)(made.text)
        run = RunRecord.without_model(benchmark.name, agent, "codegen", protocol)
        _write(Path(program), codegen.Generated(made.text, execution, run, [], made.cuts))


def _executor(setting: Setting, events: str) -> Callable[[str], Execution]:
    sandbox = setting.config.sandbox
    limits = Limits(wall_seconds=sandbox.wall_seconds, memory_mb=sandbox.memory_mb)
    return lambda program: run_program(program, Path(events), limits=limits, backend=sandbox.backend)


def _write(path: Path, made: codegen.Generated) -> None:
    """Write all files of a run; events.json of a failed execution says so instead of listing no events."""
    folder, execution = path.parent, made.execution
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(made.program, encoding="utf-8")
    failed = {"failure": execution.failure, "problem": execution.problem}
    events = execution.events.model_dump() if execution.events else failed
    (folder / "events.json").write_text(json.dumps(events) + "\n", encoding="utf-8")
    execution.write(folder / "execution.json")
    made.run.write(folder / "run.json")
    CutList(cuts=made.cuts).write(folder / "cuts.json")
    (folder / "trajectory.json").write_text(json.dumps(made.trajectory, indent=1) + "\n", encoding="utf-8")
