from pathlib import Path

import pytest

from cutbench.benchmarks import expanded, folder_of, list_all, list_benchmarks, list_suites, load_benchmark
from cutbench.checking.statements import contradicting
from cutbench.errors import CutbenchError
from cutbench.papers import load_paper

GROUND_TRUTH = Path(__file__).parents[2] / "resources/groundtruth"
MEMBERS = {suite: expanded(GROUND_TRUTH, [suite]) for suite in list_suites(GROUND_TRUTH)}
OF_SUITES = sorted({name for names in MEMBERS.values() for name in names} - set(list_benchmarks(GROUND_TRUTH)))


@pytest.fixture(scope="module", params=OF_SUITES)
def benchmark(request):
    return load_benchmark(folder_of(GROUND_TRUTH, request.param))


def test_a_suite_stands_for_its_benchmarks_each_once():
    (suite,) = MEMBERS
    assert expanded(GROUND_TRUTH, [suite, *MEMBERS[suite], f"{suite}/{OF_SUITES[0]}"]) == MEMBERS[suite]
    assert set(MEMBERS[suite]) <= set(list_all(GROUND_TRUTH))
    assert not set(OF_SUITES) & set(list_benchmarks(GROUND_TRUTH)), "what is in a suite lends no decoys to others"


def test_a_name_in_no_suite_stays_as_it_is(tmp_path):
    assert expanded(tmp_path, ["mine"]) == ("mine",)
    assert folder_of(tmp_path, "mine") == tmp_path / "mine"


def test_a_wrong_suite_is_one_line(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/suite.yaml").write_text("title: mine\n")
    with pytest.raises(CutbenchError, match=r"mine/suite\.yaml: benchmarks: Field required"):
        expanded(tmp_path, ["mine"])


def test_each_benchmark_of_a_suite_is_sound(benchmark):
    assert not benchmark.codes
    assert all(paper.sha256 and paper.standin is None for paper in benchmark.papers)
    assert all(benchmark.language.can_hold(cut.statements) for cut in benchmark.cuts)
    assert contradicting(benchmark, benchmark.cuts) == []


def test_each_cut_says_where_it_stands_and_each_region_asks_for_something(benchmark):
    assert all("p" in source.where and source.seen for cut in benchmark.cuts for source in cut.sources)
    asked = {
        statement.head.name for cut in benchmark.cuts for statement in map(benchmark.language.parse, cut.statements)
    }
    regions = [block.head.name for block in benchmark.analysis.blocks if block.head.kind == "region"]
    assert set(regions) <= asked


def test_accepted_statements_do_not_contradict_their_cut(benchmark):
    for cut in benchmark.cuts:
        assert all(benchmark.language.relation([text], cut.statements) != "contradicts" for text in cut.accepted), (
            cut.id
        )


def test_the_papers_are_those_that_the_facts_are_from(benchmark, shared_data):
    for paper in benchmark.papers:
        assert load_paper(shared_data / f"papers/{paper.arxiv}.pdf", paper.arxiv).sha256 == paper.sha256
