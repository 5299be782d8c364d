"""The names of regions in a text: with an acronym in them, such as SR-A and 1muCR, or introduced as a region."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cutbench.schema.cuts import RegionKind

WORDS: dict[str, RegionKind] = {
    "signal": "signal",
    "search": "signal",
    "control": "control",
    "background": "control",
    "sideband": "control",
    "validation": "validation",
    "preselection": "preselection",
}
ACRONYMS: dict[str, RegionKind] = {"SR": "signal", "CR": "control", "VR": "validation"}
KIND = "|".join(word for word in WORDS if word != "preselection")
# 'aggregate super signal regions (SSRs)' makes SSR an acronym like SR.
MADE = re.compile(rf"\b({KIND})(?: [a-z-]+)? regions? \(([A-Z]{{1,3}}R)s?\)")
# What a name that is introduced looks like: a letter, or letters with a digit, or capitals.
PLAIN = r"(?:[A-Z]|[A-Za-z]{1,8}\d{1,3}[a-z]?|[A-Z]{2,6}|(?:[A-Z][a-zA-Z]{0,7}[-_])+[A-Za-z0-9]+)(?![\w-])"
JOINT = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|\s*[/&–]\s*)"
CALLED = r"(?:called |named |labell?ed(?: as)? |denoted(?: by| as)? |referred to as |\()?[\"“']?"
# 'In this region HT > 500 GeV is required' introduces nothing.
INTRODUCED = re.compile(
    rf"(?<!this )(?<!these )\b(?:((?i:{KIND})) )?[Rr]egions? {CALLED}({PLAIN}(?:{JOINT}{PLAIN})*)(?!\s*[<>≤≥=≈∈])"
)
# 'R1 (CR): ...', an item of a list or a line.
LABELLED = re.compile(rf"(?:^|\n)\W*({PLAIN}) \((\w+)(?: region)?\)\s*:")
RANGE = re.compile(r"(?P<stem>[\w-]*?)(?P<first>\d{1,2}|[A-Z])\s*[–—-]\s*(?:(?P=stem))?(?P<last>\d{1,2}|[A-Z])")
NO_NAMES = {"I", "In", "The", "ID", "MS", "EM", "LHC", "ATLAS", "CMS", "MC", "SM", "QCD", "GeV", "TeV", "BDT"}
NO_TAILS = {"like", "to", "based", "only", "specific", "dependent", "enriched", "level", "region", "regions"}


@dataclass(frozen=True)
class Named:
    """A name in a text, with its place; of a range such as SR1-3 all that are in it."""

    ids: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Naming:
    """What names of regions look like in one paper: the acronyms that it uses, and names that it introduces."""

    acronyms: tuple[tuple[str, RegionKind], ...]
    introduced: frozenset[str] = frozenset()

    def named(self, text: str) -> list[Named]:
        """Return the names in a text, in order."""
        found = [
            Named(tuple(ids), *match.span())
            for match in self._pattern.finditer(text)
            if (ids := self._ids(match[0].strip()))
        ]
        for match in INTRODUCED.finditer(text):
            letters = tuple(name for name in _names_in(match) if len(name) == 1 and name in self.introduced)
            found += [Named(letters, *match.span(2))] if letters else []
        found.sort(key=lambda one: one.start)
        return [one for place, one in enumerate(found) if not place or one.start >= found[place - 1].end]

    def kind_of(self, name: str) -> RegionKind | None:
        """Return the kind that a name says itself, None if it says none."""
        if name in WORDS:
            return WORDS[name]
        inside = [(len(acronym), kind) for acronym, kind in self.acronyms if acronym in name]
        return max(inside)[1] if inside else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        acronym = "|".join(sorted((name for name, _ in self.acronyms), key=len, reverse=True))
        # 1mu of 1muCR, WZ- of WZ-CR; no I of ISR
        lead = r"(?:[\dA-Za-zℓμγτ]*[a-zℓμγτ\d]|(?=[a-z]*[\dA-Zℓμγτ])[\dA-Za-zℓμγτ]+[-_])?"
        tail = r"(?!s\b)(?:[^\W_]|[-_][^\W_]|[_^]\{[^{}]{1,20}\})*"
        number = r"(?: \d{1,2}[a-z]?(?![\w.%]|[–-]\d| ?[GMT]eV| (?:and|or|to) \d))?"
        stretch = r"(?:\s?[–—]\s?[A-Za-z-]*?(?:\d{1,2}|[A-Z])(?![\w.]))?"
        # A letter is a region only behind that word: 'A requirement ...'.
        words = [re.escape(name) for name in self.introduced if len(name) > 1]
        others = "|".join(sorted(words, key=len, reverse=True))
        known = rf"|(?<![\w-])(?:{others}){stretch}(?![\w])(?!-[A-Za-z\d])" if others else ""
        return re.compile(rf"(?<![\w-]){lead}(?:{acronym}){tail}{number}{stretch}{known}")

    def _ids(self, written: str) -> list[str]:
        """Return the ids of what looks like a name, none for a bare acronym and its plural."""
        name = region_id(written)
        head, _, last = name.rpartition("-")
        name = head if head and last.lower() in NO_TAILS else name
        bare = {acronym for acronym, _ in self.acronyms}
        if name in bare or name.removesuffix("s") in bare or self._is_plural(name):
            return []
        return list(_stretched(name))

    def _is_plural(self, name: str) -> bool:
        return name.endswith("s") and name[-2:-1].isupper() and self.kind_of(name) is not None


def region_id(name: str) -> str:
    """Return a name as it stands in statements: without blanks, braces and signs of scripts."""
    bare = re.sub(r"[{}\\$^*†‡]", "", re.sub(r"(?<![A-Za-z]{2})_(?=\{)|(?<=[→+/])\s+|\s+(?=[→+/])", "", name)).strip()
    return re.sub(r"\s+", "_", re.sub(r"(?<=[A-Z]) (?=\d)", "", bare))


def naming_of(texts: Iterable[str]) -> tuple[Naming, dict[str, RegionKind | None]]:
    """Return what names look like in the texts of a paper, and the names that it introduces with their kinds."""
    made = dict(ACRONYMS)
    introduced: dict[str, RegionKind | None] = {}
    for text in texts:
        made |= {acronym: WORDS[word.lower()] for word, acronym in MADE.findall(text)}
        for name, kind in _introduced(text):
            introduced[name] = introduced.get(name) or kind
    names = {name: kind for name, kind in introduced.items() if name not in made and name.removesuffix("s") not in made}
    return Naming(tuple(made.items()), frozenset(names)), names


def _introduced(text: str) -> Iterator[tuple[str, RegionKind | None]]:
    for match in INTRODUCED.finditer(text):
        for name in _names_in(match):
            yield name, WORDS.get((match[1] or "").lower())
    for name, said in LABELLED.findall(text):
        kind = ACRONYMS.get(said) or WORDS.get(said.lower())
        if kind:
            yield region_id(name), kind


def _names_in(match: re.Match[str]) -> list[str]:
    """Return the names behind the word region, of several only behind regions: 'region B and C' may go on otherwise."""
    names = re.split(rf"{JOINT}(?![–\d])", match[2]) if "–" not in match[2] else [match[2]]
    single = not re.search(r"[Rr]egions", match[0])
    return [
        one for name in names[: 1 if single else None] if name not in NO_NAMES for one in _stretched(region_id(name))
    ]


def _stretched(name: str) -> Iterator[str]:
    """Yield a name, or all of a range such as SR1-3, A-D or SRA-E."""
    found = RANGE.fullmatch(name)
    # The long dash makes a range; a hyphen belongs to a name, as in SRA-T0 or SR1-2.
    if not found or found["first"].isdigit() != found["last"].isdigit() or not re.search("[–—]", name):
        yield re.split("[–—]", name)[0].strip("_")
        return
    first, last = (int(part) if part.isdigit() else ord(part) for part in (found["first"], found["last"]))
    for number in range(first, last + 1) if first < last <= first + 50 else ():
        yield found["stem"] + (str(number) if found["first"].isdigit() else chr(number))
