"""The frame of a step: what its log begins and ends with."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from snakemake.cli import parse_config
from snakemake.utils import update_config

from cutbench.config import check_config
from cutbench.errors import CutbenchError
from cutbench.schema.yaml_text import parse_yaml
from cutbench.steps.job import Job, differing, repeat_command

ODD = 're sults/it\'s $HOME [a] "b"; #c'


def first_line(tmp_path, output, config):
    with Job("rule", str(tmp_path / "x/job.log"), output, config).running():
        pass
    first, last = (tmp_path / "x/job.log").read_text().splitlines()
    assert last.startswith("done in")
    return first.removeprefix("# to repeat: ")


@pytest.fixture
def defaults(project):
    return parse_yaml((project / "config/config.yaml").read_text())


def test_a_log_begins_with_the_command_that_repeats_the_job(tmp_path, defaults):
    assert first_line(tmp_path, "results/out.json", defaults) == "snakemake --cores 2 --force results/out.json"


@pytest.mark.parametrize("output", ["results/out.json", f"{ODD}/out.json", "a\tb", "~/*?!"])
def test_a_shell_gives_the_output_as_it_was(tmp_path, output):
    command = first_line(tmp_path, output, {}).replace("snakemake", "printf '%s\\n'", 1)
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, timeout=20)
    assert done.stdout.splitlines()[-1] == output


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"seeds": 5},
        {"results": ODD},
        {"results": "007"},
        {"results": "out/x-1"},
        {"results": "True"},
        {"results": "nan"},
        {"results": '"quoted"'},
        {"results": "tab\tand\nline"},
        {"results": "a: b, [c]"},
        {"results": "Größe-é"},
        {"archive": "x=y.zip"},
        {"calls": "replay", "seeds": 3, "extraction": {"modes": ["grounded", "chunked"], "chunk_tokens": 700}},
        {"extraction": {"models": []}, "codegen": {"models": [], "documents": ["none", "all"]}},
        {"judging": {"calibration": {"qualified_kappa": 0.75}}, "budget": {"tokens": 1000}},
    ],
)
def test_snakemake_reads_the_same_configuration_from_the_command(project, defaults, changes):
    config = parse_yaml((project / "config/config.yaml").read_text())
    update_config(config, changes)
    words = shlex.split(repeat_command("out", config, project / "config/config.yaml"))
    read = parse_config(words[words.index("--config") + 1 :]) if changes else {}
    update_config(defaults, read)
    assert check_config(defaults, project)[0] == check_config(config, project)[0]


def test_only_what_differs_is_spelled_out():
    known = {"a": 1, "b": {"c": [1], "d": None}, "e": {"f": 2}}
    assert differing({"a": 1, "b": {"c": [2], "d": None}, "e": {"f": 2}, "g": ""}, known) == {"b": {"c": [2]}, "g": ""}


@pytest.mark.workflow
def test_the_line_can_be_pasted_in_a_shell(project, tmp_path):
    paper, folder = "1806.00242", tmp_path / "it's $HOME [a]"
    config = parse_yaml((project / "config/config.yaml").read_text())
    models = {"models": []}
    config |= {"results": str(folder), "baselines": {"readers": ["pattern"], "agents": []}}
    config["extraction"], config["codegen"] = config["extraction"] | models, config["codegen"] | models
    output = f"{folder}/atlas_h4l/papers/{paper}/document.json"
    line = first_line(tmp_path, output, config)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", "-c", f"{line} --dry-run"],  # options may follow: --config takes what has no dashes
        env=os.environ | {"PATH": path},
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert output in said
    assert "load_paper" in said


def test_bad_input_ends_with_one_line(tmp_path, capsys):
    with pytest.raises(SystemExit) as end, Job("load_paper", str(tmp_path / "job.log"), "out").running():
        raise CutbenchError("paper.pdf: is no PDF")
    assert end.value.code == 1
    assert capsys.readouterr().err == "load_paper: error: paper.pdf: is no PDF\n"
    assert "error: paper.pdf: is no PDF" in (tmp_path / "job.log").read_text()
