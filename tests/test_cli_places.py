"""Where a command cannot write it says so in one line, before it reads or asks anything; and any terminal will do."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cutbench.cli import main

PDF = "resources/groundtruth/atlas_h4l/standin/1806.00242.pdf"
EVENTS = "resources/groundtruth/atlas_h4l/events/standin_events.root"
# BAD stands for a place where nothing can be written.
COMMANDS = (
    f"load {PDF} --out BAD",
    f"extract {PDF} --mode pattern --out BAD/cuts.json",
    f"extract {PDF} --out BAD/cuts.json",
    f"pipeline {PDF} --events {EVENTS} --out BAD",
    "read --text x --out BAD/read.json",
    "record results --recordings BAD",
    "archive results --out BAD/a.zip",
    "import-run folder --results BAD",
    "export-inspect results --out BAD",
    "labels sample results --out BAD/labels.yaml",
    "labels take BAD sheet.yaml --by Ann",
    "review BAD",
    "config-docs --out BAD",
)
# FOLDER stands for a folder where a file is to be written.
OVER_FOLDERS = (
    f"extract {PDF} --mode pattern --out FOLDER",
    "read --text x --json FOLDER",
    "archive results --out FOLDER",
    "labels sample results --out FOLDER",
    f"extract {PDF} --mode pattern --out FOLDER/pipe",
)


@pytest.fixture
def run(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    # Papers and models are not to be reached.
    for what in ("cutbench.papers.load_paper", "cutbench.llm.open_model", "cutbench.llm.fetch.sources"):
        monkeypatch.setattr(what, lambda *_, **__: pytest.fail("too late"))

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["cutbench", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 2
        line = capsys.readouterr().err
        assert line.startswith("error: ")
        assert line.count("\n") == 1
        return line

    return run


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("bad", "problem"), [("{}/file", "no folder"), ("/proc/new", "nothing can be written")])
def test_a_place_where_nothing_can_be_written(run, tmp_path, command, bad, problem):
    (tmp_path / "file").touch()
    assert problem in run(*command.replace("BAD", bad.format(tmp_path)).split())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("command", OVER_FOLDERS)
def test_a_folder_where_a_file_is_to_be_written(run, tmp_path, command):
    os.mkfifo(tmp_path / "pipe")
    assert "give the name of a file" in run(*command.replace("FOLDER", str(tmp_path)).split())


@pytest.mark.parametrize(
    ("command", "folder", "file"),
    [
        (f"load {PDF} --out OUT", "paper.md", ""),
        (f"extract {PDF} --out OUT/cuts.json", "", "cuts.state"),
        (f"pipeline {PDF} --events {EVENTS} --out OUT", "selection.py", ""),
        (f"pipeline {PDF} --events {EVENTS} --out OUT", "events.json", ""),
        (f"pipeline {PDF} --events {EVENTS} --out OUT", "", "state"),
    ],
)
def test_what_is_in_the_way_beside_it(run, tmp_path, command, folder, file):
    (tmp_path / folder).mkdir(exist_ok=True)
    if file:
        (tmp_path / file).touch()
    assert f"{folder or file}: is " in run(*command.replace("OUT", str(tmp_path)).split())


@pytest.mark.parametrize(
    "command", ["fetch-model qwen2.5-coder-1.5b", "read --text x --reader model", "relate a b --reader both"]
)
@pytest.mark.parametrize("variable", ["CUTBENCH_CACHE", "HOME"])
def test_a_cache_that_cannot_be_written(run, tmp_path, monkeypatch, command, variable):
    (tmp_path / "file").touch()
    for name in ("CUTBENCH_CACHE", "XDG_CACHE_HOME", "CUTBENCH_MODEL_FILE_QWEN2_5_CODER_1_5B"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, str(tmp_path / "file"))
    assert "set CUTBENCH_CACHE to a folder for downloads" in run(*command.split())


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["read", "--help"],
        ["read", "--text", "pT ≥ 20 GeV, η \ud800", "--object", "Muon"],
        ["relate", "pT ≥ 20 GeV", "pₜ ≥ 20 GeV γγ"],
        ["load", "no–paper ≥ \ud800.pdf", "--out", "x"],
    ],
)
def test_any_terminal(project, monkeypatch, encoding, arguments):
    monkeypatch.chdir(project)
    monkeypatch.setattr("sys.argv", ["cutbench", *arguments])
    written = [io.BytesIO(), io.BytesIO()]
    for name, raw in zip(("stdout", "stderr"), written, strict=True):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding=encoding, write_through=True))
    with pytest.raises(SystemExit):
        main()
    assert any(raw.getvalue() for raw in written)
    assert b"Traceback" not in written[1].getvalue()


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_a_terminal_of_another_encoding(project, variables):
    order = [sys.executable, "-m", "cutbench.cli", "read", "--text", "$p_T$ ≥ 20 GeV → “nonsense” γ"]
    surroundings = {**os.environ, **variables}
    done = subprocess.run(order, check=False, capture_output=True, cwd=project, env=surroundings, timeout=100)
    assert b"Traceback" not in done.stderr
    assert done.stdout


def test_a_full_disk_behind_standard_output(project):
    order = [sys.executable, "-m", "cutbench.cli", "benchmarks"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(order, check=False, stdout=full, stderr=subprocess.PIPE, cwd=project, timeout=100)
    assert (done.returncode, done.stderr) == (2, b"error: OSError: No space left on device\n")


# WRONG stands for something that is to be read; OUT is a folder to write into.
READERS = (
    "load WRONG --out OUT",
    "check WRONG",
    "check resources/groundtruth/atlas_h4l WRONG",
    "new-benchmark WRONG --out OUT/mine",
    "pipeline no-paper.pdf --events WRONG --out OUT",
    f"pipeline no-paper.pdf --events {EVENTS} --selection WRONG --out OUT",
    "vocabulary --format WRONG",
    "vocabulary --names WRONG",
    "adl WRONG",
    "adl resources/groundtruth/atlas_h4l/selection.adl --names WRONG",
    "read WRONG",
    "relate WRONG",
    "score WRONG --benchmark atlas_h4l",
    "fetch-model m --models WRONG",
    "record WRONG --recordings OUT",
    "archive WRONG --out OUT/a.zip",
    "verify WRONG",
    "import-run WRONG --results OUT",
    "export-inspect WRONG --out OUT",
    "labels sample WRONG --out OUT/l.yaml",
    "doctor --config WRONG",
)
CONTENTS = {"text": b"x", "binary": b"\xff\x00\xfe", "deep.json": b"[" * 100_000, "deep.yaml": b"{a: " * 100_000}


@pytest.mark.parametrize("command", READERS)
def test_whatever_is_read_a_fault_is_one_line(project, tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(project)
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    for wrong in (*CONTENTS, "loop", "folder", "none", "text/below", "n" * 300):
        order = command.replace("WRONG", str(tmp_path / wrong)).replace("OUT", str(tmp_path / "out"))
        monkeypatch.setattr("sys.argv", ["cutbench", *order.split()])
        with pytest.raises(SystemExit) as end:
            main()
        line = capsys.readouterr().err
        assert (end.value.code in {1, 2}, line.count("\n")) == (True, 1), (order[:200], line[:500])
