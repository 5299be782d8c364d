"""Why a program failed, from how it ended and which exception ended it."""

import re
import signal
from dataclasses import dataclass

from cutbench.schema.events import FailureClass

# Full name of the exception's class, and what its message has to contain; the first that fits counts.
KINDS: tuple[tuple[FailureClass, str, str], ...] = (
    ("syntax", r"builtins\.(?:SyntaxError|IndentationError|TabError)", ""),
    ("import", r"builtins\.(?:ModuleNotFoundError|ImportError)", ""),
    ("memory", r"(?:builtins|numpy)\.(?:\w+\.)*\w*MemoryError", ""),
    ("memory", r".*", r"Unable to allocate|Cannot allocate memory|bad_alloc"),
    ("missing_branch", r".*\.(?:KeyInFileError|FieldNotFoundError)", ""),
    ("missing_branch", r"builtins\.KeyError", r"^['\"]"),
    ("missing_branch", r".*", r"no field (?:named )?['\"]|not in fields"),
    ("shape", r"builtins\.IndexError|.*\.AxisError", ""),
    (
        "shape",
        r"builtins\.(?:ValueError|TypeError)",
        r"broadcast|shape|dimension|inhomogeneous|nested list|same length|truth value",
    ),
)
OWN = "__main__."


@dataclass(frozen=True)
class Raised:
    """The exception that ended a program: the full name of its class, and how a traceback names it."""

    kind: str
    line: str


def classify(exit_code: int, raised: Raised | None, stderr: str) -> tuple[FailureClass, str]:
    """Return the class of a failure and one line that says what happened.

    A program's own words decide nothing: neither what it writes nor the names of exceptions that it defines.

    Args:
        exit_code: not 0; 128 and a signal's number if a signal ended it.
        raised: the exception that ended it, as the sandbox saw it; None if it ended otherwise.
        stderr: what it wrote; only quoted, where there is nothing better to say.
    """
    if exit_code == 128 + signal.SIGXCPU:
        return "timeout", "it used up its CPU time"
    if raised is None:
        return "error", error_line(stderr)[:500] or _ended(exit_code)
    message, line = raised.line.partition(": ")[2], _as_printed(raised.line, stderr)[:500]
    for failure, names, words in KINDS:
        if re.fullmatch(names, raised.kind) and not raised.kind.startswith(OWN) and re.search(words, message):
            return failure, line
    return "error", line


def _as_printed(line: str, stderr: str) -> str:
    """Return the line with which Python printed an exception: it may add which name was perhaps meant."""
    return next((printed for printed in reversed(stderr.splitlines()) if printed.startswith(line)), line)


def error_line(stderr: str) -> str:
    """Return the line of a traceback that names the error, which longer messages follow; else the last line."""
    after = stderr.rpartition('\n  File "')[2] if '  File "' in stderr else ""
    lines = [line for line in after.splitlines()[1:] if line.strip() and not line.startswith(" ")]
    return lines[0] if lines else next((line for line in reversed(stderr.splitlines()) if line.strip()), "").strip()


def _ended(exit_code: int) -> str:
    try:
        return f"it was ended by {signal.Signals(exit_code - 128).name}"
    except ValueError:
        return f"it ended with exit code {exit_code}"
