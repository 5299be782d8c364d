"""Bibliographies in the forms in which journals and people set them."""

import pytest

from cutbench.papers import body_sections, parse_pdf, sentences_citing
from cutbench.papers.bibliography import is_heading
from cutbench.papers.identifiers import arxiv_ids, dois, unbroken

from .conftest import typeset

IDS = ["1207.7214", "1806.00242", "hep-ph/9901234"]
TEXT = "= 1 Introduction\nMuons need a momentum above 25 GeV, as was found before {}. Others see less of it.\n\n"
HEAD = "#heading(numbering: none)[References]\n"
STYLES = {
    "brackets": ("[{}]", ["1", "2", "3"], "[2]"),
    "dots": ("{}.#h(0.6em)", ["1", "2", "3"], "[1–3]"),
    "parentheses": ("({})", ["1", "2", "3"], "[1, 2]"),
    "parenthesis": ("{})", ["1", "2", "3"], "[1,2]"),
    "raised": ("#super(typographic: false)[{}]", ["1", "2", "3"], "#super(typographic: false)[1–3]"),
    "names in brackets": ("[{}]", ["ATL12", "B+18", "Old99a"], "[ATL12, B+18]"),
}
COLLABORATION = "#align(center)[{}]\n\n" + ", ".join(f"A. Author#super[{n}]" for n in range(600))
INSTITUTES = "\n\n".join(f"#super(typographic: false)[{n}] Department of Physics, University {n}" for n in range(1, 40))


@pytest.fixture
def parse(tmp_path):
    def parse(*parts):
        return parse_pdf(typeset(tmp_path, '#set page(paper: "a5")\n#set text(size: 9pt)\n' + "".join(parts)))

    return parse


def entries(label="[{}]", labels=("1", "2", "3"), ids=IDS, by="Author, a title that is long enough to run on"):
    """Return a bibliography: a paragraph an entry, set in from its second line on."""
    lines = (
        f"{label.format(name)} {by} and over the end of its line, {'' if '/' in one else 'arXiv:'}{one}."
        for name, one in zip(labels, ids, strict=True)
    )
    return "#set par(hanging-indent: 1.5em)\n" + "\n\n".join(lines) + "\n\n"


def found(document):
    return [(reference.label, reference.arxiv) for reference in document.references]


def body(document):
    return " ".join(block.text for section in body_sections(document) for block in section.blocks)


@pytest.mark.parametrize("style", STYLES)
def test_labels(parse, style):
    label, labels, cited = STYLES[style]
    document = parse(TEXT.format(cited), HEAD, entries(label, labels))
    assert found(document) == list(zip(labels, IDS, strict=True))
    assert "Author" not in body(document)
    (sentence,) = sentences_citing(document, labels[1])
    assert "25 GeV" in sentence


def test_names_and_years(parse):
    listed = [
        "Aad, G. et al. (2012). Observation of a new particle in a search, described at length. arXiv:1207.7214.",
        "van der Berg, A. and Ko, B. (2018a). A search. arXiv:1806.00242.",
        "ATLAS Collaboration (1999). Old results. hep-ph/9901234.",
    ]
    text = TEXT.format("by van der Berg and Ko (2018a), and once more (Aad et al., 2012)")
    document = parse(text, HEAD, "#set par(hanging-indent: 1.5em)\n" + "\n\n".join(listed))
    labels = ["Aad 2012", "van der Berg 2018a", "ATLAS 1999"]
    assert found(document) == list(zip(labels, IDS, strict=True))
    assert [len(sentences_citing(document, label)) for label in labels] == [1, 1, 0]


@pytest.mark.parametrize(
    "heading",
    [
        "*References*",
        "#align(center)[References]",
        "#align(center)[*References and notes*]",
        "= References:",
        "= VII. REFERENCES",
        "= 9 Bibliography",
        "= R E F E R E N C E S",
        "= Literature",
        "#text(size: 12pt)[References]",
        "_References_",
    ],
)
@pytest.mark.parametrize("label", ["[{}]", "{}.#h(0.6em)"])
def test_headings(parse, heading, label):
    document = parse(TEXT.format("[2]"), heading, "\n\n", entries(label))
    assert found(document) == list(zip("123", IDS, strict=True))
    assert "Author" not in body(document)


@pytest.mark.parametrize(
    "text", ["References are given below", "reference detectors", "See references.", "Literature on it"]
)
def test_what_is_no_heading(text):
    assert not is_heading(text)


@pytest.mark.parametrize(
    "behind",
    [
        COLLABORATION.format("The ATLAS Collaboration"),
        COLLABORATION.format("*The CMS Collaboration*"),
        COLLABORATION.format("The authors of this paper"),
        "#pagebreak()" + COLLABORATION.format(""),
        "= A Appendix\nMore on muons, arXiv:1901.00001.\n\n[4] Not an entry, arXiv:1901.00002.",
        "#v(1em)Appendix A: more on muons\n\nMuons, arXiv:1901.00001.",
        "#v(2em)" + INSTITUTES,
        "= Acknowledgements\nWe thank arXiv:1901.00001.",
    ],
)
@pytest.mark.parametrize("style", ["brackets", "raised", "dots"])
def test_the_last_entry_ends(parse, behind, style):
    label, labels, cited = STYLES[style]
    document = parse(TEXT.format(cited), HEAD, entries(label, labels), "#set par(hanging-indent: 0pt)\n", behind)
    assert found(document) == list(zip(labels, IDS, strict=True))
    assert len(document.references[-1].raw) < 120


def test_footnotes_stay_apart(parse):
    noted = entries().replace("[2] Author", "[2] Author#footnote[See arXiv:1901.00099, and 77 GeV.]")
    document = parse(TEXT.format("[2]#footnote[1. Also arXiv:1901.00098.]"), HEAD, noted)
    assert found(document) == list(zip("123", IDS, strict=True))
    assert "77 GeV" in body(document)


def test_entries_over_the_ends_of_pages(parse):
    words = [f"author{one}{two}son" for one in "bcdfgh" for two in "klmnpqrstvwxbcdfghjz"]
    document = parse(TEXT.format("[2]"), HEAD, entries(by="Author, " + " ".join(words)))
    assert len({block.page for block in document.blocks if block.kind == "reference"}) > 1
    assert found(document) == list(zip("123", IDS, strict=True))
    assert all(words[0] in reference.raw and words[-1] in reference.raw for reference in document.references)


def test_two_bibliographies(parse):
    more = entries(labels=("4", "5"), ids=("2001.00001", "2001.00002"))
    document = parse(TEXT.format("[2]"), HEAD, entries(), "= Supplement\nMore text.\n\n", HEAD, more)
    assert [label for label, _ in found(document)] == ["1", "2", "3", "4", "5"]
    assert "More text" in body(document)
    assert document.warnings == ()


def test_two_bibliographies_with_the_same_labels_are_said(parse):
    document = parse(TEXT.format("[2]"), HEAD, entries(), "= Supplement\nMore text.\n\n", HEAD, entries())
    assert [label for label, _ in found(document)] == ["1", "2", "3", "1", "2", "3"]
    assert "have the label 1, 2, 3" in document.warnings[0]


def test_a_long_paper_without_references_is_said(parse):
    assert "no references were found" in parse("Muons.#pagebreak()" * 5, "The end.").warnings[0]
    assert parse("Muons.#pagebreak()", "The end of a note.").warnings == ()


@pytest.mark.parametrize("cited", ["[1]", "#super(typographic: false)[1]"])
def test_powers_are_no_citations(parse, cited):
    powers = "A mass of $10^2$ and 3 GeV#super(typographic: false)[2] is seen" + cited
    document = parse(f"= 1 Introduction\n{powers}.\n\n", HEAD, entries())
    assert sentences_citing(document, "1")
    assert not sentences_citing(document, "2")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("JHEP 07 (2014) 079 [1405.0301].", ["1405.0301"]),
        ("[arXiv:1405.0301 [hep-ph]]", ["1405.0301"]),
        ("[1405.0301 [hep-ph]]", ["1405.0301"]),
        ("1405.0301v3 [hep-ph]", ["1405.0301"]),
        ("arXiv 1806.00242", ["1806.00242"]),
        ("arXiv: 1806.00242v2", ["1806.00242"]),
        ("arXiv preprint arXiv:1806.00242", ["1806.00242"]),
        ("e-Print: 1806.00242 [hep-ex]", ["1806.00242"]),
        ("https://doi.org/10.48550/arXiv.1806.00242", ["1806.00242"]),
        ("https://arxiv.org/abs/1806.00242", ["1806.00242"]),
        ("https://arxiv.org/pdf/1806.00242v2.pdf", ["1806.00242"]),
        ("https://arxiv.org/html/1806.00242v1", ["1806.00242"]),
        ("http://arxiv.org/abs/hep-ph/9901234", ["hep-ph/9901234"]),
        ("hep-ex 0012345", ["hep-ex/0012345"]),
        ("arXiv:hep-ex/0012345v2", ["hep-ex/0012345"]),
        ("math.AG/0309136 and HEP-TH/9711200", ["math/0309136", "hep-th/9711200"]),
        ("(a) 1901.00003 [hep-ex]; (b) hep-ph/0101001", ["1901.00003", "hep-ph/0101001"]),
        ("Phys. Rev. D 98 (2018) 052005, 10.1103/1234.5678", []),
        ("[1234.5678] GeV, [2500.1000]", []),
        ("physics 1234567, math 12", []),
    ],
)
def test_ids(text, ids):
    assert arxiv_ids(text) == ids


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        (["arXiv:", "1806.00242"], ["1806.00242"]),
        (["arXiv:1806.", "00242."], ["1806.00242"]),
        (["arXiv:1806.0024", "2 [hep-ex]"], ["1806.00242"]),
        (["arXiv:1207.7214", "5 more"], ["1207.7214"]),
        (["hep\u00ad", "ph/9901234"], ["hep-ph/9901234"]),
        (["hep-ph/", "9901234"], ["hep-ph/9901234"]),
        (["https://arxiv.org/", "abs/1806.00242"], ["1806.00242"]),
        (["https://arxiv.org/abs/", "1806.00242"], ["1806.00242"]),
        (["[1405.", "0301]"], ["1405.0301"]),
    ],
)
def test_ids_over_line_ends(lines, ids):
    assert arxiv_ids(unbroken(lines)) == ids


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["doi:10.1103/PhysRevD.98.052005."], ["10.1103/PhysRevD.98.052005"]),
        (["doi:10.1103/PhysRevD.", "98.052005, arXiv:1806.00242"], ["10.1103/PhysRevD.98.052005"]),
        (["doi:10.1103/PhysRevD.98.052005.", "arXiv:1806.00242"], ["10.1103/PhysRevD.98.052005"]),
        (["(10.1016/0370-2693(78)90858-4)"], ["10.1016/0370-2693(78)90858-4"]),
        (["https://doi.org/10.48550/arXiv.1806.00242, 10.1000/xyz"], ["10.1000/xyz", "10.48550/arXiv.1806.00242"]),
        (["https://dx.doi.org/10.1088%2F1748-0221/3"], ["10.1088/1748-0221/3"]),
        (["version 3.10.1234/5"], []),
    ],
)
def test_dois(lines, wanted):
    assert dois(unbroken(lines)) == wanted
