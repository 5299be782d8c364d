import json

import pytest
import yaml

from cutbench.config import Config, PaperFolder, check_config, config_readme
from cutbench.errors import CutbenchError
from cutbench.steps.campaign import Campaign


def default(project):
    return yaml.safe_load((project / "config/config.yaml").read_text())


def test_the_default_is_valid(project):
    config, models = check_config(default(project), project)
    assert config.extraction.models[0] in models


def test_schema_and_readme_are_in_step_with_the_types(project):
    repair = "run: .venv/bin/cutbench config-docs"
    assert json.loads((project / "config/schema.json").read_text()) == Config.model_json_schema(), repair
    assert (project / "config/README.md").read_text() == config_readme(), repair


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"benchmarks": ["other"]}, "config: benchmarks: unknown 'other'; known are"),
        ({"benchmarks": []}, "config: benchmarks: Tuple should have at least 1 item"),
        ({"papers": "letters"}, "config: papers: unknown 'letters'; known are standin, arxiv, letter"),
        ({"papers": {"path": "x"}}, "config: papers."),
        ({"seeds": 0}, "config: seeds: Input should be greater than or equal to 1"),
        ({"speed": 3}, "config: speed: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_value_gives_one_line(project, change, line):
    with pytest.raises(CutbenchError) as error:
        check_config(default(project) | change, project)
    assert line in str(error.value)
    assert "\n" not in str(error.value)


def test_a_suite_is_expanded(project):
    config, _ = check_config(default(project) | {"benchmarks": ["real_searches"], "papers": {"folder": "x"}}, project)
    assert {"1711.08008", "atlas_monophoton"} < set(config.benchmarks)
    assert "real_searches" not in config.benchmarks


@pytest.mark.parametrize("name", ["1711.08008.pdf", "1711.08008v2.pdf"])
def test_a_paper_of_a_folder_is_found_in_any_version(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    assert PaperFolder(folder=str(tmp_path)).find("1711.08008").name == name


def test_a_paper_of_an_old_id_may_have_any_sign_for_the_slash(tmp_path):
    (tmp_path / "hep-ex_0106025.pdf").write_bytes(b"")
    assert PaperFolder(folder=str(tmp_path)).find("hep-ex/0106025").name == "hep-ex_0106025.pdf"


@pytest.mark.parametrize(
    ("files", "message"),
    [([], "there is no file 1711.08008.pdf"), (["1711.08008.pdf", "1711.08008v1.pdf"], "several files are paper")],
)
def test_a_paper_that_is_missing_or_there_twice_is_one_line(project, tmp_path, files, message):
    for name in files:
        (tmp_path / name).write_bytes(b"")
    raw = default(project) | {"benchmarks": ["1711.08008"], "papers": {"folder": str(tmp_path)}, "results": "results"}
    with pytest.raises(CutbenchError) as error:
        Campaign.of(raw, project)
    assert str(error.value).startswith(f"{tmp_path}: {message}")
    assert "\n" not in str(error.value)
