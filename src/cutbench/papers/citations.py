"""Where a paper cites an entry of its bibliography: [12, 15–17], superscripts, [ATL12], and names with years."""

import re
from collections.abc import Callable, Iterator

from cutbench.papers.markdown import body_sections, sentences_of
from cutbench.schema.documents import Document

DASH = "[–—−-]{1,2}"
BRACKETS = re.compile(rf"\[([^\[\]]{{1,200}})\](?:\s*{DASH}\s*\[(\d{{1,3}})\])?")
# Behind a word, and with no unit: [6, 8] of 'N_{jet} [6, 8]' and of 'masses [6, 8] TeV' is a range.
BEHIND_WORD = re.compile(rf"(?:(?<=[^\W\d_]{{3}})|(?<=\)))\s+{BRACKETS.pattern}(?!\s*[kMGT]?eV)")
# Numbers above a word or a stop; those above a symbol, a number or a unit are powers.
RAISED = re.compile(
    rf"(?:[^\W\d_]{{3,}}(?<!eV)\s?|[.,;:)”\"])\^\{{\[?(\d{{1,3}}(?:\s*(?:[,;]|{DASH})\s*\d{{1,3}})*)\]?\}}"
)
NUMBERS = re.compile(rf"(\d{{1,3}})(?:\s*{DASH}\s*(\d{{1,3}}))?")
NAME_AND_YEAR = re.compile(r"(.+) (\d{4}[a-z]?)")
LONGEST_RANGE = 50  # entries between two numbers
Cites = Callable[[str], bool]


def sentences_citing(document: Document, label: str) -> list[str]:
    """Return the sentences of the running text that cite the reference `label`, also within [3-5] or [11, 44]."""
    cites = _test_of(document, label)
    return [sentence for sentence in _sentences(document) if cites(sentence)]


def citations_in(document: Document, text: str) -> list[str]:
    """Return the labels that a text cites, in order; those in brackets also where the bibliography has none like it."""
    known = {reference.label for reference in document.references}
    in_brackets = [
        _in_brackets(m[1], m[2]) or [one for one in _parts(m[1]) if one in known] for m in BRACKETS.finditer(text)
    ]
    found = [label for labels in in_brackets for label in labels]
    if not found and RAISED.search(text) and not _numbers_in_brackets(document):
        found = [label for m in RAISED.finditer(text) for label in labels_in(m[1]) if label in known]
    named = [label for label in known if NAME_AND_YEAR.fullmatch(label) and _test_of(document, label)(text)]
    return list(dict.fromkeys([*found, *sorted(named)]))


def without_citations(document: Document, text: str) -> str:
    """Return a text without labels in brackets, where the bibliography has them."""
    known = {reference.label for reference in document.references}

    def left(found: re.Match[str]) -> str:
        labels = _in_brackets(found[1], found[2]) or _parts(found[1])
        return "" if known.issuperset(labels) else found[0]

    return BEHIND_WORD.sub(left, text)


def labels_in(text: str) -> list[str]:
    """Return the numbers that stand for labels in '11, 44' and '3-5'; none where a text holds anything else."""
    labels: list[str] = []
    for part in _parts(text):
        found = NUMBERS.fullmatch(part)
        if found is None:
            return []
        first, last = int(found[1]), int(found[2] or found[1])
        labels += [str(number) for number in range(first, min(last, first + LONGEST_RANGE) + 1)]
    return labels


def _test_of(document: Document, label: str) -> Cites:
    """Return what tells whether a sentence cites a label."""
    named = NAME_AND_YEAR.fullmatch(label)
    if named:
        mention = re.compile(rf"\b{re.escape(named[1])}\b[^;()]{{0,60}}[\s(,]{named[2]}\b")
        return lambda sentence: bool(mention.search(sentence))
    if not label.isdecimal():
        return lambda sentence: any(label in _parts(m[1]) for m in BRACKETS.finditer(sentence))
    if _numbers_in_brackets(document):
        return lambda sentence: any(label in _in_brackets(m[1], m[2]) for m in BRACKETS.finditer(sentence))
    return lambda sentence: any(label in labels_in(m[1]) for m in RAISED.finditer(sentence))


def _numbers_in_brackets(document: Document) -> bool:
    """Whether a paper cites by numbers in brackets; one that does may have powers, but no raised citations."""
    known = {reference.label for reference in document.references}
    return any(known & {*_in_brackets(m[1], m[2])} for text in _sentences(document) for m in BRACKETS.finditer(text))


def _in_brackets(inside: str, last: str | None) -> list[str]:
    """Return the labels of [3, 5–7], or of [3]–[7], whose `last` is 7; none where brackets hold anything else."""
    return labels_in(f"{inside}-{last}" if last and inside.isdecimal() else inside)


def _parts(text: str) -> list[str]:
    return re.split(r"\s*[,;]\s*", text.strip())


def _sentences(document: Document) -> Iterator[str]:
    for section in body_sections(document):
        for block in section.blocks:
            yield from sentences_of(block.text)
