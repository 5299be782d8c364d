import gzip
import json
import os
import shlex
import subprocess
import sys
from collections import defaultdict

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cutbench.benchmarks import list_all
from cutbench.cli import app, main
from cutbench.errors import CutbenchError

RUNNER = CliRunner()


def test_load_writes_a_document_and_markdown(project, tmp_path):
    pdf = project / "resources/groundtruth/atlas_h4l/standin/1806.00242.pdf"
    done = RUNNER.invoke(app, ["load", str(pdf), "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "12 arXiv ids" in done.output
    assert json.loads((tmp_path / "document.json").read_text())["paper"] == "1806.00242"
    assert "## 5 Event selection" in (tmp_path / "paper.md").read_text()


def test_load_of_a_real_paper(shared_data, tmp_path):
    pdf = shared_data / "papers/ATLAS-SUSY-2016-07.pdf"
    assert "71 arXiv ids" in RUNNER.invoke(app, ["load", str(pdf), "--out", str(tmp_path)]).output


def test_bad_input_is_one_line_on_standard_error(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["cutbench", "load", str(tmp_path / "no.pdf"), "--out", str(tmp_path)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert capsys.readouterr().err == f"error: {tmp_path}/no.pdf: cannot be read: No such file or directory\n"


def test_check_and_list(project, monkeypatch):
    monkeypatch.chdir(project)
    assert "27 cuts, 4 papers" in RUNNER.invoke(app, ["check", "resources/groundtruth/atlas_h4l"]).output
    assert "34 cuts, 1 paper," in RUNNER.invoke(app, ["check", "resources/groundtruth/atlas_monophoton"]).output
    names = RUNNER.invoke(app, ["benchmarks"]).output.splitlines()
    assert names[:-1] == list_all(project / "resources/groundtruth")
    assert names[-1].startswith("real_searches: atlas_monophoton, ")


def test_record_packs_the_calls_of_a_run(tmp_path):
    calls = tmp_path / "results/bench/state/judging/model/calls.jsonl"
    calls.parent.mkdir(parents=True)
    line = '{"key": "1", "identity": {}, "outcome": "ok", "seconds": 0, "raw": null}\n'
    calls.write_text(line + '{"key": "to')
    done = RUNNER.invoke(app, ["record", str(tmp_path / "results"), "--recordings", str(tmp_path / "kept")])
    packed = tmp_path / "kept/bench/judging/model/calls.jsonl.gz"
    assert done.exit_code == 0
    assert gzip.decompress(packed.read_bytes()) == line.encode()


def test_record_without_calls_says_so(tmp_path):
    done = RUNNER.invoke(app, ["record", str(tmp_path)])
    assert isinstance(done.exception, CutbenchError)
    assert "no recorded calls" in str(done.exception)


def test_an_unknown_model_names_the_known_ones(project, monkeypatch):
    monkeypatch.chdir(project)
    done = RUNNER.invoke(app, ["fetch-model", "gpt-7"])
    assert "unknown model 'gpt-7'; known are qwen2.5-coder-1.5b" in str(done.exception)


def test_adl_prints_a_selection_in_one_way(project, monkeypatch, tmp_path):
    monkeypatch.chdir(project)
    done = RUNNER.invoke(app, ["adl", "resources/groundtruth/atlas_h4l/selection.adl"])
    assert done.exit_code == 0, done.output
    again = tmp_path / "again.adl"
    again.write_text(done.output)
    assert RUNNER.invoke(app, ["adl", str(again)]).output == done.output


def test_adl_says_every_fault_with_its_line(project, monkeypatch, tmp_path):
    monkeypatch.chdir(project)
    file, names = tmp_path / "a.adl", tmp_path / "names.yaml"
    file.write_text("region A\n  select foo > 3\n\n  select MET > 3 mm\n  select size(jet) >= 2\n")
    names.write_text("quantities: {foo: {unit: '1'}}")
    done = RUNNER.invoke(app, ["adl", str(file)])
    assert (done.exit_code, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{file}:2: 'select foo > 3': unknown name 'foo'")
    assert second == f"{file}:4: 'select MET > 3 mm': a bound in GeV is needed"
    assert len(RUNNER.invoke(app, ["adl", str(file), "--open"]).stderr.splitlines()) == 1
    assert len(RUNNER.invoke(app, ["adl", str(file), "--names", str(names)]).stderr.splitlines()) == 1


def test_adl_of_no_file_says_so(project, monkeypatch):
    monkeypatch.chdir(project)
    assert "no.adl: cannot be read" in str(RUNNER.invoke(app, ["adl", "no.adl"]).exception)


def test_rules_need_no_list_of_models_and_no_certain_folder(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["relate", "muon pT > 5 GeV", "muon pT > 6 GeV"])
    assert done.exit_code == 0
    assert done.output.startswith("weaker")
    (tmp_path / "list.json").write_text('{"selection": {"Muon": [{"content": "pT > 5 GeV"}]}}')
    folder = str(project / "resources/groundtruth/atlas_h4l")
    scored = CliRunner().invoke(app, ["score", "list.json", "--benchmark", folder])
    assert json.loads(scored.output)["found"] == 1


def options_of(command):
    """Yield the options of a command and of all below it, with what their help says."""
    for below in getattr(command, "commands", {}).values():
        yield from options_of(below)
    for one in () if hasattr(command, "commands") else command.params:
        if one.param_type_name == "option":
            yield from ((name, one.help) for name in one.opts)


def test_an_option_of_one_name_is_the_same_everywhere():
    said = defaultdict(set)
    for name, text in options_of(get_command(app)):
        said[name].add(text)
    assert {"--model", "--models", "--groundtruth", "--names", "--reader", "--mode", "--out"} <= set(said)
    # A file or a folder; and what a list is scored against is more than a vocabulary.
    assert {name for name, texts in said.items() if len(texts) > 1} <= {"--out", "--benchmark", "--by"}


@pytest.mark.parametrize(
    ("order", "near"),
    [
        ("chekk", "Did you mean 'check'?"),
        ("labels sampl", "Did you mean 'sample'?"),
        ("check --secnds 3", "--seconds"),
        ("extract x.pdf --model qwen2.5-coder-1.5", "known are qwen2.5-coder-1.5b,"),
        ("extract x.pdf --model qwen2.5-coder-1.5", "did you mean qwen2.5-coder-1.5b"),
        ("read --text x --benchmark atlas_h4", "did you mean atlas_h4l"),
        ("check resources/groundtruth/Atlas_H4", "did you mean atlas_h4l"),
    ],
)
def test_an_unknown_name_says_what_may_be_meant(project, monkeypatch, capsys, order, near):
    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["cutbench", *order.split()])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert near in capsys.readouterr().err


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("benchmarks", 0),
        ("read --text 'pT > 5 GeV' --object Muon", 0),
        ("read --text nonsense", 1),
        ("adl FAULTY", 1),
        ("read", 2),
        ("load none.pdf --out OUT", 2),
        ("nonsense", 2),
    ],
)
def test_exit_codes(project, tmp_path, monkeypatch, order, code):
    monkeypatch.chdir(project)
    (tmp_path / "faulty.adl").write_text("region A\n  select foo > 3\n")
    words = shlex.split(order.replace("FAULTY", str(tmp_path / "faulty.adl")).replace("OUT", str(tmp_path)))
    monkeypatch.setattr("sys.argv", ["cutbench", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert (end.value.code or 0) == code
    table = (project / "docs/commands.md").read_text()
    assert f"| {code} |" in table


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("cutbench ch", "check"),
        ("cutbench read --gr", "--groundtruth"),
        ("cutbench extract --model qwen2.5", "qwen2.5-coder-1.5b"),
        ("cutbench score --benchmark atlas_z", "atlas_zll"),
    ],
)
def test_a_shell_completes_commands_options_and_names(project, words, completed):
    order = [sys.executable, "-c", "import sys; sys.argv = ['cutbench']; from cutbench.cli import main; main()"]
    asked = {"_CUTBENCH_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run(
        order, check=False, capture_output=True, text=True, cwd=project, env=os.environ | asked, timeout=100
    )
    assert completed in done.stdout.split(), done
