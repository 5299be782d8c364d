"""Every rule has a step, and gives it what it asks for."""

import ast
import inspect
import re

import pytest

from cutbench.steps.job import Job
from cutbench.steps.run import find_step, run_step

WILDCARDS = {"benchmark", "model", "mode", "arm", "seed", "judge", "paper", "plot", "table"}


def rules(project):
    text = "".join(path.read_text() for path in sorted((project / "workflow/rules").glob("*.smk")))
    return re.findall(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)


def unpacked(project, block):
    """Return the names of inputs that a rule gets from a function of common.smk."""
    common = (project / "workflow/rules/common.smk").read_text()
    functions = re.findall(r"unpack\((\w+)\)", block)
    bodies = [re.search(rf"^def {name}\(.*?(?=^\S)", common, re.MULTILINE | re.DOTALL)[0] for name in functions]
    return {name for body in bodies for name in re.findall(r'^        "(\w+)":', body, re.MULTILINE)}


def test_each_rule_gives_its_step_what_it_asks_for(project):
    found = rules(project)
    assert len(found) > 20
    for name, block in found:
        given = set(re.findall(r"^        (\w+)=", block, re.MULTILINE)) | unpacked(project, block)
        wanted = inspect.signature(find_step(name)).parameters
        assert set(wanted) - {"setting"} <= given | WILDCARDS, name
        assert not given & {"setting", "benchmark"}, f"{name} would hide what all jobs have"
        assert 'script:\n        "../scripts/step.py"' in block


def test_what_is_read_and_written_has_one_name(project):
    for name, block in rules(project):
        names = re.findall(r"^        (\w+)=", block, re.MULTILINE)
        assert len(names) == len(set(names)), name


def test_the_script_is_one_library_call(project):
    (script,) = (project / "workflow/scripts").glob("*.py")
    tree = ast.parse(script.read_text())
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.Lambda)
    assert not [node for node in ast.walk(tree) if isinstance(node, forbidden)]


def test_bad_input_ends_the_job_with_one_line(tmp_path, capsys):
    job = Job("load_paper", str(tmp_path / "log"), "out")
    given = {"pdf": str(tmp_path / "none.pdf"), "paper": "1", "document": "d", "markdown": "m", "unasked": 1}
    with pytest.raises(SystemExit):
        run_step(job, given)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("load_paper: error: ")
    assert "error: " in (tmp_path / "log").read_text()


def test_a_value_that_is_not_given_is_a_fault_of_ours(tmp_path):
    with pytest.raises(TypeError, match="markdown"):
        run_step(Job("load_paper", str(tmp_path / "log"), "out"), {"pdf": "x", "paper": "1", "document": "d"})
