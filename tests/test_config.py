import json

import pytest
import yaml

from cutbench.config import Config, check_config, config_readme
from cutbench.errors import CutbenchError


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
