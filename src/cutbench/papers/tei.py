"""TEI, the XML that GROBID writes, to a Document."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from lxml import etree

from cutbench.errors import CutbenchError
from cutbench.papers.pages import A4_PT, Size, onto_pages
from cutbench.papers.references import Entry, make_references
from cutbench.papers.tables import written
from cutbench.schema.documents import Block, BlockKind, Document, Reference

NS = {"t": "http://www.tei-c.org/ns/1.0"}
LABEL = re.compile(r"^\[(\d{1,3})\]\s*")
MAX_PAGES = 600


def read_tei(content: str, paper: str, sha256: str) -> Document:
    """Return the Document of a TEI file; tables become Markdown rows, formulas equations, all others running text.

    Raises:
        CutbenchError: it is no TEI, or holds no text.
    """
    # Entities could name files of this machine; a server has no reason to use them.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise CutbenchError(f"{paper}: GROBID's answer is no XML: {error.msg}") from error
    surfaces = {int(one.get("n", "1")): _size(one) for one in root.iterfind(".//t:facsimile/t:surface", NS)}
    found = [block for block in _Blocks(surfaces).of(root) if block.text]
    if not any(block.kind != "title" for block in found):
        raise CutbenchError(f"{paper}: GROBID found no text in it")
    count = min(max([*surfaces, *(block.page for block in found)]), MAX_PAGES)
    pages, blocks = onto_pages(found, {number: surfaces.get(number, A4_PT) for number in range(1, count + 1)})
    return Document(
        paper=paper,
        title=next((block.text for block in found if block.kind == "title"), ""),
        sha256=sha256,
        backend=f"GROBID {_version(root)}",
        pages=pages,
        blocks=blocks,
        references=_references(root),
    )


class _Blocks:
    """The blocks of a TEI file; one without a place stands on the page of the one before it."""

    def __init__(self, sizes: Mapping[int, Size]) -> None:
        self._sizes, self._page = sizes, 1

    def of(self, root: etree._Element) -> Iterator[Block]:
        """Yield the blocks in the order of the file: title, abstract, body, appendices, references."""
        for title in root.findall(".//t:titleStmt/t:title", NS)[:1]:
            yield self._block("title", _text(title), title)
        places = (".//t:profileDesc/t:abstract", ".//t:text/t:body", ".//t:text/t:back")
        for part in (found for place in places for found in root.iterfind(place, NS)):
            for element in part.iter("{*}head", "{*}p", "{*}formula", "{*}figure", "{*}biblStruct"):
                inside = {etree.QName(one).localname for one in element.iterancestors()}
                if not inside & {"figure", "biblStruct", "formula"}:
                    yield from self._of(element)

    def _of(self, element: etree._Element) -> Iterator[Block]:
        kind = etree.QName(element).localname
        if kind == "figure":
            yield self._block("caption", _caption(element), element)
            if element.get("type") == "table":
                rows = _rows(element)
                yield self._block("table", written(rows), element, rows=rows)
        elif kind == "head":
            number = (element.get("n") or "").rstrip(".")
            yield self._block("heading", f"{number} {_text(element)}".strip(), element, level=number.count(".") + 1)
        elif kind == "biblStruct":
            yield self._block("reference", _raw(element), element)
        else:
            yield self._block("equation" if kind == "formula" else "paragraph", _text(element), element)

    def _block(self, kind: BlockKind, text: str, element: etree._Element, **more: Any) -> Block:
        """Return a block at the first of the places 'page,x,y,width,height;...' that an element names.

        TEI counts y from the top of a page; a box has its origin at the lower left.
        """
        box, parts = None, (element.get("coords") or "").split(";")[0].split(",")
        with suppress(ValueError, IndexError):
            page, x, y, width, height = int(parts[0]), *map(float, parts[1:5])
            if page >= 1 and text:
                self._page, top = min(page, MAX_PAGES), self._sizes.get(page, A4_PT)[1] - y
                box = x, top - height, x + width, top
        return Block(kind=kind, text=text, page=self._page, start=0, end=0, box_pt=box, **more)


def _caption(figure: etree._Element) -> str:
    return " ".join(_text(one) for one in (*figure.findall("t:head", NS), *figure.findall("t:figDesc", NS))).strip()


def _rows(figure: etree._Element) -> tuple[tuple[str, ...], ...]:
    rows = []
    for row in figure.iterfind("t:table/t:row", NS):
        cells: list[str] = []
        for cell in row.iterfind("t:cell", NS):
            span = cell.get("cols", "1")
            cells += [_text(cell)] * (min(int(span), 50) if span.isdigit() else 1)
        rows.append(cells)
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows if row)


def _size(surface: etree._Element) -> Size:
    corners = {"ulx": "0", "uly": "0", "lrx": "595", "lry": "842"}
    left, top, right, bottom = (float(surface.get(name, default)) for name, default in corners.items())
    return right - left, bottom - top


def _references(root: etree._Element) -> tuple[Reference, ...]:
    entries = []
    for number, struct in enumerate(root.iterfind(".//t:listBibl/t:biblStruct", NS), start=1):
        raw = _raw(struct)
        label = LABEL.match(raw)
        ids = " ".join(_identifier(one) for one in struct.iterfind(".//t:idno", NS))
        entries.append(Entry(label[1] if label else str(number), raw, [], [f"{raw} {ids}"]))
    return make_references(entries, {})


def _identifier(idno: etree._Element) -> str:
    kind, value = (idno.get("type") or "").lower(), _text(idno)
    if kind == "arxiv":
        return "arXiv:" + value.lower().removeprefix("arxiv:").split("[")[0].strip()
    return f"doi:{value}" if kind == "doi" else ""


def _raw(struct: etree._Element) -> str:
    """Return a bibliography entry as printed, else its title."""
    note = struct.find("t:note[@type='raw_reference']", NS)
    title = struct.find(".//t:title", NS)
    return _text(note) if note is not None else _text(title) if title is not None else ""


def _version(root: etree._Element) -> str:
    application = root.find(".//t:appInfo/t:application", NS)
    return (application.get("version") if application is not None else None) or "of unknown version"


def _text(element: etree._Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()
