"""Which regions of a selection a paper names, and which of them a place in it speaks of."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from cutbench.extraction.bins import Bins, bins_of
from cutbench.extraction.columns import columns_of_regions
from cutbench.extraction.notation import Notation, notation_of
from cutbench.extraction.region_names import WORDS, Named, Naming, naming_of, region_id
from cutbench.extraction.rows import ANSWERS, BARE, Said, rows_in, table_at
from cutbench.language import Head, Statement, print_statement
from cutbench.papers import SENTENCE, body_sections
from cutbench.schema.cuts import Quote, Region, RegionKind
from cutbench.schema.documents import Block, Document

PRESELECTION = "preselection"
# A region that is named to say how another one differs from it is not the one spoken of.
BESIDE = re.compile(
    r"(?:orthogonal to|relative to|with respect to|in addition to|on top of|compared (?:to|with)|unlike|than (?:in|for)"
    r"|except (?:in|for)|not in|other than|outside(?: of)?|overlap(?:s|ping)? with|contamination (?:in|of)|after|beyond"
    r"|(?:same|similar|identical|analogous)(?: \w+){0,4} (?:as|to)(?: (?:those|that) (?:of|in|for))?"
    r"|starting from|based on|passing|satisfying|to (?:mimic|reproduce) )"
    r"\s*(?:(?:the|that of|those of|all|requirements of) ){0,2}$"
)
ADDS = re.compile(r"(?:in addition to|on top of|starting from|after applying|share the requirements of)\s+(?:the )?")
COMMON = re.compile(rf"(?:common |loose |baseline )?{PRESELECTION}")
GENERIC = re.compile(
    r"\b(all|each|every|both|any|the|in|for|this|these|that)?\s*(?:the )?"
    r"(signal|search|control|validation)(?:[ -](?:and|or|,) (signal|control|validation))?[ -]regions?\b"
)
PAIRED = re.compile(r"respectively|\(\s*[^()]{0,12}\d[^()]{0,12}\)")
# 'In all signal regions, ...': once it is known which these are, the rest can be read by itself.
OF_A_KIND = re.compile(
    r"\b(?:in|for) (?:(?:all|the|each|every|both|any|these|this|of) )*"
    r"(?:(?:signal|search|control|validation)(?:(?:,| and| or) (?:signal|control|validation))?[ -]regions?|[SCV]Rs?"
    r"|(?<=these )regions|(?<=this )region)"
    r"(?: \([A-Z]{2,4}s?\))?(?![\w-]),?\s*",
    re.IGNORECASE,
)
TITLE = re.compile(r"(?: \([\w ]+\))?\s*:\s*")
THIS = re.compile(r"\b(?:this|these|that)\s+(?:(?:signal|search|control|validation) )?regions?\b")
JOINS = re.compile(r"\s*(?:,|and|or|,\s*and|,\s*or|&|/)\s*")
END = re.compile(
    r"\W*(?:acknowledg|we (?:thank|congratulate) )", re.IGNORECASE
)  # behind it, capitals are of institutes
LIKE = re.compile(r"(?:same )?(?:as|like)\s+(?:(?:in|for|of)\s+)?(?:the\s+)?", re.IGNORECASE)
LOOK_BACK = 1500  # characters before a sentence in which 'this region' was named


@dataclass(frozen=True)
class Place:
    """What the place of a quote says of regions: those of each of its groups of names; no group, and it says nothing.

    `sure` is whether the regions are named there, and not meant as all of a kind or by a heading; `clear`, whether it
    can be told which is meant, unlike in '200 and 300 GeV in SR1 and SR2, respectively'.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    sure: bool = False
    clear: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """The regions that the place speaks of; of several groups nobody knows which is meant where."""
        return self.groups[0] if len(self.groups) == 1 and self.clear else ()


@dataclass(frozen=True)
class Regions:
    """The regions that a paper names, by their ids, what names look like in it, and how it writes ranks."""

    known: dict[str, Region]
    naming: Naming
    notation: Notation = field(default_factory=Notation)
    _bins: dict[tuple[int, int], Bins | None] = field(default_factory=dict, compare=False, repr=False)

    def place_of(self, document: Document, quote: Quote, introduction: str = "") -> Place:
        """Return what a sentence says, else the sentence above its list, else the heading above it."""
        if table := table_at(document, quote):
            return self._of_table(table, quote)
        for text in (quote.text, introduction):
            if text and (place := self._of_sentence(document, quote, text)) is not None:
                return place
        return self._of_heading(self._heading(document, quote))

    def of_column(self, column: str) -> tuple[str, ...]:
        """Return the regions that a column of a table is about: by name, or by the last part of names."""
        named = [one for some in self.naming.named(column) for one in some.ids if one in self.known]
        if named and self.naming.kind_of(named[0]):
            return tuple(dict.fromkeys(named))
        name = region_id(column)
        return self._ending_in("", name) or ((name,) if name in self.known else tuple(named))

    def _ending_in(self, label: str, name: str) -> tuple[str, ...]:
        """Return the regions whose names end so, such as SRA-TT of the row A and the column TT, of one kind."""
        kind = self.known[name].kind if name in self.known else None
        ending = re.compile(rf"{re.escape(region_id(label))}[-_]{re.escape(name)}$")
        found = [one for one in self.known.values() if name and ending.search(one.id)]
        return tuple(one.id for one in found if kind in {None, one.kind})

    def without_names(self, text: str, place: Place) -> str:
        """Return what is left to read of a text: without what says in which regions, where that is known already."""
        if not place.ids:
            return text
        first = next(iter(self.naming.named(text)), None)
        bare = self.without_title(text, place)
        return bare if first and bare != text and self.naming.kind_of(first.ids[0]) is None else OF_A_KIND.sub("", text)

    def without_title(self, text: str, place: Place) -> str:
        """Return what stands behind the name of a region and a colon, where it is known already which is meant."""
        first = next(iter(self.naming.named(text)), None) if place.ids else None
        title = TITLE.match(text, first.end) if first else None
        return text[title.end() :] if first and title and not re.search(r"\w", text[: first.start]) else text

    def known_as(self, name: str) -> tuple[str, ...]:
        """Return the ids that somebody means by a name, such as 'signal region SR 1' or 'SR1'; () for none of them."""
        alike = {_bare(one): one for one in self.known}
        text = re.sub(r"\b(?:the|regions?)\b", " ", name, flags=re.IGNORECASE)
        words = [word for word in re.split(r"\s+", text.strip()) if word.lower() not in WORDS]
        if one := alike.get(_bare("".join(words))) if words else None:
            return (one,)
        kind = WORDS.get(text.strip().lower())
        return self._of_kind(kind) if kind else ()

    def attributed(self, text: str, one: Statement, place: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the texts of a statement, one for each region that asks for it by name, and the ids of all regions.

        A region in the head of the statement counts, with those named together with it; else those of the place do.
        """
        if one.head.kind == "region":
            together = [some for some in place.groups if one.head.name in some and place.clear]
            group = together[0] if together else (one.head.name,)
            return tuple(self._headed(one, name) for name in group), group
        if place.ids and place.sure and one.head.kind == "event":
            return tuple(self._headed(one, name) for name in place.ids), place.ids
        common = one.head.kind == "event" or place.sure
        return (text,), place.ids if common else ()

    def _headed(self, one: Statement, name: str) -> str:
        said = self.known.get(name)
        kind = said.kind if said and said.kind != "bin" else one.head.region
        return print_statement(replace(one, head=Head("region", name, kind)))

    def _of_sentence(self, document: Document, quote: Quote, text: str) -> Place | None:
        spoken = [one for one in self.naming.named(text) if not BESIDE.search(text[: one.start].lower())]
        groups = self._groups(text, spoken)
        if groups:
            return Place(groups, sure=True, clear=not (PAIRED.search(text) and max(map(len, groups)) > 1))
        if THIS.search(text.lower()):
            return self._named_before(document, quote) or self._of_heading(self._heading(document, quote))
        return self._of_kinds(text)

    def _groups(self, text: str, named: Iterable[Named]) -> tuple[tuple[str, ...], ...]:
        return _grouped(text, [replace(one, ids=self._known(one.ids)) for one in named])

    def _known(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in ids if name in self.known)

    def _of_kinds(self, text: str) -> Place | None:
        """'Events in the signal regions' speaks of all of them, 'the control region' of one if there is one."""
        flat = text.lower()
        spoken = [
            (match.start(2), WORDS[word]) for match in GENERIC.finditer(flat) for word in match.groups()[1:] if word
        ]
        for acronym, kind in self.naming.acronyms:
            spoken += [(match.start(), kind) for match in re.finditer(rf"(?<![\w-]){acronym}s?(?![\w-])", text)]
        kinds = [kind for start, kind in spoken if not BESIDE.search(flat[:start])]
        if not kinds:
            return Place(((PRESELECTION,),)) if _is_preselection(flat) and PRESELECTION in self.known else None
        ids = tuple(one for kind in dict.fromkeys(kinds) for one in self._of_kind(kind))
        several = re.search(r"regions|\b[SCV]Rs\b|\b(?:each|every|any|all)\b", text) is not None
        return Place((ids,), clear=several or len(ids) == 1)

    def _of_kind(self, kind: RegionKind | None) -> tuple[str, ...]:
        """Return the regions of a kind that are no parts of others of it: what these ask for, their parts ask for."""
        of_kind = [one for one in self.known.values() if one.kind == kind and not self._ending_in("", one.id)]
        ids = {one.id for one in of_kind}
        whole = [one.id for one in of_kind if one.parent not in ids]
        return tuple(name for name in whole if name != kind or len(whole) == 1)

    def _named_before(self, document: Document, quote: Quote) -> Place | None:
        if quote.page is None or quote.start is None:
            return None
        text = document.pages[quote.page - 1].text[max(0, quote.start - LOOK_BACK) : quote.start]
        above = self._heading(document, quote)
        text = text[text.rfind(above) :] if above and above in text else text
        for sentence in reversed(SENTENCE.split(text)):
            groups = self._groups(sentence, self.naming.named(sentence))
            if groups:
                return Place(groups[:1], sure=True)
        return None

    def _heading(self, document: Document, quote: Quote) -> str:
        for section in body_sections(document):
            for block in section.blocks:
                if block.page == quote.page and quote.start is not None and block.start <= quote.start < block.end:
                    return section.heading
        return ""

    def _of_heading(self, heading: str) -> Place:
        found = [one for some in self.naming.named(heading) for one in self._known(some.ids)]
        found += [one for name in _of_title(heading) for one in self._called(name) if one not in found]
        if found:
            return Place((tuple(dict.fromkeys(found)),))
        kind = next((WORDS[word] for word in WORDS if re.search(rf"\b{word} regions?\b", heading.lower())), None)
        kind = "preselection" if _is_preselection(heading.lower()) else kind
        ids = self._of_kind(kind) if kind else ()
        if ids and all(self.known[one].parent == PRESELECTION for one in ids):
            ids = (PRESELECTION,)  # what all of them are asked for is what they have in common
        return Place((ids,)) if ids else Place()

    def _called(self, name: str) -> list[str]:
        """'Signal regions A and B' are SRA and SRB where these are known, with all regions that begin like them."""
        acronyms = [acronym for acronym, _ in self.naming.acronyms]
        said = {_bare(start + name) for start in ("", *acronyms)}
        exact = [one for one in self.known if _bare(one) in said]
        return exact or [one for one in self.known if any(_bare(one).startswith(start) for start in said if start)]

    def header_of(self, document: Document, quote: Quote) -> Sequence[str] | None:
        """Return the row of a table that names the regions of its columns, wherever it stands."""
        table = table_at(document, quote)
        at = self._row_of_regions(table, quote) if table else None
        return table.rows[at] if table and at is not None else None

    def of_cell(self, document: Document, quote: Quote, said: Said) -> tuple[tuple[str, ...], str] | None:
        """Return the regions that one cell of a quoted row is about, by its column or row, and the text without them.

        None if neither is a region; none of them if it cannot be told which, as where a label is of several rows.
        """
        table = table_at(document, quote)
        if not table:
            return None
        label = table.rows[next(rows_in(table, quote))][0]
        names = self.of_column(said.column) if said.column else ()
        labels = {row[0]: self._ending_in(row[0], region_id(said.column)) for row in table.rows if row[0]}
        if names and any(labels.values()):
            if not label and not any(labels.get(row[0]) for row in _rows_before(table, quote)):
                return names, said.text  # above the labels: of all of them
            return labels.get(label, ()), said.text.removeprefix(f"{label} " if labels.get(label) else "")
        if names:
            return names, said.text
        of_row = self.of_column(label) or self.known_as(label)
        value = said.text.removeprefix(f"{label} ")
        return (of_row, f"{said.column} {value}" if BARE.match(value) else value) if of_row else None

    def of_bins(self, document: Document, quote: Quote) -> list[tuple[str, Place]] | None:
        """Return what a quoted row of a table of bins asks for, each with the regions; None of another table."""
        table = table_at(document, quote)
        bins = self._bins_of(table) if table else None
        if table is None or bins is None:
            return None
        asked = (one for row in rows_in(table, quote) for one in bins.asked(row))
        return [(one.text, Place((one.regions,), sure=True)) for one in asked]

    def _bins_of(self, table: Block) -> Bins | None:
        """Return the bins of a table, which all its rows ask for."""
        place = table.page, table.start
        if place not in self._bins:
            self._bins[place] = bins_of(table, self.naming)
        return self._bins[place]

    def _of_table(self, table: Block, quote: Quote) -> Place:
        """What is in no column, as it stands between them or above their names, is asked for in each of them."""
        at = self._row_of_regions(table, quote)
        ids = [] if at is None else [one for cell in table.rows[at][1:] for one in self.of_column(cell)]
        return Place((tuple(dict.fromkeys(ids)),), sure=True) if ids else Place()

    def _row_of_regions(self, table: Block, quote: Quote) -> int | None:
        """Return the nearest row of nothing but regions above a quoted one, else the first one below."""
        places = [at for at, row in enumerate(table.rows) if self._names_regions(row[1:])]
        above = [at for at in places if at <= next(rows_in(table, quote))]
        return above[-1] if above else next(iter(places), None)

    def _names_regions(self, cells: Sequence[str]) -> bool:
        return any(cells) and all(self.of_column(cell) for cell in cells if cell)


def _rows_before(table: Block, quote: Quote) -> Sequence[Sequence[str]]:
    return table.rows[: next(rows_in(table, quote))]


def regions_of(document: Document) -> Regions:
    """Find the regions that a paper names, in its headings, sentences, lists and tables of definitions."""
    sections = list(takewhile(lambda section: not END.match(section.heading), body_sections(document)))
    every = (block for section in sections for block in section.blocks)
    blocks = list(takewhile(lambda block: not END.match(block.text), every))
    texts = [*(one.heading for one in sections), *(block.text for block in blocks if block.kind != "table")]
    naming, introduced = naming_of(texts)
    columns = dict([*columns_of_regions(blocks), *_bins(blocks, naming)])
    naming = replace(naming, introduced=naming.introduced | columns.keys())
    kinds: dict[str, RegionKind | None] = {**columns, **introduced}
    for text in [*texts, *(block.text for block in blocks if block.kind == "table")]:
        kinds |= {name: kinds.get(name) for one in naming.named(text) for name in one.ids}
    known = {name: Region(id=name, kind=naming.kind_of(name) or kinds[name] or "signal") for name in kinds}
    known = {name: one for name, one in known.items() if len(name) > 1 or not _spelled_out(name, naming, known)}
    whole = " ".join(texts).lower()
    for word, kind in WORDS.items():
        if f"{word} region" in whole and not any(one.kind == kind for one in known.values()):
            known[kind] = Region(id=kind, kind=kind)
    if re.search(r"\bpreselect", whole):
        known[PRESELECTION] = Region(id=PRESELECTION, kind="preselection")
    found = Regions(known, naming, notation_of(document))
    return replace(found, known=_with_parents(found, texts, blocks))


def _spelled_out(letter: str, naming: Naming, known: dict[str, Region]) -> bool:
    """Whether a letter stands for a name in full: 'Signal region A' is SRA."""
    return any(_bare(name) == _bare(f"{acronym}{letter}") for name in known for acronym, _ in naming.acronyms)


def with_ancestors(known: dict[str, Region], named: Iterable[str]) -> tuple[Region, ...]:
    """Return the named regions and those that they add cuts to, in the order in which the paper has them."""
    wanted: set[str] = set()
    for name in named:
        at: str | None = name
        while at and at in known and at not in wanted:
            wanted.add(at)
            at = known[at].parent
    return tuple(region for name, region in known.items() if name in wanted)


def _with_parents(found: Regions, texts: Iterable[str], blocks: Iterable[Block]) -> dict[str, Region]:
    parents = {name: parent for name in found.known if (parent := _by_name(name, found.known))}
    for child, parent in (pair for block in blocks for pair in _taken_in_a_table(found, block)):
        parents.setdefault(child, parent)
    for text in texts:
        for sentence in SENTENCE.split(text):
            for child, parent in _said_to_add(found, sentence):
                parents.setdefault(child, parent)
    made = dict(found.known)
    for child, parent in parents.items():
        if child not in [*_line_of(parent, parents)]:
            made[child] = made[child].model_copy(update={"parent": parent})
    return made


def _line_of(name: str, parents: dict[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    at: str | None = name
    while at and at not in seen:
        seen.add(at)
        yield at
        at = parents.get(at)


def _by_name(name: str, known: dict[str, Region]) -> str | None:
    """SRA-TT and SRA1 are parts of SRA, SR1a of SR1, if there is such a region of the same kind."""
    shorter = [
        re.sub(r"[-_][^-_]+$", "", name),
        re.sub(r"(?<=[A-Za-z])\d+$", "", name),
        re.sub(r"(?<=\d)[a-z]$", "", name),
    ]
    return next((one for one in shorter if one != name and one in known and known[one].kind == known[name].kind), None)


def _said_to_add(found: Regions, sentence: str) -> Iterator[tuple[str, str]]:
    """'SRA is ... in addition to the preselection': what is named before adds to what is named behind."""
    for match in ADDS.finditer(sentence):
        behind = sentence[match.end() :]
        named = found.naming.named(behind)
        parent = PRESELECTION if COMMON.match(behind.lower()) else None
        if named and named[0].start == 0 and len(named[0].ids) == 1:
            parent = named[0].ids[0]
        children = [name for one in found.naming.named(sentence[: match.start()]) for name in one.ids]
        for child in children if parent in found.known else ():
            if child != parent and child in found.known:
                yield child, str(parent)


def _taken_in_a_table(found: Regions, table: Block) -> Iterator[tuple[str, str]]:
    """'Preselection | yes | yes', 'Selection | as in SR1': what the regions of columns, or of the row, add to."""
    heads: Sequence[str] = ()
    for row in table.rows if not table.measures else ():
        heads = row if any(found.of_column(cell) for cell in row[1:]) else heads
        taken = found.known_as(row[0])
        for place, cell in enumerate(row[1:], 1):
            said = cell.strip().lower()
            parents = taken if ANSWERS.get(said) else found.known_as(LIKE.sub("", cell)) if LIKE.match(cell) else ()
            parents = parents or (found.known_as(cell) if taken and said in WORDS else ())
            children = found.of_column(heads[place]) if heads and row is not heads else ()
            children = children or (() if parents == taken else taken)
            yield from ((child, parents[0]) for child in children if len(parents) == 1 and child != parents[0])


def _bins(blocks: Sequence[Block], naming: Naming) -> Iterator[tuple[str, RegionKind | None]]:
    """Yield the regions that are rows or entries of tables; bins if that is what the paper calls them there."""
    for block in blocks:
        for name in found.regions if (found := bins_of(block, naming)) else ():
            called = re.search(r"\bbins?\b", " ".join([block.caption, *block.rows[0]]), re.IGNORECASE)
            yield name, "bin" if called and not naming.kind_of(name) else None


def _grouped(text: str, named: Sequence[Named]) -> tuple[tuple[str, ...], ...]:
    """Return names that are joined by commas and 'and' together, others apart; the same group once."""
    groups: list[list[str]] = []
    end = None
    for one in named:
        if not one.ids:
            continue
        if end is not None and JOINS.fullmatch(text[end : one.start]):
            groups[-1] += [name for name in one.ids if name not in groups[-1]]
        else:
            groups.append(list(one.ids))
        end = one.end
    return tuple(dict.fromkeys(tuple(group) for group in groups))


def _of_title(heading: str) -> list[str]:
    """Return what a heading calls a region: D of 'Signal regions D', A and B of 'Signal region A and B'."""
    found = re.search(rf"\b(?:{'|'.join(WORDS)}) regions? (.+)$", heading, re.IGNORECASE)
    parts = re.split(r"\s*(?:,|\band\b|&|/)\s*", found[1]) if found else []
    return [part for part in parts if re.fullmatch(r"[A-Z][\w-]{0,8}|\d{1,2}[a-z]?", part)]


def _is_preselection(flat: str) -> bool:
    return any(not BESIDE.search(flat[: found.start()]) for found in re.finditer(r"\b(?:common )?preselect", flat))


def _bare(name: str) -> str:
    return re.sub(r"[-_\s{}^]", "", name).lower()
