import shutil
from pathlib import Path

import pytest

from cutbench.benchmarks import list_benchmarks, list_variants, load_benchmark
from cutbench.errors import CutbenchError
from cutbench.language.tree import Define

GROUND_TRUTH = Path(__file__).parents[2] / "resources/groundtruth"


@pytest.fixture
def folder(project, tmp_path):
    return shutil.copytree(project / "resources/groundtruth/atlas_h4l", tmp_path / "some_benchmark")


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_benchmark_is_sound(folder):
    benchmark = load_benchmark(folder)
    assert len(benchmark.cuts) == 27
    assert len(benchmark.true_but_not_scored) == 8
    assert len(benchmark.coded_cuts) == 25
    assert [cut.in_main_paper for cut in benchmark.cuts].count("value") == 6
    assert benchmark.events.is_file()
    assert list_benchmarks(folder.parent) == ["some_benchmark"]


@pytest.mark.parametrize("name", list_benchmarks(GROUND_TRUTH))
def test_each_benchmark_is_sound_and_small(name):
    benchmark = load_benchmark(GROUND_TRUTH / name)
    assert all(cut.scored for cut in benchmark.cuts)
    assert not any(cut.scored for cut in benchmark.true_but_not_scored)
    assert {source.arxiv for cut in benchmark.cuts for source in cut.sources} >= {benchmark.main_paper}
    assert set(benchmark.monitored) <= {line.line.name for line in benchmark.analysis.statements() if is_define(line)}
    assert not benchmark.codes or benchmark.events.stat().st_size < 1.2e6


def is_define(statement):
    return isinstance(statement.line, Define)


def test_variants_are_folders_with_all_stand_ins(folder):
    assert {"perturbed", "prose", "tabular"} <= set(list_variants(folder))
    assert "poisoned" not in list_variants(folder), "it has one paper of four"
    plain, prose, perturbed = (load_benchmark(folder, variant) for variant in (None, "prose", "perturbed"))
    assert prose.cuts == plain.cuts != perturbed.cuts
    assert {paper.standin.parent.name for paper in prose.papers} == {"prose"}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("selection.adl", "pT > 5 GeV", "pT > 5 mm", r"selection\.adl:\d+: .*a bound in GeV is needed"),
        ("selection.adl", "pT > 5 GeV", "pTT > 5 GeV", r"selection\.adl:\d+: .*unknown name 'pTT'; near it are pT"),
        ("selection.adl", '"3.3"', '"9.9"', r"selection\.adl: 9\.9: cuts\.yaml has no cut of that id"),
        ("cuts.yaml", "(muon)) < 0.5 mm'", "(muon)) < 0.5 GeV'", r"cuts\.yaml: 3\.7: .*a bound in mm is needed"),
        ("cuts.yaml", "  evidence: ", "  evidenz: ", r"cuts\.yaml: 1\.1: evidence: this key is missing"),
        ("cuts.yaml", "id: '1.2'", "id: '1.1'", r"cuts\.yaml: 1\.1: occurs 2 times"),
        ("cuts.yaml", "- id: '1.1'", "- id: '1.1", r"cuts\.yaml:\d+: not YAML: "),
        ("benchmark.yaml", "n_scored: 27", "n_scored: 26", r"27 cuts, but benchmark\.yaml says n_scored: 26"),
        ("benchmark.yaml", '"1.2"', '"9.9"', r"benchmark\.yaml: 9\.9: not_coded: there is no cut"),
        ("benchmark.yaml", "1806.00242", "1806.00243", r"papers\.yaml: role: main is"),
        ("papers.yaml", "role: object", "role: star", r"papers\.yaml: 1902\.04655: role: Input should be"),
        ("papers.yaml", "standin/1806.00242.pdf", "standin/other.pdf", r"there is no file standin/other\.pdf"),
        ("data.yaml", "events/standin_events.root", "../../../etc/passwd", r"leads out of the benchmark's folder"),
        ("data.yaml", "dsid: 345060", "dsid: many", r"data\.yaml: dsid: Input should be a valid integer"),
    ],
)
def test_an_error_names_file_and_key(folder, file, old, new, message):
    change(folder / file, old, new)
    with pytest.raises(CutbenchError, match=message) as error:
        load_benchmark(folder)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["cuts.yaml", "papers.yaml", "task.md", "reference_selection.py"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CutbenchError, match=name):
        load_benchmark(folder)


def test_a_folder_that_is_no_benchmark_names_the_known_ones(folder):
    with pytest.raises(CutbenchError, match=r"not a benchmark.*known are some_benchmark"):
        load_benchmark(folder.parent / "other")


def test_event_formats_are_found_from_anywhere_and_named_if_there_is_none(folder, project, monkeypatch):
    monkeypatch.chdir(folder)
    assert load_benchmark(folder).event_format.samefile(project / "resources/formats/physlite.yaml")
    change(folder / "data.yaml", "format: physlite", "format: physlight")
    with pytest.raises(CutbenchError, match=r"physlight\.yaml: there is no such event format; known are .*physlite"):
        _ = load_benchmark(folder).event_format
