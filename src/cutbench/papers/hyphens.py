"""Hyphens at the ends of lines: those of syllables go, those of compounds such as b-tagged stay."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from cutbench.papers.glyphs import HYPHENS
from cutbench.schema.yaml_text import parse_yaml

LONG = 4  # letters of what follows a part of a compound; less may be an ending, as in high-est
WORD = r"[^\W\d_]+"
COMPOUND = re.compile(rf"{WORD}(?:[-‐]{WORD})+")
LAST, FIRST = re.compile(rf"({WORD})$"), re.compile(WORD)
# Of identifiers, such as hep-ph/9901234, and of numbers.
IDENTIFIER = re.compile(r"(?:hep|astro|cond|gr|quant|nucl|math)$|\d$")


@dataclass(frozen=True)
class Words:
    """The words that a paper writes within its lines, in lower case: plain ones, and compounds with hyphens."""

    plain: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()

    def starts(self, word: str) -> bool:
        """Whether a word is the first part of a compound."""
        return word in self._firsts

    @cached_property
    def _firsts(self) -> frozenset[str]:
        return frozenset(one.split("-")[0] for one in self.compounds)


def words_in(lines: Iterable[str]) -> Words:
    """Return the words within lines; those at their ends may be parts of words."""
    plain, compounds = set[str](), set[str]()
    for line in lines:
        inner = line.lower().partition(" ")[2].rpartition(" ")[0]
        found = {one.replace("‐", "-") for one in COMPOUND.findall(inner)}
        compounds |= found
        plain.update(FIRST.findall(COMPOUND.sub(" ", inner) if found else inner))
    return Words(frozenset(plain), frozenset(compounds))


def joined(lines: Iterable[str], words: Words | None = None) -> str:
    """Join lines to running text; a hyphen at a line's end goes where a word goes on, and stays in a compound.

    Args:
        lines: the text.
        words: what the paper writes elsewhere, by which compounds are known.
    """
    text = ""
    for line in lines:
        if text and text[-1] in HYPHENS:
            text = text[:-1] + _joint(text[:-1], line, words or Words()) + line
        else:
            text = f"{text} {line}" if text else line
    return re.sub(r"[ \t\x00\x02\u00ad]+", " ", text).strip()


def _joint(before: str, after: str, words: Words) -> str:
    """Return what stands between the parts of a word: a hyphen, a hyphen and a blank, or nothing."""
    if not after[:1].islower() or IDENTIFIER.search(before):
        return "-"
    first, last = FIRST.match(after), LAST.search(before)
    right, left = first[0].lower() if first else "", last[1].lower() if last else ""
    if right in _data()["unfinished"]:
        return "-" if after[len(right) : len(right) + 1] in {*HYPHENS} else "- "  # next-to-leading, electron- and muon-
    return "-" if _is_compound(left, right, words) else ""


def _is_compound(left: str, right: str, words: Words) -> bool:
    """Whether two parts are a compound: by what else the paper writes, then by words that are such parts."""
    if f"{left}-{right}" in words.compounds or len(left) < 2:  # b-tagged, d_{0}-significance: no syllable is so short
        return True
    if left + right in words.plain:
        return False
    if words.starts(left) and left in words.plain and right in words.plain:
        return True
    known = right in words.plain
    return (left in _data()["compounds"] and (known or len(right) >= LONG)) or (known and left in _data()["prefixes"])


@cache
def _data() -> dict[str, Any]:
    return dict(parse_yaml(resources.files("cutbench.papers").joinpath("hyphens.yaml").read_bytes()))
