import pytest

from cutbench.errors import CutbenchError
from cutbench.sandbox import Bubblewrap, ScriptedSandbox, bubblewrap, run_program, selecting
from cutbench.sandbox.process import Start


def test_a_good_program(run, good):
    execution = run("print('hello'); " + good)
    assert execution.failure is None
    assert execution.exit_code == 0
    assert execution.events.selected == ((1, 2),)
    assert execution.stdout == "hello\n"
    assert execution.backend in {"bubblewrap", "apptainer"}


def test_the_contract_of_programs(run, good):
    execution = run("import os, sys; print(*sys.argv, open(sys.argv[2]).read()); " + good)
    assert execution.stdout == "/in/selection.py --events /in/events.root --output /out/result.json events\n"


def test_no_events_are_a_valid_result(run):
    assert run("open('/out/result.json', 'w').write('{\"selected\": []}')").events.selected == ()


def test_a_result_that_only_its_owner_may_read(run, good):
    assert run("import os; os.umask(0o077); " + good).failure is None


def test_packages_are_there(run, good):
    # Its imports are read from disk for the first time, perhaps a slow one.
    imports = (
        "import awkward, uproot, numpy, multiprocessing; multiprocessing.get_context('fork').Pool(2).map(abs, [1]); "
    )
    execution = run(imports + good, wall_seconds=90)
    assert execution.failure is None, execution.stderr


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        ("def", "syntax"),
        ("import torch_of_nothing", "import"),
        ("raise KeyError('AnalysisMuonsAuxDyn.pT')", "missing_branch"),
        ("import numpy as np; np.ones(3) + np.ones(4)", "shape"),
        ("x = bytearray(3 << 30)", "memory"),
        ("1 / 0", "error"),
        ("pass", "empty"),
        ("  ", "no_program"),
        ("x = '\ud800'", "empty"),
        ("open('/out/result.json', 'w').write('no json')", "bad_output"),
        ("open('/out/result.json', 'w').write('x' * (9 << 20))", "bad_output"),
        ("open('/out/result.json', 'w')", "empty"),
        ("import os; os.kill(os.getpid(), 11)", "error"),
    ],
)
def test_failures_have_a_class_and_a_reason(run, program, failure):
    execution = run(program)
    assert (execution.failure, execution.events) == (failure, None)
    assert execution.problem


FAKE = """import sys
print('Traceback (most recent call last):\\n  File "/in/selection.py", line 3\\nMemoryError: no', file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ("import sys; sys.exit('MemoryError: no')", "MemoryError: no"),
        ("print('MemoryError'); raise SystemExit(1)", "it ended with exit code 1"),
        (FAKE + "sys.exit(1)", "MemoryError: no"),
        (FAKE + "1 / 0", "ZeroDivisionError: division by zero"),
        ("class MemoryError(Exception): pass\nraise MemoryError('no')", "MemoryError: no"),
        ("import os\nif os.fork() == 0: raise MemoryError\nos.wait(); os._exit(1)", "MemoryError"),
        ("import sys\nsys.excepthook = lambda *_: print('MemoryError', file=sys.stderr)\n1 / 0", "ZeroDivision"),
        ("import atexit, sys; atexit.register(lambda: print('MemoryError: no', file=sys.stderr)); 1 / 0", "ZeroDiv"),
    ],
)
def test_what_a_program_says_does_not_decide_its_class(run, program, problem):
    execution = run(program)
    assert execution.failure == "error"
    assert execution.problem.startswith(problem)


def test_a_traceback_is_that_of_python(run):
    execution = run("def f():\n    return [][1]\n\nf()")
    assert execution.failure == "shape"
    lines = execution.stderr.splitlines()
    assert lines[:2] == ["Traceback (most recent call last):", '  File "/in/selection.py", line 4, in <module>']
    assert [line for line in lines if "File" in line][1:] == ['  File "/in/selection.py", line 2, in f']
    assert "bootstrap" not in execution.stderr
    assert run("def").stderr.startswith('  File "/in/selection.py", line 1')


def test_a_program_is_the_main_module(run, good):
    program = "import pickle, __main__\ndef f(): pass\nassert pickle.loads(pickle.dumps(f)) is f is __main__.f\n"
    names = "assert (__name__, __file__) == ('__main__', '/in/selection.py')\n"
    assert run(program + names + good).failure is None


def test_a_note_that_a_program_writes_is_none(run):
    program = "import os\nfor n in range(200): open(f'/tmp/{n}', 'w').write('builtins.MemoryError\\nx')\nos._exit(1)"
    assert run(program).failure == "error"


def test_no_events_file_is_said(tmp_path, good):
    with pytest.raises(CutbenchError, match="there is no such events file"):
        run_program(good, tmp_path / "none.root")


def test_an_unknown_sandbox_is_said(events, good):
    with pytest.raises(CutbenchError, match="unknown backend 'none'; known are auto, apptainer, bubblewrap"):
        run_program(good, events, backend="none")


def test_without_a_sandbox_nothing_is_run(monkeypatch):
    bubblewrap.find_bubblewrap.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(bubblewrap, "find_spec", lambda name: None)
    with pytest.raises(CutbenchError, match="install the package 'bubblewrap'"):
        Bubblewrap()


def test_a_sandbox_that_does_not_start_is_no_failure_of_the_program(monkeypatch, events, good):
    broken = Start(["/bin/sh", "-c", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1"])
    monkeypatch.setattr(Bubblewrap, "start", lambda *arguments: broken)
    with pytest.raises(CutbenchError, match="bubblewrap does not work here: bwrap: No permissions"):
        run_program(good, events, backend="bubblewrap")


def test_a_scripted_sandbox(events):
    sandbox = ScriptedSandbox(selecting((1, 2)))
    assert run_program("pass", events, backend=sandbox).events.selected == ((1, 2),)
    assert sandbox.programs == ["pass"]
