"""Cuts, a scripted model's run, and a sandbox that runs nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cutbench.codegen import Generated, generate_code
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.events import Execution, SelectedEvents

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"


class FakeSandbox:
    """Ends well, unless the program holds the word 'wrong'; leaves a result if it holds 'output'."""

    def __init__(self) -> None:
        self.programs: list[str] = []

    def __call__(self, program: str) -> Execution:
        self.programs.append(program)
        if "wrong" in program:
            stderr = "Traceback\n  File /secret/folder/selection.py\nNameError: \x1b[31mwrong"
            return Execution(
                backend="fake", exit_code=1, seconds=0, stderr=stderr, failure="error", problem="NameError: wrong"
            )
        if "output" not in program:
            return Execution(
                backend="fake", exit_code=0, seconds=0, failure="bad_output", problem="it wrote no result file"
            )
        return Execution(backend="fake", exit_code=0, seconds=0, events=SelectedEvents(selected=((1, 2),)))


@pytest.fixture
def sandbox() -> FakeSandbox:
    return FakeSandbox()


@pytest.fixture(scope="session")
def cuts() -> tuple[CuratedCut, ...]:
    return tuple(CuratedCut.model_validate(cut) for cut in yaml.safe_load((FOLDER / "cuts.yaml").read_text()))


@pytest.fixture
def generate(tmp_path, sandbox):
    def run(model: Any, arm: Any, cuts: Any, **options: Any) -> Generated:
        given = {
            "benchmark": "b",
            "task": "Do it.",
            "variables": "x",
            "execute": sandbox,
            "seed": 0,
            "max_repairs": 2,
        } | {"max_subtasks": 3, "max_tokens": 400}
        given |= {"checkpoints": tmp_path / "state" / "seed0.sqlite", "protocol": 1} | options
        return generate_code(model, arm, cuts=cuts, **given)

    return run
