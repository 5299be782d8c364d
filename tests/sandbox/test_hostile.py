"""Programs that try to get out, to see more, or to use up the machine; each has to be refused for the right reason."""

import os
import platform
import re
import socket
import time
from pathlib import Path

import pytest

from cutbench.sandbox.seccomp import AUDIT, REFUSED

from .attacks import ALL, PRELUDE

MARK = "s3cret-of-the-host"

# An image has users, homes and a runtime's environment of its own: nothing of the host, as the other checks show.
OF_THE_IMAGE = {
    "looks at: passwords": "Permission denied",
    "looks at: users": "",
    "looks at: homes": "",
    "reaches: packet socket": "Operation not permitted",
    "reaches: socket of the virtual machine": "Operation not permitted",
    "uses up: large file": "",
    "uses up: many large files": "",
    "uses up: shared memory": "",
}
# What only looks has to be heard out even where the disk is slow; what goes on for ever is ended sooner.
PATIENCE = 20
ONLY_WITHOUT_IMAGE = {"looks at: its environment", "looks at: other processes", "looks at: hardware"}
# A runtime's own descriptors and terminals; a filter of its own cannot make the C library do without clone3.
ONLY_WITHOUT_IMAGE |= {"looks at: open descriptors", "looks at: terminals", "rises: new namespaces by clone3"}
ONLY_WITHOUT_IMAGE |= {"looks at: bounds of the first process", "looks at: filter of the first process"}
# Without root, the runtime's first process has the program's user, and the copy of the image's files is the program's.
ONLY_AS_ROOT = {
    f"{what} of the first process"
    for what in (
        *(f"looks at: {one}" for one in ("environment", "memory map", "memory", "descriptors")),
        *(f"writes: {one}" for one in ("memory", "descriptor", "death")),
    )
}
ONLY_AS_ROOT |= {
    f"writes: {what}"
    for what in (
        *("launcher", "packages", "root folder", "devices"),
        *("place of its output", "name of a package", "outside by dots"),
    )
}
ONLY_AS_ROOT.add("looks at: passwords")


@pytest.fixture
def attack(run, project, tmp_path, monkeypatch):
    """Run a program that knows where to look, and check that it found nothing and was ended in time."""
    monkeypatch.setenv("CUTBENCH_SECRET", MARK)
    secret_file, open_folder = tmp_path / "secret.txt", tmp_path / "open"
    secret_file.write_text(MARK)
    open_folder.mkdir(mode=0o777)
    names = {"PROJECT": str(project), "SECRET_FILE": str(secret_file), "OPEN_FOLDER": str(open_folder)}
    names |= {"FORGED": '{"selected": [[1, 2]]}', "PORT": 22}
    # The secret must not stand in the program itself, which is in sight.
    known = "\n".join(f"{name} = {value!r}" for name, value in names.items())
    known += f"\nSECRET_TEXT = {MARK[:6]!r} + {MARK[6:]!r}\nKEYCTL = {_number('keyctl')}\n"

    def attack(program, **limits):
        start = time.monotonic()
        execution = run(PRELUDE + known + program, **{"wall_seconds": 3, "memory_mb": 512, "tmp_mb": 16, **limits})
        assert time.monotonic() - start < limits.get("wall_seconds", 3) + 30
        said = execution.stdout + execution.stderr
        assert "BREACH" not in said
        assert MARK not in said
        assert not list(open_folder.iterdir())
        assert "NameError" not in said
        return execution

    return attack


@pytest.mark.parametrize("name", ALL)
def test_it_is_refused(attack, name, backend):
    program, sign = ALL[name]
    if backend == "apptainer":
        if name in ONLY_WITHOUT_IMAGE:
            pytest.skip("apptainer's own first process and environment are in sight; they hold nothing of the host")
        if name in ONLY_AS_ROOT and os.getuid() != 0:
            pytest.skip("without root, a container's first process and files, which are thrown away, are the program's")
        sign = OF_THE_IMAGE.get(name, sign)
    execution = attack(program, wall_seconds=3 if name.startswith("uses up") else PATIENCE)
    assert execution.events is None
    assert execution.failure is not None
    assert re.search(sign, execution.stdout + execution.stderr)


@pytest.mark.skipif(platform.machine() not in AUDIT, reason="no filter for this machine")
@pytest.mark.parametrize("name", REFUSED)
def test_system_calls_are_refused(attack, name):
    assert attack(f"call({_number(name)}, 0, 0, 0, 0, 0)").stdout == "Operation not permitted\n"


def _number(name):
    return REFUSED[name][list(AUDIT).index(platform.machine())] if platform.machine() in AUDIT else -1


@pytest.mark.parametrize("address", ["a port", "a name in no file"])
def test_a_server_on_the_host_is_out_of_reach(attack, address):
    name = f"\0cutbench-{time.monotonic_ns()}"
    family = socket.AF_INET if address == "a port" else socket.AF_UNIX
    with socket.socket(family) as server:
        server.bind(("127.0.0.1", 0) if address == "a port" else name)
        server.listen()
        target = name if family == socket.AF_UNIX else server.getsockname()
        said = attack(f"s = socket.socket({int(family)}); s.connect({target!r}); tell(True)").stderr
    assert re.search("Address family not supported|Operation not permitted|Connection refused", said)


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        ("time.sleep(60)", "timeout"),
        ("while True: pass", "timeout"),
        ("import re; re.match('(a+)+$', 'a' * 64 + 'b')", "timeout"),
        ("for n in range(1, 32):\n    n in (9, 19) or signal.signal(n, signal.SIG_IGN)\nwhile True: pass", "timeout"),
        ("os.kill(os.getpid(), signal.SIGSTOP)", "timeout"),
        ("while True: print('x' * 10000)", "timeout"),
        ("while True: os.write(2, b'x')", "timeout"),
    ],
)
def test_what_does_not_end_is_ended(attack, program, failure):
    execution = attack(program, wall_seconds=1)
    assert execution.failure == failure
    assert len(execution.stdout) <= 8000
    assert len(execution.stderr) <= 8000


def test_memory_is_that_of_all_processes_together(attack):
    program = "for _ in range(7):\n    if os.fork() == 0: break\nx = b'x' * (120 << 20)\ntime.sleep(30)"
    execution = attack(program, wall_seconds=30, memory_mb=512)
    assert (execution.failure, execution.problem) == ("memory", "its processes used more than 512 MiB")


@pytest.mark.parametrize("folder", ["/out", "/tmp", "/dev/shm"])
def test_the_number_of_files_is_bounded(attack, folder):
    execution = attack(f"for i in range(10**7): os.mkdir(f'{folder}/{{i}}')", wall_seconds=60, files=2000)
    assert (execution.failure, execution.problem) == ("error", "it wrote more than 2000 files")


DAEMON = """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for n in KEPT:
            os.close(n)
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(60) # MARKER"])
    os._exit(0)
time.sleep(0.3)
"""


@pytest.mark.parametrize("closed", [(), (0, 1, 2)])
def test_a_daemon_does_not_outlive_the_program(attack, closed):
    marker = f"marker{time.monotonic_ns()}"
    assert attack(DAEMON.replace("MARKER", marker).replace("KEPT", str(closed))).failure == "empty"
    time.sleep(0.2)
    assert not [folder for folder in Path("/proc").glob("[0-9]*") if marker in _command_line(folder)]


def test_a_forged_result_is_the_programs_result(run):
    forged = "open('/out/result.json', 'w').write('{\"selected\": [[7, 7]]}')"
    assert run(forged).events.selected == ((7, 7),)


def test_one_program_leaves_nothing_for_the_next(run, good):
    run("open('/tmp/mark', 'w'); open('/out/mark', 'w'); open('/dev/shm/mark', 'w')")
    execution = run("import os; print(*(os.path.exists(f'{x}/mark') for x in ('/tmp', '/out', '/dev/shm'))); " + good)
    assert execution.stdout == "False False False\n"


@pytest.mark.skipif(os.getuid() != 0, reason="only root may read what others may not")
def test_events_that_the_program_could_not_read_are_said(events, run, good):
    from cutbench.errors import CutbenchError

    events.chmod(0o600)
    with pytest.raises(CutbenchError, match="chmod o\\+r"):
        run(good)


def _command_line(folder):
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
