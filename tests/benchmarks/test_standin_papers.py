"""The stand-ins state what facts.yaml says, and are spread over main and cited papers like the real ones."""

import json
import re
import runpy
import unicodedata
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml

from cutbench.benchmarks import load_benchmark

REWORDED = ("letter", "prose", "tabular")


GROUND_TRUTH = Path(__file__).parents[2] / "resources/groundtruth"
WITH_FACTS = {path.parts[-3]: path for path in sorted(GROUND_TRUTH.glob("*/standin/facts.yaml"))}
VERSIONS = sorted(path.parent for path in GROUND_TRUTH.glob("*/*/sources.json"))
BUILD = GROUND_TRUTH / "atlas_h4l/standin/build_papers.py"

each_benchmark = pytest.mark.parametrize("name", WITH_FACTS)


def facts_of(name):
    return yaml.safe_load(WITH_FACTS[name].read_text())


@pytest.fixture(scope="module")
def standin():
    return GROUND_TRUTH / "atlas_h4l/standin"


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


@each_benchmark
def test_every_fact_stands_in_its_paper(name):
    for paper, stated in facts_of(name).items():
        content = letters(text_of(WITH_FACTS[name].with_name(f"{paper}.pdf")))
        fragments = [*stated.get("value", {}).values(), *stated.get("words", {}).values(), *stated.get("decoys", [])]
        for fragment in fragments:
            assert letters(fragment) in content, f"{paper}: {fragment}"


@each_benchmark
def test_each_cut_is_stated_with_its_value_where_the_list_says_so(name):
    benchmark, facts = load_benchmark(GROUND_TRUTH / name), facts_of(name)
    main = facts[benchmark.main_paper]
    for cut in benchmark.cuts:
        assert any(cut.id in stated.get("value", {}) for stated in facts.values()), cut.id
        assert cut.in_main_paper != "value" or cut.id in main["value"], cut.id
        assert cut.in_main_paper != "qualitative" or cut.id in main["words"], cut.id


def test_the_spread_is_that_of_the_real_papers():
    facts = facts_of("atlas_h4l")
    main = facts["1806.00242"]
    in_numbers = {cut for cut in main["value"] if cut[0] != "E"}
    in_words = {cut for cut in main["words"] if cut[0] != "E"}
    assert in_numbers == {"2.2", "2.3", "3.1", "3.3", "4.1", "4.2"}
    assert in_words == {"2.4", "2.5", "3.5", "3.6", "4.8"}
    cited = {cut for paper in ("1712.02304", "1708.02810") for cut in facts[paper]["value"] if cut[0] != "E"}
    assert len(in_numbers | cited) == 27
    assert len(cited - in_words) == 16
    assert not cited & in_numbers


@each_benchmark
def test_each_is_marked_as_a_stand_in_on_its_first_page(name):
    for paper in facts_of(name):
        first = text_of(WITH_FACTS[name].with_name(f"{paper}.pdf"), page=0)
        assert "Stand-in, not the publication" in first.replace("\r\n", " ")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_pdfs_are_up_to_date(version):
    built = runpy.run_path(str(BUILD))
    noted = json.loads((version / "sources.json").read_text())
    now = {source.stem: built["source_digest"](source) for source in built["sources"](version)}
    assert now == noted, "run build_papers.py"


@pytest.mark.parametrize("version", REWORDED)
def test_the_same_papers_in_other_words_are_marked_as_well(standin, version):
    for paper in (standin.parent / version).glob("*.pdf"):
        assert re.search("stand-?in", text_of(paper, page=0)[:1500], re.IGNORECASE), paper
