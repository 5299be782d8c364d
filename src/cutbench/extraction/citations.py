"""Labels that stand beside a cut, such as [12], as the papers that the bibliography has under them."""

from collections.abc import Iterable

from cutbench.papers import citations_in, labels_in
from cutbench.schema.documents import Document


def resolved(document: Document, labels: Iterable[str]) -> tuple[str, ...]:
    """Return arXiv ids for labels as somebody copied them: '[12]', '12', '[11, 44]', or an id that is cited.

    What the bibliography does not know, or knows without an arXiv id, stays a label in brackets: none is invented.
    """
    ids = {reference.arxiv for reference in document.references if reference.arxiv}
    bare = [label.strip().strip("[]").strip() for label in labels]
    single = [[label] if label in ids else labels_in(label) or [label] for label in bare if label]
    return tuple(dict.fromkeys(name for some in single for label in some for name in _papers(document, label, ids)))


def cited(document: Document, text: str) -> tuple[str, ...]:
    """Return the same for the labels that a text cites."""
    return resolved(document, citations_in(document, text))


def unknown(document: Document, references: Iterable[str]) -> list[str]:
    """Return the labels among resolved references that the bibliography does not have at all."""
    known = {reference.label for reference in document.references}
    return [one for one in references if one.startswith("[") and one[1:-1] not in known]


def _papers(document: Document, label: str, ids: set[str]) -> list[str]:
    if label in ids:
        return [label]
    return [one.arxiv for one in document.references if one.arxiv and one.label == label] or [f"[{label}]"]
