"""Reference lists from INSPIRE: an alternative to our own reading of the bibliography, and a check of it."""

import json
from typing import Any

import httpx

from cutbench.errors import CutbenchError
from cutbench.schema.base import Record
from cutbench.schema.documents import Document, Reference

URL = "https://inspirehep.net/api/literature"
TIMEOUT_S = 30.0


class ReferenceCheck(Record):
    """Our arXiv ids of a bibliography beside those of INSPIRE; both lists may lack some."""

    n_both: int
    only_ours: tuple[str, ...]
    only_inspire: tuple[str, ...]


def inspire_references(paper: str, url: str = URL, timeout_s: float = TIMEOUT_S) -> tuple[Reference, ...]:
    """Return the references of a paper as INSPIRE has them; one request.

    Raises:
        CutbenchError: offline, refused, or no such paper.
    """
    query = {"q": f"arxiv:{paper}", "fields": "references,arxiv_eprints", "size": "1"}
    try:
        answer = httpx.get(url, params=query, timeout=timeout_s, follow_redirects=True)
        answer.raise_for_status()
        hits = answer.json()["hits"]["hits"]
    except httpx.HTTPStatusError as error:
        raise CutbenchError(f"INSPIRE answered {error.response.status_code} for arXiv:{paper}") from error
    except httpx.HTTPError as error:
        raise CutbenchError("INSPIRE cannot be reached, are you offline? Use the references of the PDF") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise CutbenchError(f"INSPIRE gave no list of papers for arXiv:{paper}") from error
    if not hits:
        raise CutbenchError(f"INSPIRE does not know arXiv:{paper}")
    return tuple(_reference(entry, number) for number, entry in enumerate(_entries(hits[0]), start=1))


def check_references(document: Document, references: tuple[Reference, ...]) -> ReferenceCheck:
    """Compare the arXiv ids of a parsed paper with those of another list."""
    ours = {reference.arxiv for reference in document.references if reference.arxiv}
    theirs = {reference.arxiv for reference in references if reference.arxiv}
    return ReferenceCheck(
        n_both=len(ours & theirs), only_ours=tuple(sorted(ours - theirs)), only_inspire=tuple(sorted(theirs - ours))
    )


def _entries(hit: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry.get("reference", {}) for entry in hit.get("metadata", {}).get("references", [])]


def _reference(entry: dict[str, Any], number: int) -> Reference:
    title = (entry.get("title") or {}).get("title") or "; ".join(entry.get("misc", []))
    authors = ", ".join(author.get("full_name", "") for author in entry.get("authors", [])[:3])
    return Reference(
        label=str(entry.get("label") or number),
        raw=", ".join(part for part in (authors, title) if part),
        arxiv=(entry.get("arxiv_eprint") or "").lower() or None,
        doi=next(iter(entry.get("dois", [])), None),
    )
