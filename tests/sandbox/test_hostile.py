"""Programs that try to get out, to see more, or to use up the machine; each has to be refused for the right reason."""

import os
import platform
import re
import time
from pathlib import Path

import pytest

from cutbench.sandbox.seccomp import AUDIT, REFUSED

MARK = "s3cret-of-the-host"
# What programs may use: `tell` says how an attack ended, `call` makes a system call of the filter by its name.
PRELUDE = """
import ctypes, os, signal, socket, sys, time
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)
def tell(broken):
    print("BREACH" if broken else "HELD")
def call(number, *arguments):
    done = libc.syscall(number, *arguments)
    print("BREACH" if done >= 0 else os.strerror(ctypes.get_errno()))
def read_all(pattern):
    for path in Path("/proc").glob(pattern):
        try:
            yield path.read_bytes()
        except OSError:
            pass
"""
DENIED = "PermissionError|Operation not permitted"
# name: program, what has to be in its output
LOOKS = {
    "passwords": ("open('/etc/shadow').read()", "FileNotFoundError"),
    "users": ("open('/etc/passwd').read()", "FileNotFoundError"),
    "home of root": ("tell(os.path.exists('/root/.ssh') or os.path.exists('/root/.cache'))", "HELD"),
    "homes": ("os.listdir('/home')", "FileNotFoundError"),
    "secret file": ("open(SECRET_FILE).read()", "FileNotFoundError"),
    "this project": ("tell({'resources', 'src', '.git'} & set(os.listdir(PROJECT)))", "HELD|FileNotFoundError"),
    "library of this project": ("import cutbench", "ModuleNotFoundError"),
    "reference": (
        "tell([n for top in ('/srv', '/home', '/root', '/in', '/out', '/tmp', '/etc') for _, _, names in os.walk(top)"
        " for n in names if n in ('reference_selection.py', 'cuts.yaml', 'events.json')])",
        "HELD",
    ),
    "its environment": ("tell('SECRET' in ' '.join(os.environ) or len(os.environ) > 12)", "HELD"),
    "environment of others": ("tell(any(SECRET_TEXT.encode() in text for text in read_all('[0-9]*/environ')))", "HELD"),
    "other processes": ("tell(sum(name.isdigit() for name in os.listdir('/proc')) > 2)", "HELD"),
    "open descriptors": ("tell(len(os.listdir('/proc/self/fd')) > 4)", "HELD"),
    "bounds of the first process": ("tell(len({open(f'/proc/{p}/limits').read() for p in (1, 'self')}) > 1)", "HELD"),
    "filter of the first process": ("tell('Seccomp:\\t2' not in open('/proc/1/status').read())", "HELD"),
    "root of the first process": ("tell(os.path.exists('/proc/1/root' + PROJECT + '/resources'))", "HELD"),
    "working folder of others": ("tell(any(os.path.exists(f'/proc/{p}/cwd/pyproject.toml') for p in (1, 2)))", "HELD"),
    "privileges": (
        "state = dict(line.split(':\\t', 1) for line in open('/proc/self/status'))\n"
        "tell(any(int(state[name], 16) for name in ('CapEff', 'CapPrm', 'CapAmb')))",
        "HELD",
    ),
    "kernel log": ("open('/dev/kmsg')", "FileNotFoundError"),
    "hardware": ("tell(any(map(os.path.exists, ('/sys/class', '/dev/sda', '/dev/kvm', '/dev/mem'))))", "HELD"),
}  # fmt: skip
REACHES = {
    "network outside": ("socket.create_connection(('192.0.2.1', 80), 1)", "Network is unreachable"),
    "network outside, v6": ("socket.create_connection(('2001:db8::1', 80), 1)", "OSError"),
    "server on the host": ("socket.create_connection(('127.0.0.1', PORT), 1)", "ConnectionRefusedError"),
    "name look-up": ("socket.getaddrinfo('example.org', 80)", "gaierror"),
    "raw socket": ("socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)", DENIED),
    "packet socket": ("socket.socket(17, socket.SOCK_RAW)", "Address family not supported"),
    "socket of the virtual machine": ("socket.socket(40, socket.SOCK_STREAM)", "Address family not supported"),
    "other network devices": ("tell([name for _, name in socket.if_nameindex() if name != 'lo'])", "HELD"),
    "signal to all": ("os.kill(-1, signal.SIGKILL)", ""),
    "signal to the first process": ("os.kill(1, signal.SIGKILL); time.sleep(0.1); tell(False)", f"HELD|{DENIED}"),
    "stops its parent": ("os.kill(os.getppid(), signal.SIGSTOP); tell(False)", f"HELD|{DENIED}"),
    "types into the terminal": ("import fcntl; fcntl.ioctl(0, 0x5412, b'x')", "OSError|Error"),
}  # fmt: skip
WRITES = {
    "events": ("open('/in/events.root', 'w')", "Read-only file system|Permission denied"),
    "itself": ("open('/in/selection.py', 'w')", "Read-only file system|Permission denied"),
    "launcher": ("os.unlink('/in/launcher.py')", "Read-only file system|Permission denied"),
    "rights of the events": ("os.chmod('/in/events.root', 0o777)", "Read-only file system|Operation not permitted"),
    "packages": ("import numpy; open(numpy.__file__, 'a')", "Read-only file system|Permission denied"),
    "interpreter": ("open(os.path.realpath(sys.executable), 'r+b')", "Read-only|Permission denied|Text file busy"),
    "folder of the host": ("open(f'{OPEN_FOLDER}/mark', 'w')", "FileNotFoundError"),
    "root folder": ("open('/mark', 'w')", "Read-only file system|Permission denied"),
    "devices": ("open('/dev/mark', 'w')", "Read-only file system|Permission denied"),
    "device node": ("os.mknod('/tmp/disk', 0o60666, os.makedev(8, 0))", DENIED),
    "kernel settings": ("open('/proc/sys/kernel/core_pattern', 'w').write('x')", "Read-only|Permission denied"),
    "kernel triggers": ("open('/proc/sysrq-trigger', 'w').write('c')", "Read-only|Permission denied|No such file"),
    "spared by the memory killer": ("Path('/proc/self/oom_score_adj').write_text('-1000')", "Permission denied"),
}  # fmt: skip
RISES = {
    "becomes root": ("os.setuid(0)", f"{DENIED}|Invalid argument"),
    "becomes root's group": ("os.setgroups([0])", DENIED),
    "set-uid program": ("tell('NoNewPrivs:\\t1' not in open('/proc/self/status').read())", "HELD"),
    "changes root": ("os.chroot('/tmp')", DENIED),
    "user namespace by clone": ("tell(libc.clone(0, 0, 0x10000011, 0) >= 0)", "HELD"),
    "raises limits": ("import resource; resource.setrlimit(resource.RLIMIT_NPROC, (10**5, 10**5))", "ValueError"),
    "writes a core": ("import resource; tell(any(resource.getrlimit(resource.RLIMIT_CORE)))", "HELD"),
    "priority": ("os.nice(-5)", DENIED),
    "clock": ("time.clock_settime(time.CLOCK_REALTIME, 0)", DENIED),
    "sets the host's name": ("socket.sethostname('x')", DENIED),
}  # fmt: skip
USES_UP = {
    "fork bomb": ("while True:\n    os.fork()", "BlockingIOError"),
    "processes": ("for _ in range(500):\n    os.fork() or (time.sleep(3), os._exit(0))", "BlockingIOError"),
    "threads": (
        "import threading\nfor _ in range(500): threading.Thread(target=time.sleep, args=(3,), daemon=True).start()",
        "can't start new thread",
    ),
    "memory": ("x = []\nwhile True:\n    x.append(b'x' * (1 << 26))", "MemoryError"),
    "recursion": ("f = lambda: f()\nf()", "RecursionError"),
    "stack": ("import threading\nsys.setrecursionlimit(10**9)\nf = lambda x: f([x])\nf(0)", ""),
    "large number": ("10 ** 10 ** 10", ""),
    "long list": ("[0] * 10**9", "MemoryError"),
    "large file": ("f = open('/out/big', 'wb')\nwhile True: f.write(b'x' * (1 << 20))", "too large|No space left"),
    "many large files": ("for i in range(99):\n    open(f'/tmp/{i}', 'wb').write(b'x' * (1 << 22))", "No space left"),
    "shared memory": ("for i in range(99):\n    open(f'/dev/shm/{i}', 'wb').write(b'x' * (1 << 22))", "No space left"),
    "descriptors": ("x = [open('/in/events.root') for _ in range(10**4)]", "Too many open files"),
    "anonymous file": ("os.memfd_create('x')", DENIED),
    "kernel keys": ("call(KEYCTL, 0, -3, 0)", "Operation not permitted"),
}  # fmt: skip
RESULTS = {
    "link to the events": ("os.symlink('/in/events.root', '/out/result.json')", ""),
    "link to a file of the host": ("os.symlink(SECRET_FILE, '/out/result.json')", ""),
    "endless device": ("os.symlink('/dev/zero', '/out/result.json')", ""),
    "FIFO": ("os.mkfifo('/out/result.json')", ""),
    "FIFO with a writer": (
        "os.mkfifo('/out/result.json')\nif os.fork() == 0:\n    open('/out/result.json', 'w').write(FORGED * 10**6)",
        "",
    ),
    "folder": ("os.mkdir('/out/result.json')", ""),
    "socket": ("socket.socket(socket.AF_UNIX).bind('/out/result.json')", ""),
    "descriptor": ("os.symlink('/proc/self/fd/0', '/out/result.json')", ""),
    "sparse file": ("os.truncate(os.open('/out/result.json', os.O_CREAT | os.O_WRONLY), 60 << 20)", ""),
    "other name": ("open('/out/result.json.gz', 'w').write(FORGED)", ""),
    "on standard output": ("print(FORGED); print('+' + FORGED, file=sys.stderr)", ""),
    "into every descriptor": (
        "import contextlib\nfor n in range(3, 256):\n"
        "    with contextlib.suppress(OSError): os.write(n, b'+' + FORGED.encode())",
        "",
    ),
}  # fmt: skip
ALL = {
    f"{kind}: {name}": case
    for kind, cases in (
        ("looks at", LOOKS),
        ("reaches", REACHES),
        ("writes", WRITES),
        ("rises", RISES),
        ("uses up", USES_UP),
        ("leaves", RESULTS),
    )
    for name, case in cases.items()
}


# An image has users, homes and a runtime's environment of its own: nothing of the host, as the other checks show.
OF_THE_IMAGE = {
    "looks at: passwords": "Permission denied",
    "looks at: users": "",
    "looks at: homes": "",
    "reaches: packet socket": "Operation not permitted",
    "reaches: socket of the virtual machine": "Operation not permitted",
    "uses up: many large files": "",
    "uses up: shared memory": "",
}
# What only looks has to be heard out even where the disk is slow; what goes on for ever is ended sooner.
PATIENCE = 20
ONLY_WITHOUT_IMAGE = {"looks at: its environment", "looks at: other processes", "looks at: hardware"}
ONLY_WITHOUT_IMAGE |= {"looks at: bounds of the first process", "looks at: filter of the first process"}


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


def test_a_server_on_the_host_is_out_of_reach(attack):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        program = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1); tell(True)"
        assert "ConnectionRefusedError" in attack(program).stderr


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
