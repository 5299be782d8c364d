"""The one exception that a user sees as a single line, and what such lines say of names that are not known."""

import difflib
from collections.abc import Iterable


class CutbenchError(Exception):
    """Bad input or surroundings: the message says what, where and what to do, on one line."""


def known_names(name: str, known: Iterable[str]) -> str:
    """Return the end of a line about a name that is not known: which there are, and those that may be meant."""
    names = {one.casefold(): one for one in known}
    near = [names[one] for one in difflib.get_close_matches(name.casefold(), names)]
    return f"known are {', '.join(names.values()) or 'none'}" + (f"; did you mean {' or '.join(near)}?" if near else "")
