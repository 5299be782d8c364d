"""Text of models and papers as it may stand on a page: visible, bounded, never markup."""

import re
import unicodedata
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

LONGEST_TEXT = 4_000  # characters of one value
LONGEST_CODE = 60_000
LONGEST_LINE = 1_000
# Controls (ANSI codes among them), marks that turn the direction of text, and halves of letters.
UNSEEN = re.compile(r"[^\n\t\x20-\x7e\xa0-\xac\xae-\u0600]")
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def inert(value: Any) -> Any:
    """Return text with unseen characters spelled out and its length bounded; all else as it is.

    Meant as `finalize` of a Jinja environment with autoescape, which then escapes what is left.
    """
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return clipped(visible(value[: LONGEST_TEXT + 1]), LONGEST_TEXT, len(value))


def visible(text: str) -> str:
    """Return `text` with each unseen character as its picture (escape as ␛) or its number (⟨U+202E⟩)."""
    return UNSEEN.sub(_spelled, text)


def clipped(text: str, longest: int, length: int) -> str:
    """Return the first `longest` characters, and how many (`length`) there are if that is more."""
    return text if length <= longest else f"{text[:longest]} … ({length:,} characters in all)"


def coloured(code: str) -> Markup:
    """Return a Python program as HTML with syntax colours."""
    lines = [clipped(line, LONGEST_LINE, len(line)) for line in visible(code[:LONGEST_CODE]).split("\n")]
    text = clipped("\n".join(lines), LONGEST_CODE + len(lines), len(code))
    # The result of pygments is escaped by its formatter.
    return Markup(highlight(text, PythonLexer(), HtmlFormatter(nowrap=True)))  # noqa: S704


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    if unicodedata.category(character) not in HIDDEN_CATEGORIES:
        return character
    number = ord(character)
    return chr(0x2400 + number) if number < 0x20 else f"⟨U+{number:04X}⟩"
