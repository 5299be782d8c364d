"""What runs first inside the sandbox: bounds itself, runs the program, hands its result out. Needs nothing but Python.

The result leaves through a pipe, and only as the bytes of one regular file: no link is followed, no pipe or
device is opened, and no more than the allowed size is read.
"""

import json
import os
import resource
import stat
import subprocess
import sys

RESULT = "/out/result.json"


def main() -> int:
    """Run the program and return its exit code; arguments: limits as JSON, file descriptor of the result."""
    limits, result_fd = json.loads(sys.argv[1]), int(sys.argv[2])
    command = [sys.executable, "/in/selection.py", "--events", "/in/events.root", "--output", RESULT]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, cwd="/out", preexec_fn=lambda: bound(limits))
    hand_out(result_fd, limits["result_bytes"])
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def bound(limits: dict[str, int]) -> None:
    """Give up privileges and set the limits of the program and of all that it starts."""
    if os.getuid() == 0 and limits["uid"]:
        os.chown("/out", limits["uid"], limits["uid"])
        os.setgroups([])
        os.setgid(limits["uid"])
        os.setuid(limits["uid"])
    for name, value in (
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))


def hand_out(result_fd: int, limit: int) -> None:
    """Write the result file's first bytes into the pipe, one more than allowed so that an excess is seen."""
    try:
        source = os.open(RESULT, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    with open(source, "rb") as file, open(result_fd, "wb") as pipe:  # noqa: PTH123  (descriptors)
        if stat.S_ISREG(os.fstat(source).st_mode):
            pipe.write(file.read(limit + 1))


if __name__ == "__main__":
    sys.exit(main())
