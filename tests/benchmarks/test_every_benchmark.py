"""What holds for each benchmark folder, whatever the analysis."""

from dataclasses import replace
from pathlib import Path

import pytest

from cutbench.benchmarks import list_benchmarks, load_benchmark
from cutbench.checking import check_folder
from cutbench.extraction import agent_cuts
from cutbench.judging import DeterministicJudge, calibrate, calibration_lists, find_decoys, score
from cutbench.judging.changes import in_base
from cutbench.language import STYLES, print_statement, write
from cutbench.reading import Reader, kind_of
from cutbench.schema.cuts import Cut, CutList

RESOURCES = Path(__file__).parents[2] / "resources"
DECOYS = [RESOURCES / "groundtruth" / name for name in ("atlas_h4l", "atlas_monophoton")]
LARGEST = {True: 8_000_000, False: 600_000}  # bytes of a folder, with events and without


@pytest.fixture(scope="module", params=list_benchmarks(RESOURCES / "groundtruth"))
def benchmark(request):
    return load_benchmark(RESOURCES / "groundtruth" / request.param)


@pytest.fixture(scope="module")
def reader(benchmark):
    return Reader(benchmark.language.opened())


@pytest.fixture(scope="module")
def judge(benchmark, reader):
    return DeterministicJudge.of(benchmark, reader)


@pytest.mark.parametrize(("agent", "missed", "wrong"), [("oracle", 0, 0), ("mutant", 1, 1)])
def test_the_curated_list_has_a_full_score_and_a_changed_one_does_not(benchmark, judge, agent, missed, wrong):
    found = score(judge.judge(agent_cuts(agent, benchmark.cuts, benchmark.language)))
    assert (len(benchmark.cuts) - found.n_correct, found.n_hallucinations) == (missed, wrong)


def test_an_empty_list_has_no_score(benchmark, judge):
    found = score(judge.judge(agent_cuts("nop", benchmark.cuts, benchmark.language)))
    assert (found.n_correct, found.n_partial, found.n_hallucinations) == (0, 0, 0)


def test_every_accepted_statement_finds_its_cut(benchmark, judge):
    for cut in benchmark.cuts:
        for accepted in cut.accepted:
            one = Cut(id="x", object=cut.object, text=cut.text, statements=(accepted,))
            assert judge.judge(CutList(cuts=(one,))).curated[cut.id].verdict == "found", accepted


def test_what_is_true_and_not_scored_is_no_mistake(benchmark, judge):
    true = CutList(cuts=tuple(one.model_copy(update={"id": f"x{one.id}"}) for one in benchmark.true_but_not_scored))
    verdicts = {one.verdict for one in judge.judge(true).extracted.values()}
    assert verdicts <= {"extra_true", "correct"}, "correct: half of a scored cut"


def test_each_cut_can_be_written_in_each_style(benchmark):
    for cut in benchmark.cuts:
        texts = [write(cut.statements, style, benchmark.language) for style in STYLES]
        assert all(texts)


@pytest.mark.parametrize("style", [*STYLES, "its own words"])
def test_words_are_read_back_as_what_they_say_or_not_at_all(benchmark, reader, judge, style):
    """The rules may leave a line to others, but must not make another requirement of it."""
    read = {
        cut.id: cut.model_copy(update={"text": text, "statements": reading.statements})
        for cut in benchmark.cuts
        for text in [cut.text if style == "its own words" else write(cut.statements, style, benchmark.language)]
        if (reading := reader.read(text, kind_of(cut.object))).statements
    }
    judged = judge.judge(CutList(cuts=tuple(read.values()))).extracted
    assert len(read) > len(benchmark.cuts) / 2
    assert {name: read[name].text for name, one in judged.items() if one.verdict != "correct"} == {}


def test_check_finds_no_fault(benchmark):
    report = check_folder(benchmark.folder)
    assert report.sound, "\n".join(map(str, report.faults))


def test_the_deterministic_judge_is_right_on_calibration_lists(benchmark, judge):
    decoys = find_decoys(benchmark, [load_benchmark(path) for path in DECOYS if path.name != benchmark.name])
    assert decoys
    lists = calibration_lists(benchmark, decoys, n_lists=16, n_lines=5)
    told = [replace(one, lines=tuple(map(_with_statements, one.lines))) for one in lists]
    items = calibrate("deterministic", lambda cuts, _: judge.judge(cuts), told, repeats=1).items
    assert len(items) == 16 * (5 + 1)
    assert sum(all(item.right) for item in items) >= 0.97 * len(items)


def _with_statements(line):
    """The same line with what its words say, so that reading plays no part."""
    statements = tuple(map(print_statement, in_base(line.statements)))
    return replace(line, cut=line.cut.model_copy(update={"statements": statements}))


def test_a_benchmark_for_reading_brings_no_events_and_is_small(benchmark):
    size = sum(path.stat().st_size for path in benchmark.folder.rglob("*") if path.is_file())
    assert size < LARGEST[benchmark.codes]
    coding = ("data.yaml", "expected", "reference_selection.py", "task.md", "variables.md")
    assert benchmark.codes or not any((benchmark.folder / name).exists() for name in coding)


def test_a_paper_that_was_seen_has_its_digest(benchmark):
    seen = {source.arxiv for cut in benchmark.cuts for source in cut.sources if source.seen}
    known = {paper.arxiv for paper in benchmark.papers}
    assert seen <= known
    if not benchmark.codes:
        assert all(paper.sha256 for paper in benchmark.papers if paper.arxiv in seen)
