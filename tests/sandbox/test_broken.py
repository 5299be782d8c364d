"""What is wrong with the machine is one line, and never an outcome of the program."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.sandbox import Bubblewrap, Limits, bubblewrap, process, run_program, try_out, usage
from cutbench.sandbox import run as run_module
from cutbench.sandbox.process import Start

NO_NAMESPACES = "bwrap: setting up uid map: Permission denied"
STAND_IN = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'bubblewrap 0.9.0' && exit\necho '{}' >&2\nexit 1\n"


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """Put something that is called bwrap on the PATH, and take the wheel away."""

    def put(content):
        path = tmp_path / "bin/bwrap"
        path.parent.mkdir()
        if content is None:
            path.mkdir()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            path.chmod(0o755)
        monkeypatch.setenv("PATH", str(path.parent))
        monkeypatch.setattr(bubblewrap, "find_spec", lambda name: None)
        bubblewrap.find_bubblewrap.cache_clear()

    yield put
    bubblewrap.find_bubblewrap.cache_clear()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (NO_NAMESPACES, "kernel.apparmor_restrict_unprivileged_userns=0"),
        ("bwrap: No permissions to create new namespace", "AppArmor profile for /"),
        ("bwrap: Creating new namespace failed: No space left on device", "or install apptainer"),
        ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "user namespaces"),
        ("BlockingIOError: [Errno 11] Resource temporarily unavailable", "limits of this job are too low"),
        ("bwrap: execvp python: No such file or directory", "the other of bubblewrap and apptainer"),
    ],
)
def test_what_to_do_is_said(on_path, events, good, said, advice):
    on_path(STAND_IN.format(said))
    for act in (lambda: run_program(good, events, backend="bubblewrap"), lambda: try_out("bubblewrap")):
        with pytest.raises(CutbenchError) as raised:
            act()
        assert f"does not work here: {said}; " in str(raised.value)
        assert advice in str(raised.value)
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "content",
    [
        "just text",
        "",
        b"\x7fELF\x02\x01\x01" + b"\0" * 200,
        b"\xff\xfe\x00",
        None,
        "#!/nowhere/sh\n",
        "#!/bin/sh\necho 0.1\n",
        "#!/bin/sh\nprintf '\\377\\376'\n",
    ],
)
def test_what_is_called_bwrap_and_is_none_is_one_line(on_path, content):
    on_path(content)
    with pytest.raises(CutbenchError, match=r"bubblewrap.*; install the package 'bubblewrap'"):
        try_out("bubblewrap")


def test_a_program_that_cannot_be_run_is_one_line(monkeypatch, events, good, tmp_path):
    monkeypatch.setattr(Bubblewrap, "start", lambda *_: Start([str(tmp_path)]))
    with pytest.raises(CutbenchError, match=r"cannot be run: Permission denied|does not work here"):
        run_program(good, events, backend="bubblewrap")


def test_a_sandbox_that_never_starts_is_ended(monkeypatch, events, good):
    monkeypatch.setattr(Bubblewrap, "start", lambda *_: Start(["/bin/sh", "-c", "exec sleep 60"]))
    monkeypatch.setattr(process, "STARTING", 0.2)
    with pytest.raises(CutbenchError, match="it started nothing within"):
        run_program(good, events, backend="bubblewrap")


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("-v 9000", "does not work here: .*the limits of this job are too low"),
        ("-f 0", "File too large; the limits of this job are too low"),
        ("-t 0", "does not work here|ended from outside"),
        ("-n 4", "does not work here"),
    ],
)
def test_limits_of_a_job_in_which_nothing_runs_are_said(monkeypatch, limit, reason):
    start = Bubblewrap.start

    def limited(*arguments):
        whole = start(*arguments)
        return replace(whole, command=["/bin/sh", "-c", f'ulimit {limit}; exec "$@"', "sh", *whole.command])

    monkeypatch.setattr(Bubblewrap, "start", limited)
    with pytest.raises(CutbenchError, match=reason):
        try_out("bubblewrap")


def test_bounds_in_which_nothing_runs_are_said(monkeypatch):
    monkeypatch.setattr(run_module, "TRIAL", "x = [0] * 10**9")
    with pytest.raises(CutbenchError, match="bubblewrap ends a program that does nothing: MemoryError; raise"):
        try_out("bubblewrap", Limits(memory_mb=256))


@pytest.mark.parametrize("whom", ["the sandbox", "the launcher"])
def test_what_somebody_else_kills_is_not_judged(events, whom):
    def kill():
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            pids = list(usage.family(os.getpid()))
            if len([pid for pid in pids if _command_line(pid).startswith("sleeps-long")]) == 1:
                order = [pid for pid in pids if "launcher.py" in _command_line(pid)]
                os.kill(order[0] if whom == "the sandbox" else order[1], signal.SIGKILL)
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    program = "import os; os.execv('/proc/self/exe', ['sleeps-long', '-I', '-S', '-c', 'import time; time.sleep(60)'])"
    with pytest.raises(CutbenchError, match="was ended from outside"):
        run_program(program, events, backend="bubblewrap", limits=Limits(wall_seconds=60))
    killer.join()


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.mkdir('/out/result.json')",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(1, signal.SIGINT)",
        "import os, signal\nfor n in range(1, 65):\n    try: os.kill(1, n)\n    except OSError: pass",
        "import os; os.execv('/nowhere', ['x'])",
        "import os; os.closerange(0, 256)",
        "import os; os.kill(0, 9)",
        "import os; os.abort()",
        "import os\nfor n in range(20): open(f'/proc/1/fd/{n}', 'wb').write(b'x')",
        "import os\nfor n in os.listdir('/proc'):\n    if n.isdigit() and n != str(os.getpid()): os.kill(int(n), 9)",
    ],
)
def test_no_program_can_look_like_a_broken_sandbox(run, program):
    """Else it would be free to choose that it is not judged."""
    assert run(program).failure is not None


LIMITED = """
import os, resource, sys
from pathlib import Path
from cutbench.sandbox import Limits, run_program
name, value = getattr(resource, sys.argv[1]), int(sys.argv[2])
resource.setrlimit(name, (value, value))
program = "import resource, sys; print(resource.getrlimit(resource." + sys.argv[1] + ")[1]); " + sys.argv[4]
print(run_program(program, Path(sys.argv[3]), backend="bubblewrap").model_dump_json())
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RLIMIT_CPU", 50),
        ("RLIMIT_AS", 2 << 30),
        ("RLIMIT_NOFILE", 100),
        ("RLIMIT_FSIZE", 10 << 20),
        ("RLIMIT_NPROC", 2000),
        ("RLIMIT_SIGPENDING", 100),
        ("RLIMIT_MSGQUEUE", 0),
        ("RLIMIT_CORE", 0),
    ],
)
def test_lower_limits_of_a_batch_system_are_kept(events, good, name, value):
    command = [sys.executable, "-c", LIMITED, name, str(value), str(events), good]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert '"failure":null' in done.stdout
    assert int(done.stdout.split('"stdout":"')[1].split("\\n")[0]) <= value


def _command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
