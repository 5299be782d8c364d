import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.cuts import by_words
from cutbench.extraction import read_by_pattern
from cutbench.judging import DeterministicJudge
from cutbench.papers import load_paper


def test_the_pattern_reader_follows_the_bibliography_within_its_budget(library, vocabulary):
    found = read_by_pattern("1806.00242", library, vocabulary, 3)
    assert found.visits[0].paper == "1806.00242"
    assert len(found.visits) == 3
    assert all(cut.grounded and cut.statements for cut in found.cuts)
    everything = read_by_pattern("1806.00242", library, vocabulary, 4)
    assert everything.conflicts, "another paper states another mass window"


@pytest.mark.parametrize(("words", "n_found"), [("standin", 27), ("prose", 27), ("tabular", 27), ("letter", 23)])
def test_the_same_facts_are_found_in_other_words(project, vocabulary, words, n_found):
    """The rules were worked on with all of these in sight but `letter`: only that number says how far they reach."""
    benchmark = load_benchmark(project / "resources/groundtruth/atlas_h4l", None if words == "standin" else words)
    papers = {paper.arxiv: load_paper(benchmark.folder / paper.standin) for paper in benchmark.papers}
    cuts = read_by_pattern(benchmark.main_paper, papers, vocabulary, 4)
    judge = DeterministicJudge(benchmark.cuts, benchmark.true_but_not_scored, vocabulary.language, by_words(vocabulary))
    verdicts = [judged.verdict for judged in judge.judge(cuts).curated.values()]
    assert verdicts.count("found") >= n_found
