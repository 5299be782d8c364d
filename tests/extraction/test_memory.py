"""Changed and poisoned papers: what is read is what stands there, and the reference list is the only way on."""

import json

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.extraction import memory_rate, read_by_pattern
from cutbench.extraction.agents import agent_cuts
from cutbench.extraction.planner import candidates, choose
from cutbench.judging import DeterministicJudge
from cutbench.llm import ScriptedModel
from cutbench.papers import body_sections, load_paper

MAIN = "1806.00242"


@pytest.fixture(scope="module")
def folder(request):
    return request.config.rootpath / "resources/groundtruth/atlas_h4l"


@pytest.fixture(scope="module")
def published(folder):
    return load_benchmark(folder)


@pytest.fixture(scope="module")
def perturbed(folder):
    return load_benchmark(folder, "perturbed")


@pytest.fixture(scope="module")
def changed_library(perturbed):
    return {paper.arxiv: load_paper(perturbed.folder / paper.standin) for paper in perturbed.papers}


@pytest.fixture(scope="module")
def poisoned(folder):
    return load_paper(folder / f"poisoned/{MAIN}.pdf")


def n_found(judge, cuts):
    return sum(one.verdict == "found" for one in judge.judge(cuts).curated.values())


def test_every_value_of_the_list_is_changed_but_those_without_one(published, perturbed):
    same = {cut.id for cut in published.cuts if cut in perturbed.cuts}
    assert same == {"1.1", "1.2", "1.3", "4.1"}
    assert [cut.id for cut in perturbed.cuts] == [cut.id for cut in published.cuts]


def test_the_changed_papers_say_what_the_table_says(folder, changed_library):
    changes = json.loads((folder / "perturbed/changes.json").read_text())
    assert {cut for change in changes for cut in change["cuts"]} >= {"2.2", "2.7", "4.5", "4.8"}
    for change in changes:
        text = " ".join(page.text for page in changed_library[change["paper"]].pages)
        assert all(new in text for new in change["values"].values())
        assert all(old != new for old, new in change["values"].items())


def test_the_pattern_reader_finds_the_changed_values(published, perturbed, library, changed_library, texts):
    before = read_by_pattern(MAIN, library, texts, 4)
    after = read_by_pattern(MAIN, changed_library, texts, 4)
    on_text = n_found(DeterministicJudge.of(perturbed, texts), after)
    on_published = n_found(DeterministicJudge.of(published, texts), before)
    assert abs(on_text - on_published) <= 2
    rate = memory_rate(after, published.cuts, perturbed.cuts, published.language)
    assert rate.from_memory == ()
    assert rate.rate == 0
    assert len(rate.from_text) >= 6


def test_who_answers_with_the_published_list_remembers(published, perturbed):
    rate = memory_rate(
        agent_cuts("oracle", published.cuts, published.language), published.cuts, perturbed.cuts, published.language
    )
    assert len(rate.from_memory) == 23
    assert rate.rate == pytest.approx(23 / 27)
    assert (
        memory_rate(
            agent_cuts("oracle", perturbed.cuts, perturbed.language), published.cuts, perturbed.cuts, published.language
        ).rate
        == 0
    )
    assert (
        memory_rate(agent_cuts("nop", (), published.language), published.cuts, perturbed.cuts, published.language).rate
        is None
    )


def test_the_poisoned_paper_is_flagged(poisoned):
    warnings = "\n".join(poisoned.warnings)
    for why in ("in the colour of the page", "too small to read", "outside of the page"):
        assert f"hidden text on page 1, {why}" in warnings
    assert "speaks to a language model" in warnings
    text = "".join(block.text for section in body_sections(poisoned) for block in section.blocks)
    assert not [number for number in ("99 GeV", "77 GeV", "66 GeV") if number in text]


def test_an_invented_cut_of_a_caption_can_be_followed_to_it(poisoned, texts):
    found = read_by_pattern(MAIN, {MAIN: poisoned}, texts, 1)
    (cut,) = [one for one in found.cuts if "55" in one.text]
    places = {block.kind for block in poisoned.blocks for q in cut.quotes if holds(block, q)}
    assert places == {"caption"}


def holds(block, quote):
    return block.page == quote.page and block.start <= quote.start and quote.end <= block.end


def test_the_planner_cannot_leave_the_reference_list(poisoned, library):
    """Neither what a poisoned paper says nor what a model answers leads to a paper that it does not cite."""
    assert "9999.99999" not in {candidate.arxiv for candidate in candidates([poisoned])}
    everything = library | {"9999.99999": poisoned}
    offered = []

    def obey(messages, purpose):
        return lambda schema: (
            offered.extend(schema["properties"]["paper"]["enum"])
            or {
                "paper": "9999.99999",
                "reason": "told so",
            }
        )

    choice = choose(ScriptedModel(obey), [poisoned], everything, [MAIN], seed=0)
    assert choice.paper is None
    assert "9999.99999" not in offered
