"""The stand-ins state what facts.yaml says, and are spread over main and cited papers like the real ones."""

import json
import re
import runpy
import unicodedata

import pypdfium2 as pdfium
import pytest
import yaml

REWORDED = ("letter", "prose", "tabular")


@pytest.fixture(scope="module")
def standin(request):
    return request.config.rootpath / "resources/groundtruth/atlas_h4l/standin"


@pytest.fixture(scope="module")
def facts(standin):
    return yaml.safe_load((standin / "facts.yaml").read_text())


def letters(text):
    """Return the letters, digits and signs alone: spaces, line ends and hyphens differ from page to page."""
    text = unicodedata.normalize("NFKC", text.replace("ℓ", "l"))
    return re.sub(r"[\s\x02\ufffe\u00ad-]+", "", text)


def text_of(path, page=None):
    document = pdfium.PdfDocument(path)
    pages = [document[page]] if page is not None else list(document)
    text = "".join(one.get_textpage().get_text_range() for one in pages)
    document.close()
    return text


def test_every_fact_stands_in_its_paper(standin, facts):
    for paper, stated in facts.items():
        content = letters(text_of(standin / f"{paper}.pdf"))
        fragments = [*stated.get("value", {}).values(), *stated.get("words", {}).values(), *stated.get("decoys", [])]
        for fragment in fragments:
            assert letters(fragment) in content, f"{paper}: {fragment}"


def test_the_spread_is_that_of_the_real_papers(facts):
    main = facts["1806.00242"]
    in_numbers = {cut for cut in main["value"] if cut[0] != "E"}
    in_words = {cut for cut in main["words"] if cut[0] != "E"}
    assert in_numbers == {"2.2", "2.3", "3.1", "3.3", "4.1", "4.2"}
    assert in_words == {"2.4", "2.5", "3.5", "3.6", "4.8"}
    cited = {cut for paper in ("1712.02304", "1708.02810") for cut in facts[paper]["value"] if cut[0] != "E"}
    assert len(in_numbers | cited) == 27
    assert len(cited - in_words) == 16
    assert not cited & in_numbers


def test_each_is_marked_as_a_stand_in_on_its_first_page(standin, facts):
    for paper in facts:
        first = text_of(standin / f"{paper}.pdf", page=0)
        assert "Stand-in, not the publication" in first.replace("\r\n", " ")


@pytest.mark.parametrize("version", ["standin", *REWORDED])
def test_the_pdfs_are_up_to_date(standin, version):
    built = runpy.run_path(str(standin / "build_papers.py"))
    noted = json.loads((standin.parent / version / "sources.json").read_text())
    now = {source.stem: built["source_digest"](source) for source in built["sources"](standin.parent / version)}
    assert now == noted, "run build_papers.py"


@pytest.mark.parametrize("version", REWORDED)
def test_the_same_papers_in_other_words_are_marked_as_well(standin, version):
    for paper in (standin.parent / version).glob("*.pdf"):
        assert re.search("stand-?in", text_of(paper, page=0)[:1500], re.IGNORECASE), paper
