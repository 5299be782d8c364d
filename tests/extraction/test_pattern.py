import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.extraction import read_by_pattern
from cutbench.judging import DeterministicJudge, score
from cutbench.papers import load_paper
from cutbench.reading import Reader


def test_the_pattern_reader_follows_the_bibliography_within_its_budget(library, texts):
    found = read_by_pattern("1806.00242", library, texts, 3)
    assert found.visits[0].paper == "1806.00242"
    assert len(found.visits) == 3
    assert all(cut.grounded and cut.statements for cut in found.cuts)
    assert len(read_by_pattern("1806.00242", library, texts, 4).visits) == 4


@pytest.mark.parametrize(
    ("name", "words", "n_found", "n_wrong"),
    [
        ("atlas_h4l", "standin", 9, 0),
        ("atlas_h4l", "prose", 3, 0),
        ("atlas_h4l", "tabular", 1, 2),
        ("atlas_h4l", "letter", 8, 1),
        ("atlas_monophoton", "standin", 5, 0),
    ],
)
def test_rules_alone_find_some_and_contradict_hardly_any(project, name, words, n_found, n_wrong):
    """Rules read what they are sure of: how little of prose that is shows what a model has to add."""
    folder = project / "resources/groundtruth" / name
    benchmark = load_benchmark(folder, None if words == "standin" else words)
    papers = {paper.arxiv: load_paper(benchmark.folder / paper.standin) for paper in benchmark.papers}
    texts = Reader(benchmark.language.opened())
    cuts = read_by_pattern(benchmark.main_paper, papers, texts, 4)
    judge = DeterministicJudge.of(benchmark, texts)
    found = score(judge.judge(cuts))
    assert found.n_correct >= n_found
    assert found.n_hallucinations <= n_wrong


@pytest.mark.parametrize(("name", "n_correct"), [("atlas_hyy", 7), ("atlas_zll", 12)])
def test_rules_alone_read_some_of_benchmarks_that_they_were_not_made_with(project, name, n_correct):
    """Nobody has changed rules or texts to make them meet: this is how far rules reach."""
    benchmark = load_benchmark(project / "resources/groundtruth" / name)
    papers = {paper.arxiv: load_paper(benchmark.folder / paper.standin) for paper in benchmark.papers}
    texts = Reader(benchmark.language)
    cuts = read_by_pattern(benchmark.main_paper, papers, texts, len(papers))
    found = score(DeterministicJudge.of(benchmark, texts).judge(cuts))
    assert found.n_correct >= n_correct
    assert found.n_hallucinations == 0
