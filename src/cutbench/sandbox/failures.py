"""Why a program failed, from how it ended and what it wrote."""

import re
import signal

from cutbench.schema.events import FailureClass

# Name of the error, and what its message has to contain; the first that fits counts.
KINDS: tuple[tuple[FailureClass, str, str], ...] = (
    ("syntax", r"SyntaxError|IndentationError|TabError", ""),
    ("import", r"ModuleNotFoundError|ImportError", ""),
    ("memory", r"\w*MemoryError", ""),
    ("memory", r"\w+", r"Unable to allocate|Cannot allocate memory|bad_alloc"),
    ("missing_branch", r"KeyInFileError|FieldNotFoundError", ""),
    ("missing_branch", r"KeyError", r"^['\"]"),
    ("missing_branch", r"\w+", r"no field (?:named )?['\"]|not in fields"),
    ("shape", r"AxisError|IndexError", ""),
    ("shape", r"ValueError|TypeError", r"broadcast|shape|dimension|inhomogeneous|nested list|same length|truth value"),
)


def classify(exit_code: int, stderr: str) -> tuple[FailureClass, str]:
    """Return the class of a failure and one line that says what happened.

    Args:
        exit_code: not 0; 128 and a signal's number if a signal ended it.
        stderr: what it wrote, with Python's traceback if there is one.
    """
    if exit_code == 128 + signal.SIGXCPU:
        return "timeout", "it used up its CPU time"
    line = error_line(stderr)
    name, _, message = line.partition(": ")
    for failure, names, words in KINDS:
        if re.fullmatch(rf"(?:\w+\.)*(?:{names})", name) and re.search(words, message):
            return failure, line[:500]
    return "error", line[:500] or _ended(exit_code)


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
