"""Finding a quote in a paper: where it stands, or that it does not stand there."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

from cutbench.schema.cuts import Match, Quote
from cutbench.schema.documents import Document, Page

# Below this likeness (of 100) two texts of a sentence's length share words rather than a source.
MIN_LIKENESS = 88.0
MIN_EXACT, MIN_FUZZY = 4, 20  # letters and digits
IGNORED = re.compile(r"[\s{}_^$\\*`~|\u00ad-]+")


def find_quote(document: Document, text: str) -> Quote:
    """Look a quote up in the pages of a paper.

    Spaces, line ends, hyphens and the marks of scripts do not count; then, for quotes long enough, small
    differences are allowed. The place that is returned is one in `Page.text`, and the quote's text is
    what stands there.
    """
    wanted, _ = compact(text)
    if len(wanted) < MIN_EXACT:
        return Quote(paper=document.paper, text=text, match="none")
    for page in document.pages:
        found, places = _compact_page(page.text)
        start = found.find(wanted)
        if start >= 0:
            return _quote(document, page, places[start : start + len(wanted)], "exact")
    return _find_alike(document, text, wanted)


def _find_alike(document: Document, text: str, wanted: str) -> Quote:
    best, likeness = None, MIN_LIKENESS
    for page in document.pages if len(wanted) >= MIN_FUZZY else ():
        found, places = _compact_page(page.text)
        if len(found) < len(wanted) // 2:
            continue
        alike = fuzz.partial_ratio_alignment(wanted, found, score_cutoff=likeness)
        if alike is not None and alike.score >= likeness and len(found) >= len(wanted):
            best, likeness = (page, places, alike.dest_start, alike.dest_end), alike.score + 1e-9
    if best is None:
        return Quote(paper=document.paper, text=text, match="none")
    page, places, start, end = best
    return _quote(document, page, places[start:end], "fuzzy")


def _quote(document: Document, page: Page, places: list[int], match: Match) -> Quote:
    first, last = places[0], places[-1] + 1
    return Quote(
        paper=document.paper,
        text=page.text[first:last],
        match=match,
        page=page.number,
        start=first,
        end=last,
    )


@lru_cache(maxsize=256)
def _compact_page(text: str) -> tuple[str, list[int]]:
    return compact(text)


def compact(text: str) -> tuple[str, list[int]]:
    """Return the letters, digits and signs of a text in lower case, and where each stands in it."""
    kept, places = [], []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character).lower():
            if not IGNORED.match(part):
                kept.append(part)
                places.append(place)
    return "".join(kept), places
