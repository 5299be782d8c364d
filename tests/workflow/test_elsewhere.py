"""The workflow as a module of another one, in a folder that has nothing but a Snakefile and a configuration."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from cutbench.schema.yaml_text import parse_yaml

pytestmark = pytest.mark.workflow
SNAKEFILE = """
configfile: "config/config.yaml"

module cutbench:
    snakefile: "{project}/workflow/Snakefile"
    config: config{key}

use rule * from cutbench{alias}
"""
LEFT_OUT = "mine/atlas_h4l/reference/left_out.json"


@pytest.fixture
def start(project, tmp_path):
    """Return a function that starts Snakemake in that folder."""

    def start(*arguments, alias="", key=""):
        (tmp_path / "workflow").mkdir(exist_ok=True)
        (tmp_path / "workflow/Snakefile").write_text(SNAKEFILE.format(project=project, alias=alias, key=key))
        (tmp_path / "config").mkdir(exist_ok=True)
        if not (tmp_path / "config/config.yaml").exists():
            shutil.copy(project / "config/config.yaml", tmp_path / "config")
        return subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--cores", "2", *arguments],
            cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    return start


@pytest.fixture
def run(start):
    def run(*arguments, **options):
        process = start(*arguments, **options)
        said = process.communicate(timeout=600)[0]
        return process.returncode, said

    return run


def test_all_jobs_are_planned_and_nothing_is_written(run, tmp_path):
    code, said = run("-n")
    assert code == 0, said[-3000:]
    counts = dict(re.findall(r"^(\w+) +(\d+)$", said, re.MULTILINE))
    assert (counts["all"], counts["load_paper"], counts["extract_cuts"]) == ("1", "4", "3")
    assert not (tmp_path / "results").exists()


def test_jobs_of_another_name_read_the_workflows_files_and_write_into_the_folder(run, tmp_path):
    document = "mine/atlas_h4l/papers/1806.00242/document.json"
    code, said = run(LEFT_OUT, document, "--config", "results=mine", "calls=replay", alias=" as cutbench_*")
    assert code == 0, said[-3000:]
    assert "rule cutbench_leave_out_each_cut" in said
    assert {path.name for path in tmp_path.iterdir()} == {".snakemake", "config", "mine", "workflow"}
    assert (tmp_path / LEFT_OUT).is_file()
    assert (tmp_path / document).is_file()


def test_the_models_may_be_ones_own_and_the_configuration_a_part(run, project, tmp_path):
    (tmp_path / "config").mkdir()
    models = parse_yaml((project / "config/models.yaml").read_text())
    (tmp_path / "config/models.yaml").write_text(json.dumps(models | {"mine": models["qwen3-4b"]}))
    text = (project / "config/config.yaml").read_text().replace("models: [qwen2.5-coder-1.5b]", "models: [mine]", 1)
    (tmp_path / "config/config.yaml").write_text("cutbench:\n" + re.sub("^", "  ", text, flags=re.MULTILINE))
    code, said = run("-n", key='["cutbench"]')
    assert code == 0, said[-3000:]
    assert "model=mine, mode=grounded" in said


def test_a_second_run_is_refused_and_a_killed_one_goes_on(start, run, tmp_path):
    order = (LEFT_OUT, "--config", "results=mine")
    first = start(*order)
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob(".snakemake/locks/*.lock")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGSTOP)  # as slow as it may be
    code, said = run(*order)
    assert code != 0
    assert "cannot be locked" in said
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    assert list(tmp_path.glob(".snakemake/locks/*.lock"))
    code, said = run(*order)
    assert code == 0, said[-3000:]
    assert (tmp_path / LEFT_OUT).is_file()
