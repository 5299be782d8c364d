"""TEI, the XML that GROBID writes, to a Document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cutbench.errors import CutbenchError
from cutbench.papers.references import Entry, make_references
from cutbench.papers.table_kinds import with_captions
from cutbench.papers.tables import written
from cutbench.schema.documents import Block, BlockKind, Document, Page, Reference

NS = {"t": "http://www.tei-c.org/ns/1.0"}
LABEL = re.compile(r"^\[(\d{1,3})\]\s*")
A4_PT = (595.0, 842.0)
MAX_PAGES = 600
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Piece:
    """A block with its page and, where GROBID says it, its box from the top left in points."""

    kind: BlockKind
    text: str
    level: int | None
    place: tuple[int, Box] | None
    rows: tuple[tuple[str, ...], ...] = ()


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
    sizes = {int(one.get("n", "1")): _size(one) for one in root.iterfind(".//t:facsimile/t:surface", NS)}
    pieces = [piece for piece in _pieces(root) if piece.text]
    if not any(piece.kind != "title" for piece in pieces):
        raise CutbenchError(f"{paper}: GROBID found no text in it")
    pages, blocks = _placed(pieces, sizes)
    return Document(
        paper=paper,
        title=next((piece.text for piece in pieces if piece.kind == "title"), ""),
        sha256=sha256,
        backend=f"GROBID {_version(root)}",
        pages=pages,
        blocks=blocks,
        references=_references(root),
    )


def _pieces(root: etree._Element) -> Iterator[_Piece]:
    """Yield the blocks in the order of the file: title, abstract, body, appendices, references."""
    for title in root.findall(".//t:titleStmt/t:title", NS)[:1]:
        yield _Piece("title", _text(title), None, _place(title) or (1, (0.0, 0.0, 0.0, 0.0)))
    places = (".//t:profileDesc/t:abstract", ".//t:text/t:body", ".//t:text/t:back")
    for part in (found for place in places for found in root.iterfind(place, NS)):
        for element in part.iter("{*}head", "{*}p", "{*}formula", "{*}figure", "{*}biblStruct"):
            inside = {etree.QName(one).localname for one in element.iterancestors()}
            if not inside & {"figure", "biblStruct", "formula"}:
                yield from _of(element)


def _of(element: etree._Element) -> Iterator[_Piece]:
    kind, place = etree.QName(element).localname, _place(element)
    if kind == "figure":
        yield _Piece("caption", _caption(element), None, place)
        if element.get("type") == "table":
            rows = _rows(element)
            yield _Piece("table", written(rows), None, place, rows)
    elif kind == "head":
        number = (element.get("n") or "").rstrip(".")
        yield _Piece("heading", f"{number} {_text(element)}".strip(), number.count(".") + 1, place)
    elif kind == "biblStruct":
        yield _Piece("reference", _raw(element), None, place)
    else:
        yield _Piece("equation" if kind == "formula" else "paragraph", _text(element), None, place)


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


def _placed(pieces: list[_Piece], sizes: dict[int, Box]) -> tuple[tuple[Page, ...], tuple[Block, ...]]:
    """Write the blocks of each page one below the other; one without a place stands where the one before it does."""
    texts: dict[int, str] = {}
    blocks: list[Block] = []
    number = 1
    for piece in pieces:
        number = min(piece.place[0], MAX_PAGES) if piece.place else number
        before = texts.get(number, "")
        start = len(before) + 2 if before else 0
        texts[number] = f"{before}\n\n{piece.text}" if before else piece.text
        box = _flipped(piece.place[1], sizes.get(number)) if piece.place else None
        end = start + len(piece.text)
        place = {"page": number, "start": start, "end": end, "box_pt": box}
        blocks.append(Block(kind=piece.kind, text=piece.text, level=piece.level, rows=piece.rows, **place))
    count = min(max([*texts, *sizes]), MAX_PAGES)
    pages = []
    for page in range(1, count + 1):
        left, top, right, bottom = sizes.get(page, (0.0, 0.0, *A4_PT))
        pages.append(Page(number=page, text=texts.get(page, ""), width_pt=right - left, height_pt=bottom - top))
    return tuple(pages), with_captions(blocks)


def _place(element: etree._Element) -> tuple[int, Box] | None:
    """Return page and box of the first of the places 'page,x,y,width,height;...' that an element names."""
    parts = (element.get("coords") or "").split(";")[0].split(",")
    try:
        page, x, y, width, height = int(parts[0]), *map(float, parts[1:5])
    except (ValueError, IndexError):
        return None
    return (page, (x, y, x + width, y + height)) if page >= 1 else None


def _flipped(box: Box, size: Box | None) -> Box | None:
    """Return (left, bottom, right, top) with the origin at the lower left."""
    if box == (0.0, 0.0, 0.0, 0.0):
        return None
    height = size[3] - size[1] if size else A4_PT[1]
    return box[0], height - box[3], box[2], height - box[1]


def _size(surface: etree._Element) -> Box:
    corners = {"ulx": "0", "uly": "0", "lrx": "595", "lry": "842"}
    left, top, right, bottom = (float(surface.get(name, default)) for name, default in corners.items())
    return left, top, right, bottom


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
