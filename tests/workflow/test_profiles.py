"""What schedulers are asked for: by the profile, not by rules."""

import re
from types import SimpleNamespace

import pytest

from cutbench.paths import TABLES

partitions = pytest.importorskip("snakemake_executor_plugin_slurm.partitions")


@pytest.mark.parametrize(
    ("gpus", "name"), [(0, "cpu"), (1, "gpu"), (8, "gpu"), (9, None)], ids=["none", "one", "a node", "too many"]
)
def test_a_job_goes_to_the_partition_that_has_its_gpus(project, gpus, name):
    known = partitions.read_partition_file(project / "workflow/profiles/slurm/partitions.yaml")
    job = SimpleNamespace(name="job", threads=8, resources={"gpu": gpus, "mem_mb": 64000, "runtime": 480})
    logger = SimpleNamespace(debug=print, info=print, warning=print)
    assert partitions.get_best_partition(known, job, logger) == name


def rules(project):
    text = "".join(path.read_text() for path in sorted((project / "workflow/rules").glob("*.smk")))
    return dict(re.findall(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL))


def test_no_rule_names_a_partition(project):
    assert [name for name, block in rules(project).items() if "slurm" in block] == []


def test_each_rule_that_may_ask_a_model_says_what_it_took(project):
    asking = [name for name, block in rules(project).items() if "model_server" in block]
    assert len(asking) >= 6
    assert [name for name in asking if "    benchmark:\n" not in rules(project)[name]] == []


def test_all_that_stands_in_the_report_has_a_place_and_a_label(project):
    blocks = rules(project)
    entries = [one for block in blocks.values() for one in re.findall(r"=report\(.*?\n {8}\)", block, re.DOTALL)]
    tables = [name for block in blocks.values() for name in re.findall(r'=reported\("(\w+)"\)', block)]
    assert sorted(tables) == sorted(TABLES)
    assert len(entries) == 2  # figures of each benchmark, and of all together
    common = (project / "workflow/rules/common.smk").read_text()
    for entry in [*entries, common[common.index("return report(") :]]:
        assert all(f"{key}=" in entry for key in ("category", "subcategory", "labels", "caption"))
