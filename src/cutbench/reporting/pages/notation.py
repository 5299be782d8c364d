"""Numbers and quantities as physicists write them, set in HTML: E_{T} and pT in words of papers, models, statements."""

import re
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup, escape

from cutbench.language import load_names
from cutbench.language.names import NAMES_OF_THE_FIELD
from cutbench.reporting.pages.inert import inert
from cutbench.schema.yaml_text import parse_yaml

FONTS = re.compile(r"\\(?:mathrm|mathit|text|textrm|operatorname)\s*\{([^{}]*)\}")
MATH = re.compile(r"\$([^$\n]{1,200})\$")
ABSOLUTE = re.compile(r"\babs\(([^()]*)\)")
COUNT = re.compile(r"\bsize\(")
PATTERNS = (
    r"(?P<command>\\Delta (?=[A-Z\\])|\\(?:[A-Za-z]+|[,%]))",
    r"(?P<braced>(?<=[\w)}\]])[_^]\{[^{}]{1,60}\})",
    r"(?P<low>(?<=\b[^\W\d_])_[^\W_]\w*)",  # of a letter that stands alone: other names have their own
    r"(?P<high>(?<=[\w)])\^[-−+]?\d+)",
)
POWER = re.compile(r"[-−+]?[0-9]+")
RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
LATEX_OF_A_QUANTITY = re.compile(r"[_^\\]")


def physics(text: Any) -> Any:
    """Return text with its quantities set: indices below and above, Greek letters, signs; no number changes.

    Nothing of the text is markup: all of it is escaped.
    """
    if isinstance(text, Markup) or not isinstance(text, str):
        return text
    return _set(_plain(str(inert(text))))


def number(value: float | None, digits: int = 1) -> str:
    """Return a number without needless zeros; a dash for none."""
    return "–" if value is None else f"{value:,.{digits}f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def _plain(text: str) -> str:
    """Return text without signs of TeX that only say how letters look, and with absolute values as bars."""
    for _ in range(2):  # one font in another
        text = FONTS.sub(r"\1", text)
    return COUNT.sub("N(", ABSOLUTE.sub(r"|\1|", MATH.sub(lambda found: found[1].replace("~", " "), text)))


def _set(text: str, *, words: bool = True) -> Markup:
    done, place = Markup(), 0
    for found in _pattern().finditer(text):
        done += escape(text[place : found.start()]) + _one(found, words=words)
        place = found.end()
    return done + escape(text[place:])


def _one(found: re.Match[str], *, words: bool) -> Markup:
    kind, whole = str(found.lastgroup), found[0]
    if kind == "braced":
        return _script(whole[0], whole[2:-1])
    if kind == "low":
        return _script("_", ", ".join(whole[1:].split("_")))
    if kind == "high":
        return _script("^", whole[1:])
    if kind == "word" and words:
        return _set(_plain(_words()[whole]), words=False)
    table = {"command": "commands", "sign": "signs"}.get(kind)
    return escape(_table()[table].get(whole.strip("\\ "), whole) if table else whole)


def _script(which: str, inner: str) -> Markup:
    if which == "^" and POWER.fullmatch(inner):
        return escape(inner.translate(RAISED))  # letters of their own: 10^3 that is copied must not become 103
    parts = [_table()["indices"].get(part, part) for part in inner.split(", ")]
    tag = Markup("sub") if which == "_" else Markup("sup")
    return Markup("<{0}>{1}</{0}>").format(tag, _set(", ".join(parts), words=False))


@cache
def _table() -> dict[str, dict[str, str]]:
    return dict(parse_yaml(resources.files("cutbench.reporting.pages").joinpath("notation.yaml").read_bytes()))


@cache
def _words() -> dict[str, str]:
    """Return the LaTeX of each word that stands for a quantity; one letter is too short to be told from a word."""
    known = load_names(NAMES_OF_THE_FIELD).known
    latex = {name: meaning.latex for name, meaning in known.items() if LATEX_OF_A_QUANTITY.search(meaning.latex)}
    return latex | _table()["words"]


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    signs = "|".join(map(re.escape, _table()["signs"]))
    return re.compile("|".join((*PATTERNS, rf"(?P<word>(?<![\w.\\])(?:{names})(?!\w|\.\w))", rf"(?P<sign>{signs})")))
