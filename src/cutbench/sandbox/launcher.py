"""What runs first inside the sandbox: bounds the program, runs it, hands its result out. Needs nothing but Python.

The result leaves through a pipe, and only as the bytes of one regular file: no link is followed, no pipe or device is
opened, and no more than the allowed size is read. A first byte says that Python runs and comes to the program, so that
a sandbox that does not work is never taken for a program that fails. Before the result stand the length of the note on
the exception that ended the program, and the note.
"""

import ctypes
import os
import resource
import stat
import sys

RESULT = "/out/result.json"
NOTES, LONGEST_NOTE = "/tmp", 4000  # noqa: S108  (the sandbox's own)
STARTED = b"+"
LENGTH = 4  # bytes that say how long the note is
# Not from `signal`, which would double the time that a start takes.
SIGINT, SIGKILL, SIGXCPU = 2, 9, 24
DEFAULT, IGNORE = ctypes.c_void_p(0), ctypes.c_void_p(1)
NOT_DUMPABLE = (4, 0)  # PR_SET_DUMPABLE of linux/prctl.h
SIGNALS = 256  # that may wait for a process, timers among them


def main() -> int:
    """Run the program and return its exit code; arguments: descriptor of the result, then name=number of each bound."""
    result_fd = int(sys.argv[1])
    limits = {name: int(value) for name, _, value in (word.partition("=") for word in sys.argv[2:])}
    os.set_inheritable(result_fd, False)
    libc = ctypes.CDLL(None)
    # Where nobody is root, the program has the same user: what it could see or write of this process is closed, and the
    # one signal is ignored that would reach it, as Python listens to it.
    libc.prctl(*NOT_DUMPABLE)
    libc.signal(SIGINT, IGNORE)
    bound(limits)
    name = os.urandom(16).hex()
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        libc.signal(SIGINT, DEFAULT)
        become(limits["uid"])
        os.set_inheritable(said, True)
        arguments = ["--events", "/in/events.root", "--output", RESULT]
        descriptors = [str(whispered(name)), str(said)]
        os.execv(sys.executable, [sys.executable, "/in/bootstrap.py", *descriptors, *arguments])  # noqa: S606
    os.close(said)
    started = os.read(heard, 1)
    os.write(result_fd, STARTED if started else b"")
    code = wait_for(child)
    if not started:
        return 1
    become(limits["uid"])
    hand_out(result_fd, f"{NOTES}/{name}", limits["result_bytes"])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code == -SIGKILL and used.ru_utime + used.ru_stime >= limits["cpu_seconds"]:
        code = -SIGXCPU
    return code if code >= 0 else 128 - code


def wait_for(child: int) -> int:
    """Return the exit code of the program; a negative one is a signal. Orphans are buried on the way."""
    while True:
        ended, status = os.wait()
        if ended == child:
            return os.waitstatus_to_exitcode(status)


def become(uid: int) -> None:
    """Give up root, if it is root: limits on processes do not hold for it."""
    if uid and os.getuid() == 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)


def bound(limits: dict[str, int]) -> None:
    """Set the limits of this process and of all that it starts."""
    # The program gets a signal at the first CPU limit, so that its end has a known reason, and is killed at the second.
    first, second = (allowed(resource.RLIMIT_CPU, limits["cpu_seconds"] + more) for more in (0, 1))
    resource.setrlimit(resource.RLIMIT_CPU, (first, second))
    for name, value in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_SIGPENDING, SIGNALS),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (allowed(name, value), allowed(name, value)))


def allowed(name: int, value: int) -> int:
    """Return the value, or what a batch system allows if that is less: nobody here may raise it."""
    highest = resource.getrlimit(name)[1]
    return value if highest == resource.RLIM_INFINITY else min(value, highest)


def whispered(name: str) -> int:
    """Return a descriptor from which the name can be read once: arguments and environment stay readable."""
    reader, writer = os.pipe()
    os.write(writer, name.encode())
    os.close(writer)
    os.set_inheritable(reader, True)
    return reader


def hand_out(result_fd: int, note: str, limit: int) -> None:
    """Write the note and the result into the pipe, one byte more than allowed so that an excess is seen."""
    with open(result_fd, "wb") as pipe:
        noted = first_bytes(note, LONGEST_NOTE)
        pipe.write(len(noted).to_bytes(LENGTH, "big") + noted + first_bytes(RESULT, limit + 1))


def first_bytes(path: str, limit: int) -> bytes:
    """Return the first bytes of a regular file, nothing of anything else."""
    try:
        source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(source).st_mode):
            return b""
        with open(source, "rb") as file:  # noqa: PTH123  (a descriptor)
            return file.read(limit)
    except OSError:
        return b""


if __name__ == "__main__":
    os._exit(main())
