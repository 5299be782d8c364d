"""Runs of other systems: taken in as they are, and refused where they do not fit."""

import json
from pathlib import Path

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.errors import CutbenchError
from cutbench.papers import load_paper
from cutbench.schema.cuts import CutList
from cutbench.schema.runs import RunRecord
from cutbench.steps.imports import import_run, take_cuts
from cutbench.steps.setting import Setting

CUT = {"object": "Electron", "text": "E_T > 7 GeV"}
GOOD = {
    "format": "cutbench-import/1",
    "system": "other-system",
    "version": "2.1",
    "runs": [{"seed": 0, "cuts": [CUT], "program": "one.py"}, {"seed": 3, "cuts": []}],
}


@pytest.fixture
def handed_in(tmp_path):
    def make(**changes):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        (folder / "import.json").write_text(json.dumps(GOOD | changes))
        (folder / "one.py").write_text("print('hello')\n")
        return folder

    return make


def test_lists_and_programs_are_kept(project, handed_in, tmp_path):
    made = import_run(handed_in(), tmp_path / "results/atlas_h4l", project)
    kept = sorted(path.name for path in (tmp_path / "results/atlas_h4l/imports/other-system").iterdir())
    assert (made.system, kept) == ("other-system", ["seed0.json", "seed0.py", "seed3.json"])
    with pytest.raises(CutbenchError, match="was imported before"):
        import_run(handed_in(), tmp_path / "results/atlas_h4l", project)


RUN = {"seed": 0}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"format": "other"}, "format: Input should be 'cutbench-import/1'"),
        ({"system": "../up"}, "system: String should match"),
        ({"system": "oracle"}, "a name of our own rows"),
        ({"system": "qwen2.5-coder-1.5b"}, "a name of our own rows"),
        ({"system": "Oracle"}, "differs from 'oracle' by case only"),
        ({"system": "QWEN2.5-Coder-1.5B"}, "differs from 'qwen2.5-coder-1.5b' by case only"),
        ({"system": "Mutant-1.1"}, "a name of our own rows"),
        ({"system": "oracl\u00e9"}, "system: String should match"),
        ({"system": "other\n"}, "system: String should match"),
        ({"system": "$HOME"}, "system: String should match"),
        ({"runs": [RUN | {"cuts": [], "seed": True}]}, r"runs\.0\.seed"),
        ({"runs": [RUN | {"cuts": [], "seed": "0"}]}, r"runs\.0\.seed"),
        ({"runs": [RUN | {"program": "one.py\n"}]}, "program: String should match"),
        ({"runs": []}, "runs: Tuple should have at least 1 item"),
        ({"runs": [RUN]}, "a run needs cuts or a program"),
        ({"runs": [RUN | {"cuts": []}] * 2}, "two runs have the same seed"),
        ({"runs": [RUN | {"cuts": [CUT | {"object": 5}]}]}, r"runs\.0\.cuts\.0\.object"),
        ({"runs": [RUN | {"cuts": [CUT | {"verdict": "found"}]}]}, "Extra inputs are not permitted"),
        ({"runs": [RUN | {"cuts": [CUT | {"statements": ["select ET >"]}]}]}, "seed 0: cut 1: "),
        ({"runs": [RUN | {"program": "../one.py"}]}, "program: String should match"),
        ({"runs": [RUN | {"program": "gone.py"}]}, r"gone\.py: no regular file"),
        ({"runs": [RUN | {"program": "link.py"}]}, r"link\.py: no regular file"),
        ({"runs": [RUN | {"program": "large.py"}]}, "larger than"),
        ({"runs": [RUN | {"program": "binary.py"}]}, "not UTF-8"),
    ],
)
def test_what_does_not_fit_leaves_nothing(project, handed_in, tmp_path, changes, problem):
    folder = handed_in(**changes)
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "large.py").write_text("#" * 600_000)
    (folder / "binary.py").write_bytes(b"\xff\xfe")
    with pytest.raises(CutbenchError, match=problem):
        import_run(folder, tmp_path / "results/atlas_h4l", project)
    assert not (tmp_path / "results").exists()


def test_names_that_differ_by_case_only_or_are_mistyped(project, handed_in, tmp_path):
    import_run(handed_in(), tmp_path / "results/atlas_h4l", project)
    with pytest.raises(CutbenchError, match="'Other-System' differs from 'other-system', imported before"):
        import_run(handed_in(system="Other-System"), tmp_path / "results/atlas_h4l", project)
    name = "atlas_h4l"
    with pytest.raises(CutbenchError, match=rf"no such folder, .*did you mean {name}"):
        import_run(handed_in(system="x"), tmp_path / "results/atlas_hl4", project)
    assert not (tmp_path / "results/atlas_hl4").exists()
    (tmp_path / "elsewhere").mkdir()  # whatever its name is, somebody made it
    import_run(handed_in(system="x"), tmp_path / "elsewhere", project)
    with pytest.raises(CutbenchError, match=f"'{name.upper()}' differs from the benchmark '{name}' by case only"):
        import_run(handed_in(system="x"), tmp_path / name.upper(), project)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[" * 100_000, "recursion limit"),
        (b"\xff", "Invalid JSON"),
        (b"", "Invalid JSON"),
        (b"[]", "should be an object"),
    ],
)
def test_what_is_no_import(project, handed_in, tmp_path, content, problem):
    folder = handed_in()
    (folder / "import.json").write_bytes(content)
    with pytest.raises(CutbenchError, match=rf"import\.json: .*({problem})"):
        import_run(folder, tmp_path / "results/atlas_h4l", project)


def test_a_disk_that_is_full_half_way_leaves_nothing(project, handed_in, tmp_path, monkeypatch):
    def full(*_):
        raise CutbenchError("cannot be written: No space left on device")

    monkeypatch.setattr("cutbench.steps.imports.write_text", full)
    with pytest.raises(CutbenchError, match="No space left"):
        import_run(handed_in(), tmp_path / "results/atlas_h4l", project)
    monkeypatch.undo()
    assert import_run(handed_in(), tmp_path / "results/atlas_h4l", project).system == "other-system"
    (tmp_path / "file").touch()
    with pytest.raises(CutbenchError, match="cannot be made"):
        import_run(handed_in(), tmp_path / "file/atlas_h4l", project)


def test_quotes_are_looked_up_and_not_believed(project, handed_in, tmp_path, monkeypatch):
    monkeypatch.chdir(project)
    benchmark = load_benchmark(project / "resources/groundtruth/atlas_h4l")
    document = load_paper(benchmark.folder / benchmark.papers[0].standin, benchmark.papers[0].arxiv)
    document.write(tmp_path / "document.json")
    true = {"paper": document.paper, "text": document.pages[0].text[200:300]}
    quotes = [
        {"paper": document.paper, "text": "nobody wrote this sentence here"},
        {"paper": "9999.99999", "text": "x"},
    ]
    statement = "object electron: select ET > 7 GeV and size(novelty) > 2"
    cuts = [CUT | {"quotes": [quotes[0], true], "statements": [statement]}, CUT | {"quotes": quotes}]
    import_run(handed_in(runs=[{"seed": 2, "cuts": cuts}]), tmp_path / "results/atlas_h4l", project)
    names = [str(tmp_path / name) for name in ("cuts.json", "selection.json", "run.json")]
    take_cuts(
        setting=Setting(_config(project), "atlas_h4l"),
        imported=str(tmp_path / "results/atlas_h4l/imports/other-system/seed2.json"),
        documents=[str(tmp_path / "document.json")],
        cuts=names[0],
        talk_json=names[1],
        record=names[2],
        protocol=1,
    )
    found = CutList.read(Path(names[0])).cuts
    assert [cut.grounded for cut in found] == [True, False]
    record = RunRecord.read(Path(names[2]))
    assert (record.seed, record.engine, record.notes) == (2, "imported", ("imported: other-system 2.1",))


def _config(project):
    import yaml

    return yaml.safe_load((project / "config/config.yaml").read_text())
