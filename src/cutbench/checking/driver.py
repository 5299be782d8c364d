"""Runs a program several times in one process, so that what it imports is imported once; needs nothing but Python.

python driver.py PROGRAM EVENTS FOLDER JOBS, where JOBS is JSON: a list of [number, [id of a cut to skip, ...]]. Of each
it leaves FOLDER/NUMBER.json, which the program writes, and FOLDER/NUMBER.note: empty, or one line on why it failed.
"""

import contextlib
import json
import os
import resource
import runpy
import sys
import tempfile
import traceback
from pathlib import Path
from typing import IO

LARGEST = 200_000_000  # bytes that it may write into a file
MEMORY = 16 << 30  # bytes
LONGEST = 400


def attempt(program: str, arguments: list[str]) -> str:
    """Run a program as if Python had been called with it; return why it failed, '' if it did not."""
    sys.argv = [program, *arguments]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, tempfile.TemporaryFile("w+") as said:
        try:
            with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(said):
                runpy.run_path(program, run_name="__main__")
        except SystemExit as end:
            if end.code in {None, 0}:
                return ""
            return f"ends with exit code {end.code}: {last_line(said)}"
        except BaseException as error:
            return f"raises {described(error, program)}"
    return ""


def last_line(said: IO[str]) -> str:
    """Return the last line of what was written to a file."""
    try:
        said.flush()
        said.seek(0)
        return ([line.strip() for line in said if line.strip()] or ["it says nothing"])[-1]
    except (OSError, ValueError):
        return "what it says cannot be read"


def described(error: BaseException, program: str) -> str:
    """Return an exception as one line, with the last line of the program that it passed."""
    said = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST].rstrip(": ")
    frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == program]
    return f"{said}{f' (line {frames[-1]})' if frames else ''}"


def main() -> None:
    """Do all jobs, one after the other."""
    program, events, folder, jobs = sys.argv[1:5]
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.path[0] = str(Path(program).parent)
    for number, skipped in json.loads(jobs):
        output = Path(folder, f"{number}.json")
        skip = [word for cut in skipped for word in ("--skip", cut)]
        problem = attempt(program, ["--events", events, "--output", str(output), *skip])
        unfinished = Path(folder, f"{number}.partial")
        unfinished.write_text(problem[:LONGEST], encoding="utf-8", errors="replace")
        unfinished.rename(output.with_suffix(".note"))


if __name__ == "__main__":
    main()
