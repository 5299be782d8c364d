"""From words to cuts: read by rules, and looked up in the paper."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cutbench.extraction.citations import cited
from cutbench.extraction.regions import Place, Regions
from cutbench.extraction.rows import COUNT, NOTHING, Said, statements, table_at
from cutbench.extraction.sentences import BULLET
from cutbench.language import Head, Statement, print_statement, write
from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.papers import SENTENCE, find_quote, without_citations
from cutbench.reading import Reader, Reading, group_of, kind_of, kinds_in, words
from cutbench.schema.cuts import Cut, Quote
from cutbench.schema.documents import Document

CONTEXT_CHARACTERS = 400
LIST_CHARACTERS = 2000
FLAVOURS = {"electron", "muon"}
CHANNEL = re.compile(r"(?<![^\W\d_])[eμντ]{1,4}(?![^\W\d_])")  # ee, eμ, μν
EXACTLY = re.compile(r"^(?:exactly|=)\s*")
SPOKEN_OF = {"electron", "muon", "jet", "photon", "tau"}


def cut_of_statement(document: Document, text: str, group: str, reader: Reader) -> Cut:
    """Return what a model stated as a cut: its words read where they can be, and looked up in the paper."""
    read = reader.read(text, kind_of(group)).statements
    heads = (reader.language.parse(line).head for line in read)
    regions = tuple(dict.fromkeys(head.name for head in heads if head.kind == "region"))
    quotes = (find_quote(document, text),)
    return Cut(id="new", object=group, text=text, statements=read, quotes=quotes, regions=regions)


@dataclass(frozen=True)
class _Asked:
    """What a quote asks: how it is shown, what is left to read without regions, and of which regions it is said.

    Of a cell of a table, `row` is the row as rules read it, `of` the kind of leptons that its column is about, and
    `column` has all rows of the column: names and values.
    """

    shown: str
    said: str
    where: Place
    row: str = ""
    of: str = ""
    column: tuple[tuple[str, str], ...] = ()


def cuts_of_quote(document: Document, quote: Quote, reader: Reader, regions: Regions) -> Iterator[Cut]:
    """Yield the cuts that a verified quote states, and the quote itself if a requirement in it may be unread."""
    before, references = spoken_of_before(document, quote), cited(document, quote.text)
    in_a_table = table_at(document, quote) is not None
    for asked in _asked(document, quote, regions):
        if not asked.said or regions.known_as(asked.said):
            continue  # 'Signal region | Preselection': what it adds to
        where = asked.where
        bare = Cut(id="new", object="", text="", references=references, quotes=(quote,), regions=where.ids)
        kind = "event" if in_a_table and where.ids else before  # what a table asks of regions is asked of events
        reading = _read_cell(reader, replace(asked, said=without_citations(document, asked.said)), kind, regions)
        # Where the words name several regions, what is said of each is said of all of them.
        said_of: dict[tuple[tuple[str, ...], tuple[str, ...]], Statement] = {}
        for line in reading.statements:
            read = reader.language.parse(line)
            one = _of_events(read, asked, reader)
            text = line if one == read else print_statement(one)
            said_of.setdefault(regions.attributed(text, one, where), one)
        for (lines, ids), one in said_of.items():
            group = group_of(one.head.name if one.head.kind != "region" else "event")
            terse = write(lines[:1], "terse", reader.language)
            yield bare.model_copy(update={"object": group, "text": terse, "statements": lines, "regions": ids})
        if not reading.statements or reading.left_over:
            about = next(iter(kinds_in(asked.shown)), kind)
            yield bare.model_copy(update={"object": group_of(about), "text": asked.shown})


def _read_cell(reader: Reader, asked: _Asked, kind: str, regions: Regions) -> Reading:
    """Read what a quote says; a cell of a table also by its row alone, and as said of the leptons of its column.

    Rules try all of these ways before a model is asked, which is asked once.
    """
    ways = ((asked.said, kind), (asked.row, kind), (asked.said, asked.of), (asked.row, asked.of))
    read = (_read(reader.by_rules, *way, regions, asked.where) for way in ways if all(way))
    first = next(read, Reading())
    found = first if first.statements else next((one for one in read if one.statements), first)
    if not found.statements and reader.model:
        found = _without_ranks(reader.read_passage(regions.notation.written(asked.said), kind), reader)
    return found


def _read(reader: Reader, said: str, kind: str, regions: Regions, where: Place) -> Reading:
    """Read what a quote says, else as the paper means its notation, else without the name of its region."""
    written = regions.notation.written(said)
    bare = regions.without_title(written, where)
    found = reader.read_passage(written, kind)
    if kind != "event" and any(_is_ranked(reader.language.parse(line)) for line in found.statements):
        return _read(reader, said, "event", regions, where)
    for text in dict.fromkeys([said, bare]) if not found.statements else ():
        other = reader.read_passage(text, kind) if text != written else found
        found = other if other.statements else found
    return _without_ranks(found, reader)


def _without_ranks(found: Reading, reader: Reader) -> Reading:
    clear = [line for line in found.statements if not _is_ranked(reader.language.parse(line))]
    return replace(found, statements=tuple(clear))


def _of_events(one: Statement, asked: _Asked, reader: Reader) -> Statement:
    """What a table asks of the leptons of its regions is asked of events: of one lepton if they have one.

    The leptons of a column that is called W → eν are electrons.
    """
    if not (asked.column and asked.where.ids and isinstance(one.line, t.Select)):
        return one
    if asked.of:
        one = _of_flavour(one, asked.of)
    return _of_regions(one, asked.column, reader) if one.head.kind == "object" else one


def _of_flavour(one: Statement, flavour: str) -> Statement:
    line = transformed(one.line, {t.Name("lepton"): t.Name(flavour)}.get)
    return replace(one, line=line, head=Head("object", flavour) if one.head == Head("object", "lepton") else one.head)


def _of_regions(one: Statement, column: Sequence[tuple[str, str]], reader: Reader) -> Statement:
    line: Any = one.line
    kind = one.head.name
    counted = {kind, "lepton"} if kind in FLAVOURS else {kind}
    cells = [value for name, value in column if any(_counts(name, each, reader) for each in counted)]
    numbers = {EXACTLY.sub("", cell.lower()) for cell in cells if cell not in NOTHING}
    single = bool(numbers) and numbers <= {"1", "one"}
    owner = t.Item(t.Name(kind), 0) if single else t.Name(kind)
    condition = transformed(line.condition, {t.Name(kind): owner, t.This(): owner}.get)
    if numbers and not single:
        condition = t.Requirement(t.Call("all", (owner, condition)), t.Flag())
    return replace(one, head=Head("event"), line=t.Select(condition))


def _counts(label: str, kind: str, reader: Reader) -> bool:
    """Whether a row is called the number of some objects."""
    counted = f"event: select size({kind}) == 1"
    return bool(COUNT.match(label)) and reader.read(f"{label} = 1").statements == (counted,)


def _is_ranked(one: Statement) -> bool:
    """Whether something is asked of each object that is about the leading ones: it is asked of the event."""
    ranked = (node.of for node in t.walk(one.line) if isinstance(node, t.Item | t.Slice))
    return one.head.kind == "object" and t.Name(one.head.name) in ranked


def _asked(document: Document, quote: Quote, regions: Regions) -> Iterator[_Asked]:
    """Yield what a quote asks, of a table each cell by itself."""
    if (bins := regions.of_bins(document, quote)) is not None:
        yield from (_Asked(text, text, place) for text, place in bins)
        return
    place = regions.place_of(document, quote, introduction(document, quote))
    header = regions.header_of(document, quote) or ()
    for said in statements(document, quote, header):
        cell = regions.of_cell(document, quote, said)
        if cell is None:
            yield _Asked(str(said), regions.without_names(str(said), place), place)
        else:
            row = " | ".join(said.cells) if all(said.cells) else ""
            column = _column_of(said, document, quote, header)
            yield _Asked(str(said), cell[1], Place((cell[0],), sure=True), row, _leptons_of(said.column), column)


def _column_of(said: Said, document: Document, quote: Quote, header: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the names and values of the rows of a column; of all columns if the table does not name it."""
    rows = table.rows if (table := table_at(document, quote)) else ()
    own = [place for place, name in enumerate(header) if place and name == said.column]
    return tuple((row[0], row[place]) for row in rows for place in own or range(1, len(row)) if place < len(row))


def _leptons_of(column: str) -> str:
    """Return the leptons of a channel such as Z → ee, '' for those of several flavours or of none."""
    letters = {words()["letters"].get(letter, "") for word in CHANNEL.findall(column) for letter in word}
    named = FLAVOURS & {*kinds_in(column), *letters}
    return named.pop() if len(named) == 1 else ""


def spoken_of_before(document: Document, quote: Quote) -> str:
    """Return the object that was named last before a quote, 'event' for none: 'they' in it means these."""
    if quote.page is None or quote.start is None:
        return "event"
    text = document.pages[quote.page - 1].text[max(0, quote.start - CONTEXT_CHARACTERS) : quote.start]
    for context in (introduction(document, quote), text):
        named: Sequence[str] = [kind for kind in kinds_in(context) if kind in SPOKEN_OF]
        if named:
            return named[-1]
    return "event"


def introduction(document: Document, quote: Quote) -> str:
    """Return the sentence above the list that a quote is an item of, '' if it is none."""
    if quote.page is None or not quote.start or not BULLET.match(quote.text):
        return ""
    text = document.pages[quote.page - 1].text[max(0, quote.start - LIST_CHARACTERS) : quote.start]
    above = [part for part in re.split(r"\n+", text) if part.strip()]
    while above and BULLET.match(above[-1].strip()):
        above.pop()
    return SENTENCE.split(above[-1])[-1] if above else ""
