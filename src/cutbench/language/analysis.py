"""Whole ADL files: blocks, such as `object muon` and `region signal`, with their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.names import Names
from cutbench.language.parse import parse_line

LARGEST_FILE = 1_000_000  # characters
HEADER = re.compile(
    r"(?P<kind>object|composite|region|algo|info|table|define|countsformat|event)\b[ \t]*(?P<name>.*?)"
    r"(?:[ \t]*\((?P<region>signal|control|validation|preselection)\))?[ \t]*:?[ \t]*",
    re.IGNORECASE,
)
KEYWORD = re.compile(r"(take|using|select|reject|cmd|define|sort|best|bins?)\b", re.IGNORECASE)
OLD_KEYWORDS = {"using": "take", "cmd": "select"}
# What other tools do with a selection: histograms, weights, tables of results. Nothing of it selects events.
NOT_SELECTION = re.compile(
    r"(histo\w*|weight|save|print|counts\w*|process|title|experiment|id|publication|sqrts|lumi|arxiv|hepdata|doi|tabletype"
    r"|nvars|errors|trigger|systematic|adlauthor|inputformat)\b",
    re.IGNORECASE,
)
COMMENT = re.compile(r'("[^"\n]*"|`[^`\n]*`)|#.*')
GOES_ON = re.compile(r"(and|or|\?|:|&&|\|\||[-+*/<>=])", re.IGNORECASE)
STAYS_OPEN = re.compile(r"(\b(and|or)|[?:&|,(+*/<>=-])\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """A line that is wrong: its number, from 1, its text, and what is wrong with it."""

    number: int
    text: str
    message: str


@dataclass
class _Reader:
    names: Names
    blocks: list[t.Block] = field(default_factory=list)
    info: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    head: t.Head | None = None
    skipped: bool = False
    members: list[str] = field(default_factory=list)

    def take(self, number: int, text: str) -> None:
        keyword = KEYWORD.match(text.strip())
        top = not text[0].isspace()
        try:
            if keyword and not (top and keyword[1].lower() == "define"):
                self.line(text.strip(), keyword[1])
            elif top or (HEADER.fullmatch(text.strip()) and not NOT_SELECTION.match(text.strip())):
                self.header(text.strip())
            else:
                self.other(text.strip())
        except CutbenchError as error:
            self.faults.append(Fault(number, text.strip(), str(error)))

    def header(self, text: str) -> None:
        found = HEADER.fullmatch(text)
        kind = found["kind"].lower() if found else ""
        if kind == "define":
            self.head, self.skipped, self.members = None, False, []
            self.add(t.Head("define"), parse_line(text, t.Head("define"), self.names))
        elif kind in {"object", "composite", "region", "algo", "event"} and found:
            self.start(t.Head("region" if kind == "algo" else kind, found["name"], found["region"] or "signal"))  # type: ignore[arg-type]
        elif kind in {"info", "table", "countsformat"}:
            self.head, self.skipped = None, True
        elif not self.skipped and not NOT_SELECTION.match(text):
            raise CutbenchError(f"'{text[:60]}': neither a block nor a line of one")

    def start(self, head: t.Head) -> None:
        self.head, self.skipped, self.members = head, False, []
        self.blocks.append(t.Block(head, ()))
        if head.name and self.names.resolve(head.name) != head.name:
            self.names = self.names.with_declared("object" if head.has_instances else "region", [head.name])

    def line(self, text: str, keyword: str) -> None:
        if self.skipped:
            return
        if self.head is None:
            raise CutbenchError(f"'{text[:60]}': stands in no block")
        text = OLD_KEYWORDS.get(keyword.lower(), keyword) + text[len(keyword) :]
        made = parse_line(text, self.head, self.names, self.members)
        if isinstance(made, t.Take):
            bound = [one.name for one in t.walk(made.source) if isinstance(one, t.Binding)]
            self.members += bound
            self.names = self.names.with_declared("member", [one for one in bound if not self.names.resolve(one)])
        self.add(self.head, made)

    def add(self, head: t.Head, line: t.Line) -> None:
        if isinstance(line, t.Define) and self.names.meaning(line.name) is None:
            self.names = self.names.with_declared("property" if head.has_instances else "quantity", [line.name])
        if self.blocks and self.blocks[-1].head == head:
            self.blocks[-1] = t.Block(head, (*self.blocks[-1].lines, line))
        else:
            self.blocks.append(t.Block(head, (line,)))

    def other(self, text: str) -> None:
        """Take a line of an info block, skip one for other tools, or take the older way to inherit from a region."""
        key, _, value = text.partition(" ")
        if self.skipped:
            self.info.append((key, value.strip()))
        elif not NOT_SELECTION.match(text):
            if self.head is None or self.head.kind != "region" or not re.fullmatch(r"[\w.-]+", text):
                raise CutbenchError(f"'{text[:60]}': no line of a block begins like this")
            # The older way to inherit: the name of a region on a line of its own.
            self.line(f"take {text}", "take")


def read_analysis(text: str, names: Names) -> tuple[t.Analysis, tuple[Fault, ...], Names]:
    """Return the lines of an ADL file that parse, the faults of the others, and all names that are known then."""
    if len(text) > LARGEST_FILE:
        raise CutbenchError(f"a file of {len(text)} characters; {LARGEST_FILE} are the most")
    reader = _Reader(names)
    for number, line in _logical_lines(text):
        reader.take(number, line)
    return t.Analysis(tuple(reader.blocks), tuple(reader.info)), tuple(reader.faults), reader.names


def parse_analysis(text: str, names: Names, where: str = "selection") -> tuple[t.Analysis, Names]:
    """Return an ADL file as a tree, with the names that it declares added to `names`.

    Raises:
        CutbenchError: a line does not parse; says `where`, the number of the line and what is wrong with it.
    """
    analysis, faults, known = read_analysis(text, names)
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise CutbenchError(f"{where}:{faults[0].number}: {faults[0].message}{more}")
    return analysis, known


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, those that go on joined, with the number of their first line."""
    begun: tuple[int, str] | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = COMMENT.sub(lambda found: found[1] or "", raw).rstrip()
        if not line.strip():
            continue
        if begun and (STAYS_OPEN.search(begun[1]) or GOES_ON.match(line.strip())) and KEYWORD.match(begun[1].strip()):
            begun = begun[0], f"{begun[1]} {line.strip()}"
            continue
        if begun:
            yield begun
        begun = number, line
    if begun:
        yield begun
