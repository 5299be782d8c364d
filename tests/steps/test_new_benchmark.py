import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.checking import check_folder
from cutbench.errors import CutbenchError
from cutbench.papers import load_paper
from cutbench.steps.new_benchmark import LONGEST_QUOTE, new_benchmark


@pytest.fixture(scope="module")
def made(request, tmp_path_factory):
    pdf = request.config.rootpath / "resources/groundtruth/atlas_h4l/standin/1708.02810.pdf"
    out = tmp_path_factory.mktemp("new") / "below/mine"
    return pdf, out, new_benchmark(pdf, out)


def test_it_is_a_benchmark_for_reading_with_drafts_of_cuts(made):
    pdf, out, (n_cuts, paper) = made
    benchmark = load_benchmark(out)
    assert paper == benchmark.main_paper == "1708.02810"
    assert n_cuts == len(benchmark.cuts) >= 3
    assert not benchmark.codes
    assert all(cut.statements and cut.status == ("draft",) for cut in benchmark.cuts)
    assert all("checked by nobody" in cut.evidence and "p. " in cut.evidence for cut in benchmark.cuts)
    assert benchmark.papers[0].sha256 == load_paper(pdf).sha256


def test_nothing_but_short_quotes_is_copied(made):
    pdf, out, _ = made
    assert sorted(path.name for path in out.iterdir()) == [
        "benchmark.yaml", "cuts.yaml", "papers.yaml", "selection.adl", "true_but_not_scored.yaml",
    ]  # fmt: skip
    assert all(len(cut.evidence) < LONGEST_QUOTE + 60 for cut in load_benchmark(out).cuts)
    assert pdf.is_file()


def test_check_says_what_to_fill_in(made):
    report = check_folder(made[1])
    lines = [str(fault).replace(f"{made[1]}/", "") for fault in report.faults]
    assert not report.sound
    assert lines[0].startswith("papers.yaml: 1708.02810: licence: is empty; say")
    said = ("a draft that nobody has checked", "does not count as this cut", "nothing is known that is called")
    assert all(any(one in line for one in said) for line in lines[1:]), lines


def test_with_the_licence_it_is_sound(made, tmp_path):
    text = (made[1] / "papers.yaml").read_text()
    for path in made[1].iterdir():
        (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / "papers.yaml").write_text(text.replace("licence: ''", "licence: CC-BY-4.0"))
    assert check_folder(tmp_path).sound


def test_nothing_is_written_into_a_folder_that_is_there(made, tmp_path):
    with pytest.raises(CutbenchError, match="is there already"):
        new_benchmark(made[0], tmp_path)
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(CutbenchError, match="is there already"):
        new_benchmark(made[0], tmp_path / "link")
    assert list(tmp_path.iterdir()) == [tmp_path / "link"]


def test_what_is_no_paper_leaves_no_folder(tmp_path):
    (tmp_path / "text.pdf").write_text("no PDF")
    with pytest.raises(CutbenchError, match="is no PDF"):
        new_benchmark(tmp_path / "text.pdf", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_real_paper(shared_data, tmp_path):
    n_cuts, paper = new_benchmark(shared_data / "papers/1503.07589v1.pdf", tmp_path / "mine")
    assert (n_cuts, paper) == (0, "1503.07589")
    lines = [str(fault) for fault in check_folder(tmp_path / "mine").faults]
    assert any("there is no cut in it" in line for line in lines)
