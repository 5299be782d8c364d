"""Memory of every kind is bounded for all processes together, or its kind is refused."""

import os
import re
from types import SimpleNamespace

import pytest

from cutbench.sandbox import usage
from cutbench.sandbox.contract import MEGABYTE

from .attacks import PRELUDE

FORKS = "for _ in range({}):\n    if os.fork() == 0: break\n"
WRITE = "for start in range(0, len(x), 1 << 20): x[start:start + (1 << 20)] = b'x' * (1 << 20)\n"
WAIT = "time.sleep(99)"
FILL = """
kept = []
def fill(write, reader, writer):
    kept.append((reader, writer))
    try:
        while True: write(writer)
    except BlockingIOError:
        pass
def pipe():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    fill(lambda end: os.write(end, b'x' * 65536), reader, writer)
def pair(kind, close=False):
    reader, writer = socket.socketpair(socket.AF_UNIX, kind)
    writer.setblocking(False)
    fill(lambda end: end.send(b'x' * 50_000), reader, writer)
    if close: kept[-1] = reader, writer.close()
def for_ever(what, *arguments):
    try:
        while True: what(*arguments)
    except OSError:
        time.sleep(99)
"""
HELD = {
    "of many processes": FORKS.format(7) + "x = b'x' * (100 << 20)\n" + WAIT,
    "after a fork": "x = bytearray(200 << 20)\n" + FORKS.format(3) + WRITE + WAIT,
    "of a process that hides": "libc.prctl(4, 0)\n" + FORKS.format(7) + "x = b'x' * (100 << 20)\n" + WAIT,
    "files in memory": (
        "for folder in ('/tmp', '/out', '/dev/shm'): open(folder + '/a', 'wb').write(b'x' * (60 << 20))\n"
        "x = b'x' * (120 << 20)\n" + WAIT
    ),
    "a named shared block": (
        "from multiprocessing.shared_memory import SharedMemory\n"
        "a = SharedMemory(create=True, size=60 << 20)\na.buf[:] = b'x' * (60 << 20)\n"
        "open('/tmp/a', 'wb').write(b'x' * (60 << 20))\nx = b'x' * (150 << 20)\n" + WAIT
    ),
    "pipes": FILL + FORKS.format(60) + "for_ever(pipe)",
    "stream sockets": FILL + FORKS.format(30) + "for_ever(pair, socket.SOCK_STREAM)",
    "packet sockets": FILL + FORKS.format(30) + "for_ever(pair, socket.SOCK_SEQPACKET)",
    "sockets that the sender closed": FILL + FORKS.format(30) + "for_ever(pair, socket.SOCK_DGRAM, True)",
}
MMAP = "import mmap\nx = mmap.mmap({}, 100 << 20{})\n"
REFUSED = {
    "shared with heirs": (MMAP.format(-1, "") + FORKS.format(7) + WRITE + WAIT, "Operation not permitted"),
    "shared and given back": (
        "libc.mmap.restype = ctypes.c_void_p\nfor _ in range(20):\n"
        "    tell(libc.mmap(None, ctypes.c_size_t(100 << 20), 3, 0x21, -1, 0) != ctypes.c_void_p(-1).value)\n1 / 0",
        "HELD",
    ),
    "huge pages": ("import mmap\nmmap.mmap(-1, 2 << 20, flags=0x40022)", "Operation not permitted"),
    "shared zeros": (
        MMAP.format("os.open('/dev/zero', os.O_RDWR)", "") + "x.write(b'x')\n" + WAIT,
        "No such file|used more",
    ),
    "one shared file": ("import tempfile\ntempfile.TemporaryFile().truncate(100 << 20)", "File too large"),
    "larger pipes": ("import fcntl\nfcntl.fcntl(os.pipe()[1], 1031, 1 << 20)", "Operation not permitted"),
    "larger socket buffers": (
        "socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)",
        "Operation not permitted",
    ),
    "network buffers": (
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "Address family not supported|not permitted",
    ),
    "pages in a pipe": ("os.splice(os.open('/in/events.root', 0), os.pipe()[1], 1)", "Operation not permitted|HELD"),
    "terminals": ("os.openpty()", "No such file|out of pty|FileNotFound|OSError"),
    "timers": (
        "n = 0\nwhile libc.timer_create(1, None, ctypes.byref(ctypes.c_void_p())) == 0 and n < 10**5: n += 1\n"
        "tell(n > 1000)\n1 / 0",
        "HELD",
    ),
}


@pytest.mark.parametrize("name", HELD)
def test_what_is_held_is_bounded(run, name, backend):
    execution = run(PRELUDE + HELD[name], wall_seconds=90, memory_mb=256)
    # In a container, one file system of 64 MiB holds all that is written.
    full = name == "files in memory" and backend == "apptainer"
    assert execution.failure == ("error" if full else "memory"), execution.stderr
    assert execution.memory_bound in {"cgroup", "count"}


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_could_count_is_refused(run, name, backend):
    if (name, backend) == ("terminals", "apptainer"):
        pytest.skip("a container has terminals, as many as the kernel allows (kernel.pty.max)")
    program, sign = REFUSED[name]
    execution = run(PRELUDE + program, wall_seconds=20, memory_mb=256)
    assert execution.failure in {"error", "memory"}
    assert "BREACH" not in execution.stdout
    assert re.search(sign, execution.stdout + execution.stderr + execution.problem)


def test_what_processes_share_is_counted_once(run, good):
    heirs = FORKS.format(7).replace("break", "time.sleep(0.5); os._exit(0)") + "for _ in range(7): os.wait()\n"
    program = "import os, time\nx = b'x' * (150 << 20)\n" + heirs + good
    execution = run(program, wall_seconds=60, memory_mb=400)
    assert execution.failure is None, execution.problem


FAIR = {
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(0))",
    "pipes of two ends": "import multiprocessing as mp; a, b = mp.Pipe(); a.send(1); assert b.recv() == 1",
    "locks": "import multiprocessing as mp; mp.Lock().acquire()",
    "named shared blocks": (
        "from multiprocessing.shared_memory import SharedMemory\n"
        "s = SharedMemory(create=True, size=9); s.buf[0] = 1; s.close(); s.unlink()"
    ),
    "a pool": "import multiprocessing as mp; assert mp.get_context('fork').Pool(2).map(abs, [-1]) == [1]",
    "a server that forks": (
        "import multiprocessing as mp\nif __name__ == '__main__':\n"
        "    p = mp.get_context('forkserver').Process(target=abs, args=(1,))\n"
        "    p.start(); p.join(); assert p.exitcode == 0"
    ),
    "copies of files": "import shutil; shutil.copy2('/in/events.root', '/tmp/x'); shutil.copytree('/in', '/tmp/y')",
    "other programs": "import subprocess, sys; subprocess.run([sys.executable, '-c', 'pass'], check=True)",
    "a file in memory": (
        "import mmap\nf = open('/in/events.root'); assert mmap.mmap(f.fileno(), 0, prot=1)[:1] == b'e'"
    ),
}


@pytest.mark.parametrize("name", FAIR)
def test_what_fair_programs_need_is_left(run, good, name):
    execution = run(f"{FAIR[name]}\nif __name__ == '__main__':\n    {good}", wall_seconds=60)
    assert execution.failure is None, execution.stderr


def test_a_quick_look_is_never_less_than_an_exact_one():
    quick, exact = (usage.memory([os.getpid()], os.getpid(), enough=enough) for enough in (1 << 60, 0))
    assert MEGABYTE < exact <= quick


def test_one_file_system_is_counted_once(monkeypatch):
    state = SimpleNamespace(f_files=9, f_ffree=2, f_blocks=8, f_bfree=5, f_frsize=4096)
    monkeypatch.setattr(usage.os, "statvfs", lambda _: state)
    monkeypatch.setattr(usage, "WRITABLE", ("tmp", "tmp", "proc/.."))
    assert usage.written(os.getpid())[0] == usage.Written(7, 3 * 4096)
    assert len(usage.written(os.getpid())) <= 2
