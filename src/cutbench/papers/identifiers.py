"""arXiv ids and DOIs in the forms in which bibliographies have them."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

ARCHIVES = (
    "acc-phys|alg-geom|astro-ph|atom-ph|chao-dyn|chem-ph|cond-mat|dg-ga|funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math-ph"
    "|nucl-(?:ex|th)|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
SHORT_ARCHIVES = "cs|math|nlin|physics|stat"  # words, too
CLASS = r"(?:\.[A-Za-z]{2})?"
NEW_ID = r"\d{4}\.\d{4,5}"
OLD_ID = rf"(?:{ARCHIVES}|{SHORT_ARCHIVES}){CLASS}/\d{{7}}"
LOOSE_ID = rf"(?:{ARCHIVES}){CLASS}(?:\s?/\s?|\s)\d{{7}}(?!\d)|(?:{SHORT_ARCHIVES}){CLASS}/\d{{7}}(?!\d)"
# Year and month, which a number that stands for itself must have.
MONTHLY_ID = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5}"
WORD = r"arxiv(?:\s+(?:e-?prints?|preprints?))?[\s.:,]*|\be-?prints?[\s:]+"
ADDRESS = r"(?:(?:arxiv|alphaxiv|ar5iv(?:\.labs\.arxiv)?)\.org|xxx\.lanl\.gov)/\s?(?:abs|pdf|html|format|e-print)/\s?"
ARXIV = re.compile(
    rf"(?:{ADDRESS}|{WORD})({NEW_ID}|{LOOSE_ID})|\b({LOOSE_ID})"
    rf"|\[\s?({MONTHLY_ID})(?:v\d+)?\s?[\],;]"
    rf"|(?<![\d./])({MONTHLY_ID})(?:v\d+)?\s?[\[(](?:{ARCHIVES}|{SHORT_ARCHIVES})\b",
    re.IGNORECASE,
)
DOI = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s\"<>\]]+")
OF_ARXIV = "10.48550/arxiv."
# Line ends within identifiers.
BROKEN_ID = re.compile(r"(?<!\d)\d(?:\n?\d){3}\n?\.\n?\d(?:\n?\d){3,4}")
BROKEN_ARCHIVE = re.compile(rf"\b(?:{ARCHIVES})".replace("-", r"-\n?") + r"(?=[./\s])")
BROKEN_OLD = re.compile(r"(?<=/)\n?\d(?:\n?\d){6}(?!\d)")
BROKEN_DOI = re.compile(
    r"(10\.\d{4,9}/\S*(?<=[./_(:-]))\n(?=[\da-z(])(?!(?:arxiv|e-?print|hep-|https?:|doi|url))", re.IGNORECASE
)
FIVE_DIGITS = 15  # from this year on ids have five digits behind the point, before they had four


def arxiv_ids(text: str) -> list[str]:
    """Return the arXiv ids that stand in a text, in order, without versions.

    >>> arxiv_ids("arXiv:1806.00242v2 [hep-ex], hep-ph 9901234, [1405.0301], https://doi.org/10.48550/arXiv.2006.01234")
    ['1806.00242', 'hep-ph/9901234', '1405.0301', '2006.01234']
    """
    found = (next(filter(None, groups)) for groups in ARXIV.findall(text))
    return list(dict.fromkeys(_canonical(one) for one in found))


def dois(text: str) -> list[str]:
    """Return the DOIs that stand in a text, in order; those that arXiv gives its papers come last.

    >>> dois("(doi:10.1016/0370-2693(78)90858-4). https://doi.org/10.1088%2F1748-0221/3")
    ['10.1016/0370-2693(78)90858-4', '10.1088/1748-0221/3']
    """
    found = dict.fromkeys(map(_trimmed, DOI.findall(unquote(text))))
    # What a line end cut off is the beginning of another.
    whole = [one for one in found if not any(other != one and other.startswith(one) for other in found)]
    return sorted(whole, key=lambda doi: doi.lower().startswith(OF_ARXIV))


def unbroken(lines: Sequence[str]) -> str:
    """Join lines, with identifiers that run over their ends in one piece."""
    text = "\n".join(line.strip().replace("\u00ad", "-") for line in lines)
    for pattern in (BROKEN_ARCHIVE, BROKEN_OLD):
        text = pattern.sub(lambda match: match[0].replace("\n", ""), text)
    text = BROKEN_ID.sub(lambda match: _id_in_one(match[0]), text)
    return BROKEN_DOI.sub(r"\1", text)


def _id_in_one(broken: str) -> str:
    """Return an id without line ends, but with the one behind it if it has four digits and a number follows."""
    whole = broken.replace("\n", "")
    if len(whole) == len("1234.56789") and broken[-2] == "\n" and int(whole[:2]) < FIVE_DIGITS:
        return f"{whole[:-1]}\n{whole[-1]}"
    return whole


def _canonical(found: str) -> str:
    """Return an id as arXiv writes it."""
    archive, number, *_ = *re.split(r"\s*[/\s]\s*", found.lower()), ""
    return f"{re.sub(r'[.][a-z]{2}$', '', archive)}/{number}" if number else archive


def _trimmed(doi: str) -> str:
    """Return a DOI without the signs of the sentence that it stands in."""
    before = ""
    while doi != before:
        before = doi
        doi = doi.rstrip(".,;:'’”")
        if doi.endswith(")") and doi.count(")") > doi.count("("):
            doi = doi[:-1]
    return doi
