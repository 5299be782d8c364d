"""The written program selects what the masks select, needs nothing of ours, and is safe from the text of cuts."""

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut
from cutbench.selection import as_json, compile_cuts, select, write_program

EVENTS = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l/events/standin_events.root"
ALLOWED = {"argparse", "json", "awkward", "numpy", "uproot", "vector", "pathlib", "typing", "dataclasses"}
ALLOWED |= {"collections", "difflib", "functools", "itertools", "operator"}


def _run(program, folder):
    script, output = folder / "selection.py", folder / "out.json"
    script.write_text(program, encoding="utf-8")
    # -I: neither this package's folder nor the environment is seen
    command = [sys.executable, "-I", script, "--events", EVENTS, "--output", output]
    subprocess.run(command, check=True, cwd=folder)
    return json.loads(output.read_text())


def test_program_selects_the_expected_events(cuts, expected, tmp_path):
    assert _run(write_program(cuts), tmp_path) == expected


def test_program_and_masks_agree_on_another_list(events, cuts, tmp_path):
    some = [cut for cut in cuts if cut.id not in {"2.4", "4.1", "4.6"}]
    assert _run(write_program(some), tmp_path) == as_json(events, select(events, compile_cuts(some)))


def test_program_stands_alone_and_names_nothing_twice(cuts):
    tree = ast.parse(write_program(cuts))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= ALLOWED
    names = Counter(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    assigned = [name for node in tree.body if isinstance(node, ast.Assign) for name in ast.walk(node)]
    names += Counter(n.id for n in assigned if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    assert [name for name, count in names.items() if count > 1] == []


def test_each_cut_stands_in_the_program_under_its_id(cuts):
    program = write_program(cuts)
    for cut in cuts:
        assert f"    # {cut.id} " in program
    assert program.count("(not applied on simulation)") == 2


HOSTILE = [
    "pt > 5\nraise SystemExit(3)",
    "pt > 5\r\nraise SystemExit(3)",
    "pt\x0c\x85\u2028raise SystemExit(3)",
    '"""\nraise SystemExit(3)\n"""',
    "')\nraise SystemExit(3)#",
    "\ud800 \u202e \x00",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_cut_cannot_become_code(text, cuts, tmp_path):
    muons = next(cut for cut in cuts if cut.id == "3.3")
    hostile = muons.model_copy(update={"text": text, "id": text})
    program = write_program([hostile])
    calls = {node.exc.func.id for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Raise)}
    assert calls == {"CutbenchError"}
    assert len(program.splitlines()) == len(write_program([muons]).splitlines())


def test_untyped_cuts_are_refused():
    with pytest.raises(CutbenchError, match="cut a"):
        write_program([Cut(id="a", object="Muon", text="good muons")])
