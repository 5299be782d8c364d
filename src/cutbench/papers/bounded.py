"""Reading a PDF in a process of its own: whatever is in the file, memory and time are bounded."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from cutbench.errors import CutbenchError
from cutbench.papers.document import parse_pdf
from cutbench.schema.documents import Document

MEMORY_BYTES = 2 * 10**9
# Seconds of computing; a page takes 0.01 to 0.05 s.
SECONDS, SECONDS_PER_PAGE = 10.0, 0.1
STUCK_S = 600.0  # of any clock: a disk may be slow, and a machine busy
MAX_TEXT_BYTES = 64_000_000  # of a paper as JSON; 65 pages have 0.7 MB
REFUSED, CUT_OFF = 3, 4  # exit codes: with a reason, and for want of memory
READ = ("-c", "import sys; from cutbench.papers import bounded; sys.exit(bounded.read_alone())")
ADVICE = "print it to a new PDF, or leave this paper out"
SHOWN = 200  # characters of what a process said at its end


def load_paper(pdf: Path, paper: str | None = None) -> Document:
    """Parse a PDF that nobody has to trust.

    Args:
        pdf: the file.
        paper: its name in all records, such as its arXiv id; else the file's name.

    Raises:
        CutbenchError: the file is missing, no PDF, encrypted, too long, without any text, or not read within
            `MEMORY_BYTES` and seconds that grow with its pages.
    """
    # Files need no threads to be read from, and the kernel bounds them.
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        code = _run([str(pdf), paper or pdf.stem], said, complained)
        if code == 0:
            return _document(pdf, _start_of(said, MAX_TEXT_BYTES))
        if code == REFUSED:
            raise CutbenchError(_start_of(said, MAX_TEXT_BYTES).decode("utf-8", "replace"))
        raise CutbenchError(f"{pdf}: {_why(code, complained)}; {ADVICE}")


def _run(arguments: list[str], said: IO[bytes], complained: IO[bytes]) -> int | None:
    """Run the process that reads; return its exit code, a negative signal, or None if it had to be stopped."""
    # It finds the modules where this process finds them.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, *READ, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=said, stderr=complained, env=environment
    ) as process:
        try:
            return process.wait(STUCK_S)
        except subprocess.TimeoutExpired:
            return None
        finally:
            # What interrupts this process ends that one, too; one that has ended is not hit by it.
            process.kill()


def _document(pdf: Path, text: bytes) -> Document:
    try:
        return Document.model_validate_json(text)
    except ValidationError as error:
        raise CutbenchError(f"{pdf}: reading it gave no paper; {ADVICE}") from error


def _why(code: int | None, complained: IO[bytes]) -> str:
    """Say why a process ended that gave nothing."""
    if code in (None, -signal.SIGXCPU):
        return "takes too long to read, as files do that are made to keep a program busy"
    if code == CUT_OFF or (code and code < 0):
        # pdfium ends the process by one signal or another where it gets no more memory.
        return f"cannot be read with {MEMORY_BYTES // 10**9} GB of memory, as files that are made to fill it"
    last = _start_of(complained, 1 << 16).decode("utf-8", "replace").strip().rpartition("\n")[2]
    return f"reading it failed: {last[:SHOWN] or f'exit code {code}'}"


def _start_of(file: IO[bytes], count: int) -> bytes:
    file.seek(0)
    return file.read(count)


def read_alone() -> int:
    """Bound this process, read the file that its arguments name, and return the exit code.

    Writes the paper as JSON, or why there is none.
    """
    pdf, paper = sys.argv[1:]
    bound()
    try:
        text, code = parse_pdf(Path(pdf), paper, allow_pages).as_json(), 0
    except CutbenchError as error:
        text, code = str(error).encode("utf-8", "replace"), REFUSED
    except (MemoryError, RecursionError):
        return CUT_OFF
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    except OSError as error:
        sys.exit(f"more text than a paper has, or no space for it: {error.strerror}")
    return code


def bound() -> None:
    """Bound this process for all but the time of reading pages."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, MAX_TEXT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # some systems know not all of them
            resource.setrlimit(what, (lowest, lowest))
    allow_pages(0)


def allow_pages(count: int) -> None:
    """Bound the seconds of computing of this process, what it took so far included."""
    seconds = int(SECONDS + count * SECONDS_PER_PAGE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
