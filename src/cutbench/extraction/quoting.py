"""From words to cuts: read by rules, and looked up in the paper."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cutbench.extraction.citations import cited
from cutbench.extraction.regions import Place, Regions
from cutbench.extraction.rows import COUNT, NOTHING, statements, table_at
from cutbench.extraction.sentences import BULLET
from cutbench.language import Head, Statement, print_statement, write
from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.papers import SENTENCE, find_quote, without_citations
from cutbench.reading import Reader, Reading, group_of, kind_of, kinds_in
from cutbench.schema.cuts import Cut, Quote
from cutbench.schema.documents import Document

CONTEXT_CHARACTERS = 400
LIST_CHARACTERS = 2000
SPOKEN_OF = {"electron", "muon", "jet", "photon", "tau"}


def cut_of_statement(document: Document, text: str, group: str, reader: Reader) -> Cut:
    """Return what a model stated as a cut: its words read where they can be, and looked up in the paper."""
    read = reader.read(text, kind_of(group)).statements
    heads = (reader.language.parse(line).head for line in read)
    regions = tuple(dict.fromkeys(head.name for head in heads if head.kind == "region"))
    quotes = (find_quote(document, text),)
    return Cut(id="new", object=group, text=text, statements=read, quotes=quotes, regions=regions)


def cuts_of_quote(document: Document, quote: Quote, reader: Reader, regions: Regions) -> Iterator[Cut]:
    """Yield the cuts that a verified quote states, and the quote itself if a requirement in it may be unread."""
    before, references = spoken_of_before(document, quote), cited(document, quote.text)
    in_a_table = table_at(document, quote) is not None
    for text, said, where in _asked(document, quote, regions):
        if not said or regions.known_as(said):
            continue  # 'Signal region | Preselection': what it adds to
        bare = Cut(id="new", object="", text="", references=references, quotes=(quote,), regions=where.ids)
        kind = "event" if in_a_table and where.ids else before  # what a table asks of regions is asked of events
        reading = _read(reader, without_citations(document, said), kind, regions, where)
        # Where the words name several regions, what is said of each is said of all of them.
        said_of: dict[tuple[tuple[str, ...], tuple[str, ...]], Statement] = {}
        for line in reading.statements:
            read = reader.language.parse(line)
            one = _of_events(read, document, quote, where, reader)
            asked = line if one == read else print_statement(one)
            said_of.setdefault(regions.attributed(asked, one, where), one)
        for (lines, ids), one in said_of.items():
            group = group_of(one.head.name if one.head.kind != "region" else "event")
            words = write(lines[:1], "terse", reader.language)
            yield bare.model_copy(update={"object": group, "text": words, "statements": lines, "regions": ids})
        if not reading.statements or reading.left_over:
            about = next(iter(kinds_in(text)), kind)
            yield bare.model_copy(update={"object": group_of(about), "text": text})


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
    clear = [line for line in found.statements if not _is_ranked(reader.language.parse(line))]
    return replace(found, statements=tuple(clear))


def _of_events(one: Statement, document: Document, quote: Quote, where: Place, reader: Reader) -> Statement:
    """What a table asks of the leptons of its regions is asked of events: of one lepton if they have one."""
    table, kind = table_at(document, quote), one.head.name
    if not (table and where.ids and one.head.kind == "object" and isinstance(one.line, t.Select)):
        return one
    numbers = {cell for row in table.rows if _counts(row[0], kind, reader) for cell in row[1:] if cell not in NOTHING}
    owner = t.Item(t.Name(kind), 0) if numbers == {"1"} else t.Name(kind)
    condition = transformed(one.line.condition, {t.Name(kind): owner, t.This(): owner}.get)
    if numbers != {"1"}:
        condition = t.Requirement(t.Call("all", (owner, condition)), t.Flag())
    return replace(one, head=Head("event"), line=t.Select(condition)) if numbers else one


def _counts(label: str, kind: str, reader: Reader) -> bool:
    """Whether a row is called the number of some objects."""
    counted = f"event: select size({kind}) == 1"
    return bool(COUNT.match(label)) and reader.read(f"{label} = 1").statements == (counted,)


def _is_ranked(one: Statement) -> bool:
    """Whether something is asked of each object that is about the leading ones: it is asked of the event."""
    ranked = (node.of for node in t.walk(one.line) if isinstance(node, t.Item | t.Slice))
    return one.head.kind == "object" and t.Name(one.head.name) in ranked


def _asked(document: Document, quote: Quote, regions: Regions) -> Iterator[tuple[str, str, Place]]:
    """Yield what a quote says, of a table each cell by itself, then without its regions, and of which it says that."""
    if (bins := regions.of_bins(document, quote)) is not None:
        yield from ((text, text, place) for text, place in bins)
        return
    place = regions.place_of(document, quote, introduction(document, quote))
    for text in statements(document, quote, regions.header_of(document, quote)):
        cell = regions.of_cell(document, quote, text)
        where = Place((cell[0],), sure=True) if cell else place
        yield text, cell[1] if cell else regions.without_names(text, place), where


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
