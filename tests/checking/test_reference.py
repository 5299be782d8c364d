"""Programs that select nothing, for many reasons; none of them takes long or takes the check down."""

import json
import time
from pathlib import Path

import pytest

from cutbench.checking.reference import Reference

START = """
import argparse, json, os, sys, time
parser = argparse.ArgumentParser()
for name in ("--events", "--output"):
    parser.add_argument(name)
parser.add_argument("--skip", action="append", default=[], choices=["1", "2", "3"])
options = parser.parse_args()
def write(text='{"selected": [[1, 2]], "cutflow": [{"cut": "1", "n_events": 1}]}'):
    open(options.output, "w").write(text)
"""


def reference(tmp_path, program, seconds=20.0):
    (tmp_path / "program.py").write_text(START + program)
    return Reference(tmp_path / "program.py", tmp_path / "events.root", seconds)


def test_what_it_selects_without_each_cut(tmp_path):
    found = reference(tmp_path, "write(json.dumps({'selected': [[1, 2 + len(options.skip)]]}))")
    runs = found.each([(), ("1",), ("1", "2")])
    assert [run.events.selected[0][1] for run in runs] == [2, 3, 4]
    assert found.without("1") is runs[1], "it is not run again"


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ("raise ValueError('two\\nlines')", "raises ValueError: two lines (line 10)"),
        ("import nothing_of_this_name", "raises ModuleNotFoundError: No module named 'nothing_of_this_name' (line 10)"),
        ("x = (", "raises SyntaxError: '(' was never closed"),
        ("sys.exit('no events here')", "ends with exit code no events here"),
        ("print('last words', file=sys.stderr); sys.exit(3)", "ends with exit code 3: last words"),
        ("pass", "writes no output"),
        ("print('rubbish' * 10**6); sys.stdout.buffer.write(bytes(range(256)))", "writes no output"),
        ("write('rubbish')", "its output is not in the agreed form"),
        ("write('')", "its output is not in the agreed form"),
        ("write('{\"selected\": [[1, 2], [1, 2]]}')", "its output lists the event (1, 2) 2 times"),
        ("write('{\"selected\": [[1.5, 2]]}')", "its output is not in the agreed form"),
        ("os.makedirs(options.output)", "its output: cannot be read: is a folder"),
        ("os._exit(7)", "ended the process with exit code 7"),
        ("raise RecursionError", "raises RecursionError"),
        ("raise KeyboardInterrupt", "raises KeyboardInterrupt"),
        ("bytearray(1 << 36)", "raises MemoryError"),
    ],
)
def test_why_it_selects_nothing_is_one_line(tmp_path, program, problem):
    found = reference(tmp_path, program).without()
    assert found.events is None
    assert found.problem.startswith(problem)
    assert "\n" not in found.problem


def test_a_cut_that_it_does_not_know(tmp_path):
    problem = reference(tmp_path, "write()").without("9.9").problem
    assert problem.startswith("ends with exit code 2: ")
    assert "invalid choice: '9.9'" in problem


def test_one_that_hangs_is_stopped_with_all_that_it_started(tmp_path):
    program = (
        "import subprocess\n"
        "if '2' in options.skip:\n"
        f"    child = subprocess.Popen(['sleep', '300'])\n"
        f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "    time.sleep(300)\n"
        "write()"
    )
    begin = time.monotonic()
    runs = reference(tmp_path, program, seconds=3.0).each([(), ("1",), ("2",), ("3",)])
    assert [run.problem for run in runs] == ["", "", "was stopped after 3 s", ""]
    assert time.monotonic() - begin < 60
    assert not runs_still(int((tmp_path / "pid").read_text()))


def runs_still(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_one_that_always_hangs_is_not_started_for_each_cut(tmp_path):
    runs = reference(tmp_path, "while True: pass", seconds=0.5).each([(), ("1",), ("2",), ("3",)])
    assert json.dumps([run.problem for run in runs]).count("was stopped after 0.5 s") == 2
    assert runs[-1].given_up
    assert "2 runs before had to be stopped" in runs[-1].problem
