"""The regions that real papers name, as a person finds them in their tables and sentences; where these papers are."""

import pytest

from cutbench.extraction.regions import regions_of
from cutbench.papers import load_paper

BINS = [
    f"{letter}{number:02d}"
    for letter, last in zip("ABCDEFGHI", (10, 10, 7, 4, 4, 4, 10, 10, 8), strict=True)
    for number in range(1, last + 1)
]


def _bins(table, last):
    """Bins without names are those of a table by number."""
    return [f"bin{table}-{number}" for number in range(1, last + 1)]


PAPERS = {
    "1704.03848": {
        "signal": "SRI1 SRI2 SRI3 SRE1 SRE2",
        "control": "1muCR 2muCR 2eleCR PhJetCR",
    },
    "1709.04183": {
        "signal": "SRA SRB SRC SRD SRE SRA-TT SRA-TW SRA-T0 SRB-TT SRB-TW SRB-T0"
        " SRC1 SRC2 SRC3 SRC4 SRC5 SRD-low SRD-high",
        "control": "CRZAB-TT-TW CRZAB-T0 CRZD CRZE CRW CRST CRTTGamma",
        "validation": "VRZAB VRZD VRZE",
        "preselection": "preselection",
    },
    "1711.08008": {
        "signal": "signal",
        "control": "control",
        "validation": "validation",
        "preselection": "preselection",
    },
    "1705.04673": {"signal": "R4", "control": "R1 R2 R3", "bin": " ".join([*_bins(1, 18), *_bins(2, 4)])},
    "1710.09154": {
        "signal": " ".join([*(f"SR{number}" for number in range(1, 17)), "SSR1", "SSR2", "SSR3", "SSR4"]),
        "control": "control",
    },
    "1709.09814": {"signal": "signal", "control": "control", "bin": " ".join([*BINS, *_bins(6, 14)])},
}
# A person would not call these regions of the paper: the four of a method with two sidebands, and ends of names.
BESIDE = {"1704.03848": {"A", "B", "C", "D"}, "1709.04183": {"TT", "TW", "T0"}}
PARENTS = {"SRA-TT": "SRA", "SRC5": "SRC", "SRD-low": "SRD", "SRA": "preselection", "SRE": "preselection"}


@pytest.fixture(params=PAPERS)
def found(request, shared_data):
    path = shared_data / "papers" / f"{request.param}.pdf"
    if not path.is_file():
        pytest.skip(f"no {path.name}")
    return request.param, regions_of(load_paper(path)).known


def test_regions_are_found_with_their_kinds(found):
    paper, known = found
    for kind, names in PAPERS[paper].items():
        assert {name: known[name].kind for name in names.split() if name in known} == dict.fromkeys(names.split(), kind)


def test_little_else_is_taken_for_a_region(found):
    paper, known = found
    wanted = {name for names in PAPERS[paper].values() for name in names.split()} | BESIDE.get(paper, set())
    strange = [name for name in known if name not in wanted and not name.startswith(("SR", "CR", "VR"))]
    assert strange == []


def test_regions_add_to_those_that_the_paper_says(found):
    paper, known = found
    if paper == "1709.04183":
        assert {name: known[name].parent for name in PARENTS} == PARENTS
    else:
        assert not {one.parent for one in known.values()} - {None, *known}
