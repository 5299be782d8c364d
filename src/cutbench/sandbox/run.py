"""The choice of a sandbox and the run of one program in it."""

import os
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.locks import folder_of_run
from cutbench.sandbox.apptainer import Apptainer
from cutbench.sandbox.bubblewrap import Bubblewrap
from cutbench.sandbox.contract import Limits, Sandbox
from cutbench.schema.events import Execution

BACKENDS = {"apptainer": Apptainer, "bubblewrap": Bubblewrap}
TRIAL = "import sys; open(sys.argv[4], 'w').write('{\"selected\": []}')"


def run_program(
    program: str, events: Path, *, limits: Limits | None = None, backend: str | Sandbox = "auto"
) -> Execution:
    """Run an untrusted selection program on an events file.

    Args:
        program: its Python source.
        events: the file that it gets as --events.
        limits: bounds.
        backend: 'apptainer', 'bubblewrap', 'auto' (apptainer where its image is present, else bubblewrap) or an object.

    Returns:
        How it ended, the last lines that it wrote, and its events if they are valid. One that selects none is valid.

    Raises:
        CutbenchError: there is no sandbox that works, or no events file; a program is never run without one.
    """
    _check_readable(events)
    sandbox = choose(backend) if isinstance(backend, str) else backend
    if not program.strip():
        return Execution(backend=sandbox.name, exit_code=None, seconds=0.0, failure="no_program", problem="it is empty")
    return sandbox.run(program, events, limits or Limits())


def try_out(backend: str = "auto", limits: Limits | None = None) -> Execution:
    """Run a program that selects nothing, so that a sandbox that does not work is known before anything is spent.

    Raises:
        CutbenchError: the sandbox is not there or does not work; the line says why and what to do.
    """
    sandbox = choose(backend)
    with folder_of_run() as folder:
        events = folder / "events.root"
        events.touch(0o644)
        done = sandbox.run(TRIAL, events, limits or Limits())
    if done.failure:
        raise CutbenchError(
            f"sandbox: {sandbox.name} ends a program that does nothing: {done.problem}; raise its bounds"
        )
    return done


def choose(backend: str) -> Sandbox:
    """Return the sandbox of that name, or with 'auto' the best that there is.

    Raises:
        CutbenchError: the name is unknown, or the sandbox is not installed; the line says what to install.
    """
    if backend == "auto":
        return Apptainer() if Apptainer.is_there() else Bubblewrap()
    if backend not in BACKENDS:
        raise CutbenchError(f"sandbox: unknown backend '{backend}'; known are auto, {', '.join(BACKENDS)}")
    sandbox: Sandbox = BACKENDS[backend]()
    return sandbox


def _check_readable(events: Path) -> None:
    if not events.is_file():
        raise CutbenchError(f"{events}: there is no such events file")
    # Started by root, the program runs as a user that owns nothing.
    if os.getuid() == 0 and not events.stat().st_mode & 0o004:
        raise CutbenchError(f"{events}: only some users may read it, and programs run as another; use chmod o+r")
