"""The bibliography: entries with their arXiv ids and DOIs, from their text and from the links on it."""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.identifiers import arxiv_ids, dois, unbroken
from cutbench.schema.documents import Reference

MAX_LINKS = 3_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page: its target and the middle of its area, in points."""

    uri: str
    x: float
    y: float


@dataclass
class Entry:
    """An entry: its label, text, the areas that it covers as (page, left, bottom, right, top), and its lines.

    Identifiers are looked for in the lines, since the text has lost where they end.
    """

    label: str
    text: str
    areas: list[tuple[int, float, float, float, float]]
    lines: list[str]


def read_links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[Link]:
    """Return the links of a page that lead outside."""
    links: list[Link] = []
    position, annotation = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, position, annotation) and len(links) < MAX_LINKS:
        action, area = raw.FPDFLink_GetAction(annotation), raw.FS_RECTF()
        size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if 1 < size < 2_000 and raw.FPDFLink_GetAnnotRect(annotation, area):
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFAction_GetURIPath(document.raw, action, buffer, size)
            uri = buffer.value.decode("ascii", "replace")
            links.append(Link(uri, (area.left + area.right) / 2, (area.bottom + area.top) / 2))
    return links


def make_references(entries: list[Entry], links: dict[int, list[Link]]) -> tuple[Reference, ...]:
    """Return the references; an entry that names several papers becomes several of one label."""
    references = []
    for entry in entries:
        targets = " ".join(
            link.uri
            for page, left, bottom, right, top in entry.areas
            for link in links.get(page, [])
            if left - 2 <= link.x <= right + 2 and bottom - 2 <= link.y <= top + 2
        )
        text = unbroken(entry.lines)
        ids = list(dict.fromkeys(arxiv_ids(text) + arxiv_ids(targets)))
        found = dois(f"{targets} {text}")
        for index in range(max(1, len(ids))):
            references.append(
                Reference(
                    label=entry.label,
                    raw=entry.text,
                    arxiv=ids[index] if ids else None,
                    doi=found[index] if index < len(found) else None,
                )
            )
    return tuple(references)
