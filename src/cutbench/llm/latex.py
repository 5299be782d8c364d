r"""LaTeX inside JSON: in a JSON string, "\theta" means a tab and "heta"."""

import re
from typing import Any

_VALID_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_LETTERS = {"\b": "b", "\f": "f", "\t": "t", "\r": "r", "\n": "n"}
# Backspace and form feed never occur in prose: with letters behind them they are a command. White space is taken for
# one only before the rest of a command that papers use.
_CONTROL = re.compile(r"[\b\f](?=[A-Za-z])")
_TAB = re.compile(r"\t(?=(?:heta|au|imes|ext\w*|ilde|o|op|riangle\w*)(?![A-Za-z]))")
_RETURN = re.compile(r"\r(?=(?:ho|ightarrow|ight|m|angle)(?![A-Za-z]))")
_NEWLINE = re.compile(r"\n(?=(?:u|eq|e|ot|otin|abla|leq|geq)(?![A-Za-z]))")


def double_stray_backslashes(text: str) -> tuple[str, int]:
    r"""Double the backslashes of a JSON text that start no JSON escape, as in "\eta"; return their number, too."""
    stray = sum(match.group() == "\\" for match in _VALID_ESCAPE.finditer(text))
    return _VALID_ESCAPE.sub(lambda match: match.group() if match.group() != "\\" else "\\\\", text), stray


def restore_backslashes(data: Any) -> tuple[Any, int]:
    r"""Undo the escapes that a LaTeX command was taken for, in all strings of parsed JSON.

    Returns:
        The data with "\theta" where a tab and "heta" stood, and the number of such places.
    """
    if isinstance(data, str):
        return _restore(data)
    if isinstance(data, list):
        items = [restore_backslashes(item) for item in data]
        return [item for item, _ in items], sum(count for _, count in items)
    if isinstance(data, dict):
        values = {key: restore_backslashes(value) for key, value in data.items()}
        return {key: value for key, (value, _) in values.items()}, sum(count for _, count in values.values())
    return data, 0


def _restore(text: str) -> tuple[str, int]:
    fixed, total = _CONTROL.subn(_command, text)
    candidate, count = fixed, 0
    for pattern in (_TAB, _RETURN, _NEWLINE):
        candidate, found = pattern.subn(_command, candidate)
        count += found
    # In a text of several lines, such as a program, a line may well start with "e" or "to".
    return (fixed, total) if "\n" in candidate else (candidate, total + count)


def _command(match: re.Match[str]) -> str:
    return "\\" + _LETTERS[match.group()]
