import time
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.sandbox import run_program
from cutbench.sandbox.run import classify

GOOD = "import json, sys; json.dump({'selected': [[1, 2]]}, open(sys.argv[4], 'w'))"


def test_a_good_program(run):
    execution = run("print('hello'); " + GOOD)
    assert execution.failure is None
    assert execution.events.selected == ((1, 2),)
    assert execution.stdout == "hello\n"
    assert execution.backend == "bubblewrap"


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
        ("open('/out/result.json', 'w').write('no json')", "bad_output"),
        ("open('/out/result.json', 'w').write('{\"selected\": [[1, NaN]]}')", "bad_output"),
        ("open('/out/result.json', 'w').write('{\"selected\": [[1]]}')", "bad_output"),
        ("open('/out/result.json', 'w').write('{\"selected\": [], \"score\": 27}')", "bad_output"),
        ("open('/out/result.json', 'wb').write(b'\\xff\\xfe' * 100)", "bad_output"),
        ("open('/out/result.json', 'w').write('x' * (9 << 20))", "bad_output"),
    ],
)
def test_failures_have_a_class_and_a_reason(run, program, failure):
    execution = run(program)
    assert execution.failure == failure
    assert execution.problem
    assert execution.events is None


def test_a_missing_branch_is_known_by_uproots_error():
    stderr = "  File ...\nuproot.exceptions.KeyInFileError: not found: 'x'\n\n    Available keys: 'y'"
    assert classify(1, stderr)[0] == "missing_branch"


def test_no_events_file_is_said(tmp_path):
    with pytest.raises(CutbenchError, match="there is no such events file"):
        run_program(GOOD, tmp_path / "none.root")


HOSTILE = {
    "fork bomb": "import os\nwhile True:\n    os.fork()",
    "processes": "import os, time\nfor _ in range(500):\n    os.fork() or time.sleep(30)",
    "network loopback": "import socket; socket.create_connection(('127.0.0.1', 22), 1)",
    "network outside": "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
    "name look-up": "import socket; socket.getaddrinfo('example.org', 80)",
    "password file": "open('/etc/passwd').read()",
    "shadow": "open('/etc/shadow').read()",
    "home of root": "import os; os.listdir('/root/.ssh')",
    "this project": "import os; assert not os.path.exists(PROJECT + '/resources'); raise SystemExit(1)",
    "library of this project": "import cutbench",
    "reference": "import os; assert all('reference_selection.py' not in n for _, _, n in os.walk('/')); exit(1)",
    "environment": "import os; assert 'CUTBENCH_SECRET' not in os.environ; raise SystemExit(1)",
    "environment of the parent": "open('/proc/1/environ').read().index('CUTBENCH_SECRET')",
    "other processes": "import os; assert sum(n.isdigit() for n in os.listdir('/proc')) < 9; raise SystemExit(1)",
    "writes events": "open('/in/events.root', 'w')",
    "writes itself": "open('/in/selection.py', 'w')",
    "writes packages": "import numpy; open(numpy.__file__, 'a')",
    "link as result": "import os; os.symlink('/in/events.root', '/out/result.json')",
    "FIFO as result": "import os; os.mkfifo('/out/result.json')",
    "folder as result": "import os; os.mkdir('/out/result.json')",
    "device as result": "import os; os.symlink('/dev/zero', '/out/result.json')",
    "fills the output": "f = open('/out/big', 'wb')\nwhile True:\n    f.write(b'x' * (1 << 20)); f.flush()",
    "many files": "for i in range(10**7):\n    open(f'/out/{i}', 'wb').write(b'x' * 4096)",
    "memory": "x = []\nwhile True:\n    x.append(bytearray(1 << 26))",
    "recursion": "f = lambda: f()\nf()",
    "kills all": "import os; os.kill(-1, 9)",
    "kills its parent": "import os; os.kill(os.getppid(), 9); raise SystemExit(1)",
    "becomes root": "import os; os.setuid(0)",
    "changes root": "import os; os.chroot('/tmp')",
    "mounts": "import ctypes; raise SystemExit(1 if ctypes.CDLL(None).mount(b'a', b'/tmp', b'tmpfs', 0, None) else 0)",
    "raises limits": "import resource; resource.setrlimit(resource.RLIMIT_NPROC, (10**5, 10**5))",
    "raw device": "open('/dev/sda', 'rb')",
    "kernel settings": "open('/proc/sys/kernel/core_pattern', 'w').write('x')",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_programs_get_nowhere(run, project, monkeypatch, name):
    monkeypatch.setenv("CUTBENCH_SECRET", "s3cret")
    start = time.monotonic()
    execution = run(HOSTILE[name].replace("PROJECT", repr(str(project))), wall_seconds=6)
    assert execution.failure is not None, execution.stdout
    assert execution.events is None
    assert "s3cret" not in execution.stdout + execution.stderr
    assert time.monotonic() - start < 9


def test_a_flood_is_cut_and_ended(run):
    execution = run("while True: print('x' * 10000)", wall_seconds=2)
    assert execution.failure == "timeout"
    assert len(execution.stdout) <= 8000


IGNORE_SIGNALS = """
import signal, time
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
time.sleep(60)
"""
DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(60) # MARKER"])
time.sleep(0.3)
"""


def test_ignoring_signals_does_not_help(run):
    assert run(IGNORE_SIGNALS, wall_seconds=1).failure == "timeout"


def test_a_daemon_does_not_outlive_the_program(run):
    marker = f"marker{time.monotonic_ns()}"
    run(DAEMON.replace("MARKER", marker))
    time.sleep(0.2)
    assert not [folder for folder in Path("/proc").glob("[0-9]*") if marker in _command_line(folder)]


def test_control_characters_are_taken_out(run):
    assert run(r"print('\x1b[31mred\x1b[0m \u202eback\x07')").stdout == "red back\n"


def _command_line(folder):
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
