"""The stand-ins of each benchmark state what facts.yaml says; one has it spread over its papers as it really is."""

import json
import re
import runpy
import unicodedata
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import yaml

from cutbench.benchmarks import load_benchmark

GROUNDTRUTH = Path(__file__).parents[2] / "resources/groundtruth"
BUILT = runpy.run_path(str(GROUNDTRUTH / "build_papers.py"))
SETS = [place.relative_to(GROUNDTRUTH) for place in BUILT["folders"]()]
STATED = sorted(path.parent.relative_to(GROUNDTRUTH) for path in GROUNDTRUTH.glob("*/standin/facts.yaml"))


def facts_of(folder):
    return yaml.safe_load((GROUNDTRUTH / folder / "facts.yaml").read_text())


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


@pytest.mark.parametrize("folder", STATED, ids=str)
def test_every_fact_stands_in_its_paper(folder):
    for paper, stated in facts_of(folder).items():
        content = letters(text_of(GROUNDTRUTH / folder / f"{paper}.pdf"))
        fragments = [*stated.get("value", {}).values(), *stated.get("words", {}).values(), *stated.get("decoys", [])]
        for fragment in fragments:
            assert letters(fragment) in content, f"{paper}: {fragment}"


# True statements that no stand-in makes: they are in the publications alone.
NOT_STATED = {"atlas_h4l": {"E6", "E8"}}


@pytest.mark.parametrize("folder", STATED, ids=str)
def test_every_cut_is_stated_and_where_the_list_says(folder):
    benchmark, facts = load_benchmark(GROUNDTRUTH / folder.parent), facts_of(folder)
    main = facts[benchmark.main_paper]
    for cut in benchmark.cuts:
        assert any(cut.id in stated.get("value", {}) for stated in facts.values()), cut.id
        assert cut.in_main_paper != "value" or cut.id in main["value"], cut.id
        assert cut.in_main_paper != "qualitative" or cut.id in main["words"], cut.id
    stated = {cut for paper in facts.values() for kind in ("value", "words") for cut in paper.get(kind, {})}
    every = {cut.id for cut in (*benchmark.cuts, *benchmark.true_but_not_scored)}
    assert stated == every - NOT_STATED.get(benchmark.name, set())
    in_main = {cut for kind in ("value", "words") for cut in main.get(kind, {})}
    assert {cut.id for cut in benchmark.cuts if cut.in_main_paper != "no"} == in_main & {c.id for c in benchmark.cuts}


def test_the_spread_is_that_of_the_real_papers():
    facts = facts_of("atlas_h4l/standin")
    main = facts["1806.00242"]
    in_numbers = {cut for cut in main["value"] if cut[0] != "E"}
    in_words = {cut for cut in main["words"] if cut[0] != "E"}
    assert in_numbers == {"2.2", "2.3", "3.1", "3.3", "4.1", "4.2"}
    assert in_words == {"2.4", "2.5", "3.5", "3.6", "4.8"}
    cited = {cut for paper in ("1712.02304", "1708.02810") for cut in facts[paper]["value"] if cut[0] != "E"}
    assert len(in_numbers | cited) == 27
    assert len(cited - in_words) == 16
    assert not cited & in_numbers


@pytest.mark.parametrize("folder", SETS, ids=str)
def test_each_is_marked_as_a_stand_in_on_its_first_page(folder):
    for paper in BUILT["sources"](GROUNDTRUTH / folder):
        first = text_of(paper.with_suffix(".pdf"), page=0)
        assert re.search("stand-?in", first[:1500], re.IGNORECASE), paper
        if folder.name == "standin":
            assert "Stand-in, not the publication" in first.replace("\r\n", " ")


@pytest.mark.parametrize("folder", SETS, ids=str)
def test_the_pdfs_are_up_to_date(folder):
    noted = json.loads((GROUNDTRUTH / folder / "sources.json").read_text())
    now = {source.stem: BUILT["source_digest"](source) for source in BUILT["sources"](GROUNDTRUTH / folder)}
    assert now == noted, "run build_papers.py"


@pytest.mark.parametrize("folder", STATED, ids=str)
def test_a_benchmark_is_small(folder):
    size = sum(path.stat().st_size for path in (GROUNDTRUTH / folder.parent).rglob("*") if path.is_file())
    assert size < (4e6 if folder.parent.name == "atlas_h4l" else 2.5e6), "with five versions of its papers, or with one"
