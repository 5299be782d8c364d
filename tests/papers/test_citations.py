"""Labels in a text: numbers in brackets are references behind words, and ranges behind quantities."""

import pytest

from cutbench.papers import without_citations
from cutbench.schema.documents import Document, Reference

REFERENCES = tuple(Reference(label=str(number), raw="Author, a title") for number in range(1, 10))
PAPER = Document(paper="p", title="", sha256="", backend="", pages=(), blocks=(), references=REFERENCES)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Photons are reconstructed [3] and isolated.", "Photons are reconstructed and isolated."),
        ("jets (anti-kt) [1, 4–6] with a momentum [7]–[9].", "jets (anti-kt) with a momentum."),
        ("N_{jet} [6, 8] and H_{T} [2, 5] TeV", "N_{jet} [6, 8] and H_{T} [2, 5] TeV"),
        ("masses [2, 5] TeV, jets[1]", "masses [2, 5] TeV, jets[1]"),
        ("a window [2, 15]", "a window [2, 15]"),
    ],
)
def test_labels_go_and_ranges_stay(text, left):
    assert without_citations(PAPER, text) == left
