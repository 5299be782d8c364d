"""The entry of every job: calls the step with the name of its rule, with the values that the rule gives."""

import inspect
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from cutbench.files import from_here
from cutbench.steps.job import Job
from cutbench.steps.setting import Setting

HEAD = re.compile(r"^def ([a-z]\w*)\(", re.MULTILINE)


def run_step(job: Job, given: Mapping[str, Any]) -> None:
    """Call the step of a job's rule with the `given` values that it has parameters for.

    A step with a parameter `setting` gets the configuration for the given benchmark. Bad input ends the process with
    one line.

    Raises:
        TypeError: the rule lacks a value that the step needs.
    """
    with job.running():
        step = find_step(job.rule)
        wanted = inspect.signature(step).parameters
        values = {name: int(value) if name == "seed" else value for name, value in given.items() if name in wanted}
        if "setting" in wanted:
            values["setting"] = Setting(dict(job.config), given.get("benchmark", ""), from_here(job.project))
        step(**values)


def find_step(rule: str) -> Callable[..., None]:
    """Return the function of this package with the name of the rule; only its module is imported.

    Another workflow may add a prefix: `use rule * from cutbench as mine_*`.
    """
    sources = {path.stem: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")}
    steps = {name: module for module, source in sources.items() for name in HEAD.findall(source)}
    name = max((name for name in steps if f"_{rule}".endswith(f"_{name}")), key=len)
    step: Callable[..., None] = getattr(import_module(f"cutbench.steps.{steps[name]}"), name)
    return step
