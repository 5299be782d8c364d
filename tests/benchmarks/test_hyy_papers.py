"""The stand-ins for H -> yy: up to date, marked on their first page, and with every curated cut in one of them."""

import json
import re
import runpy

import pypdfium2 as pdfium
import pytest

from cutbench.benchmarks import load_benchmark

# Where each cut stands, in the words of the page; letters, digits and signs alone count.
STATED = {
    "1802.04146": {
        "1.2": "Collisions were recorded with photon triggers",
        "2.1": "A first, loose identification",
        "2.2": "need a transverse momentum of more than 30 GeV",
        "2.3": "|η| < 2.37",
        "2.4": "1.37 < |η| < 1.52",
        "3.1": "At least two photon candidates are required",
        "3.2": "Both photons of the pair must fulfil the tight identification",
        "3.3": "isolated, from tracks as well as in the calorimeter",
        "3.4": "isolated, from tracks as well as in the calorimeter",
        "3.5": "0.35 for the leading",
        "3.6": "0.25 for the subleading photon",
        "3.7": "mass has to lie between 105 and 160 GeV",
        "E1": "the two with the highest transverse momentum form the pair",
        "E4": "121 < mγγ < 129 GeV",
    },
    "2202.00487": {
        "1.1": "only what the good run list has is analysed",
        "1.2": "diphoton and single-photon triggers; either is enough",
        "1.3": "at least one reconstructed primary vertex",
        "2.1": "Identification Loose",
        "2.2": "ET > 30 GeV",
        "2.3": "1.52 < |η| < 2.37",
        "2.4": "|η| < 1.37 or 1.52 < |η|",
        "3.1": "Number of photons ≥ 2",
        "3.2": "Identification of both Tight",
        "3.3": "must stay below 6.5% of the transverse energy",
        "3.4": "may carry at most 5% of it",
        "3.5": "ET/mγγ > 0.35",
        "3.6": "ET/mγγ > 0.25",
        "3.7": "105 < mγγ < 160 GeV",
        "E2": "|y| < 4.4",
    },
    "1908.00005": {
        "3.3": "< 0.065ET",
        "3.4": "< 0.05ET",
        "E3": "Clusters in defective or noisy parts of the calorimeter are removed",
    },
}


@pytest.fixture(scope="module")
def folder(request):
    return request.config.rootpath / "resources/groundtruth/atlas_hyy"


def letters(text):
    text = text.replace("𝜂", "η").replace("𝛾", "γ").replace("𝑚", "m").replace("𝐸", "E").replace("𝑦", "y")
    return re.sub(r"[\s\x02\ufffe\u00ad-]+", "", text)


def text_of(path, page=None):
    document = pdfium.PdfDocument(path)
    pages = [document[page]] if page is not None else list(document)
    text = "".join(one.get_textpage().get_text_range() for one in pages)
    document.close()
    return text


@pytest.mark.parametrize("paper", STATED)
def test_every_cut_stands_where_it_is_said_to(paper, folder):
    content = letters(text_of(folder / f"standin/{paper}.pdf"))
    assert [cut for cut, words in STATED[paper].items() if letters(words) not in content] == []


def test_every_cut_is_stated_and_as_the_list_says(folder):
    benchmark = load_benchmark(folder)
    every = {cut.id for cut in (*benchmark.cuts, *benchmark.true_but_not_scored)}
    assert {cut for stated in STATED.values() for cut in stated} == every
    in_main = {cut.id for cut in benchmark.cuts if cut.in_main_paper != "no"}
    assert in_main == {cut for cut in STATED["1802.04146"] if cut[0] != "E"}


def test_they_are_marked_and_up_to_date(folder):
    built = runpy.run_path(str(folder / "standin/build_papers.py"))
    noted = json.loads((folder / "standin/sources.json").read_text())
    assert {source.stem: built["source_digest"](source) for source in built["sources"]()} == noted, "run it"
    for paper in STATED:
        first = text_of(folder / f"standin/{paper}.pdf", page=0).replace("\r\n", " ")
        assert "Stand-in, not the publication" in first


def test_the_folder_is_small(folder):
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 2.5e6
