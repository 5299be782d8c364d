"""Which jobs each switch of the configuration adds."""

import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.workflow


def plan(project, tmp_path, *config, targets=("all",), options=()):
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "-n",
        "--cores",
        "1",
        "--directory",
        str(project),
    ]
    command += [*targets, *options, "--config", f"results={tmp_path}/results", *config]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=project, timeout=600)


def jobs(project, tmp_path, *config, targets=("all",)):
    done = plan(project, tmp_path, *config, targets=targets)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE)
    return {rule: int(count) for rule, count in rows}


def test_default(project, tmp_path):
    counts = jobs(project, tmp_path)
    assert counts["extract_cuts"] == 3
    assert counts["extract_baseline"] == 4
    assert counts["judge_by_rules"] == 1
    assert counts["judge_by_model"] == 1
    assert counts["generate_code"] == 2
    assert counts["generate_baseline"] == 4
    assert counts["compare_events"] == 8
    assert counts["fetch_model"] == 1
    assert counts["write_pages"] == counts["write_overview"] == 1


def test_more_seeds_are_no_more_model_jobs(project, tmp_path):
    counts = jobs(project, tmp_path, "seeds=10")
    assert counts["extract_cuts"] == 3
    assert counts["compare_events"] == 24


def test_a_mode_adds_one_job(project, tmp_path):
    assert jobs(project, tmp_path, "extraction={modes: [grounded]}")["extract_cuts"] == 1


def test_the_selftest_has_a_mutant_of_each_coded_cut(project, tmp_path):
    counts = jobs(project, tmp_path, targets=("selftest",))
    assert counts["generate_baseline"] == counts["compare_events"] == 4 + 25
    assert "extract_cuts" not in counts
    assert "generate_code" not in counts


def test_each_choice_of_documents_is_a_job_of_each_arm(project, tmp_path):
    counts = jobs(project, tmp_path, "codegen={documents: [all, none, retrieved]}")
    assert counts["generate_code"] == 4  # the arm compiled is told of no documents


def test_each_level_is_a_job_of_each_arm_that_is_told_the_task(project, tmp_path):
    grid = "codegen={arms: [freeform, stepwise, compiled], level: [full, bare]}"
    counts = jobs(project, tmp_path, grid)
    assert counts["generate_code"] == 5  # the arm compiled is not told the task
    assert counts["compare_events"] == 5 * 2 + 4
    made = plan(project, tmp_path, grid, targets=("all",), options=("--printshellcmds",))
    logs = set(re.findall(r"generate_code/[\w.-]+_([\w-]+)\.log", made.stdout + made.stderr))
    assert logs == {"freeform", "freeform-bare", "stepwise", "stepwise-bare", "compiled"}


def test_another_judge_is_calibrated_and_judges_and_nothing_is_read_again(project, tmp_path):
    one, two = (
        jobs(project, tmp_path, f"judging={{judges: [{judges}]}}")
        for judges in ("deterministic", "deterministic, qwen2.5-coder-0.5b")
    )
    added = {rule: two[rule] - one.get(rule, 0) for rule in two if two[rule] != one.get(rule, 0)}
    assert added.pop("total") == 3
    assert added == {"fetch_model": 1, "calibrate_model": 1, "judge_by_model": 1}


def test_extracted_cuts_can_be_coded(project, tmp_path):
    target = f"{tmp_path}/results/atlas_h4l/codegen/qwen2.5-coder-1.5b/compiled/seed0/selection.py"
    assert "extract_cuts" not in jobs(project, tmp_path, targets=(target,))
    counts = jobs(project, tmp_path, "codegen={cuts_from: qwen2.5-coder-1.5b/grounded}", targets=(target,))
    assert counts["extract_cuts"] == 1


def test_imported_runs_are_scored_and_start_no_model(project, tmp_path):
    folder = tmp_path / "results/atlas_h4l/imports/other"
    folder.mkdir(parents=True)
    for name in ("seed0.json", "seed4.json", "seed4.py"):
        (folder / name).touch()
    before, counts = jobs(project, tmp_path / "none"), jobs(project, tmp_path)
    assert (counts["take_cuts"], counts["judge_imported"], counts["run_imported"]) == (2, 2, 1)
    assert {rule: counts[rule] - n for rule, n in before.items() if counts[rule] != n} == {
        "compare_events": 1,
        "total": 7 - 1,
    }


def test_replay_needs_no_model(project, tmp_path):
    assert "fetch_model" not in jobs(project, tmp_path, "calls=replay")


def test_judge_alone_without_models(project, tmp_path):
    assert "judge_by_model" not in jobs(project, tmp_path, "judging={judges: [deterministic]}")


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("benchmarks=[atlas_h5l]", "config: benchmarks: unknown 'atlas_h5l'; known are atlas_h4l"),
        ("extraction={models: [gpt-7]}", "config: extraction.models: unknown 'gpt-7'; known are"),
        (
            "extraction={modes: [aloud]}",
            "config: extraction.modes.0: Input should be 'full_text', 'chunked' or 'grounded'",
        ),
        ("codegen={cuts_from: me/aloud}", "config: codegen.cuts_from: unknown 'me/aloud'; known are groundtruth, "),
        ("sedes=3", "config: sedes: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_setting_gives_one_line(project, tmp_path, setting, line):
    done = plan(project, tmp_path, setting)
    assert done.returncode != 0
    assert line in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_talk_grid(project, tmp_path):
    counts = talk_jobs(project, tmp_path)
    expected = {
        "load_paper": 4,
        "fetch_model": 8,  # five that read papers, two more that write code, one that reads words
        "extract_cuts": 15,  # 5 models x 3 modes, ten seeds in each job
        "extract_baseline": 4,
        "judge_by_rules": 1,
        "judge_by_model": 1,
        "generate_code": 15,  # 3 models x freeform and stepwise, bare and full, and compiled
        "generate_baseline": 4,  # the cuts typed by rules, three agents
        "compare_events": 154,  # 3 x 5 x 10 and these four
        "calibrate_model": 1,
        "fetch_paper": 4,
        "fetch_events": 1,
        "tabulate_reading": 1,
        "plot_figure": 12,
        "total": 238,  # with those of tables, plots and pages; docs/cluster.md gives the same number
    }
    assert {rule: counts[rule] for rule in expected} == expected


def test_talk_grid_on_several_benchmarks(project, tmp_path):
    """Two with events of their own, and one that is only read."""
    counts = talk_jobs(project, tmp_path, "benchmarks=[atlas_h4l, atlas_zll, atlas_monophoton]")
    expected = {
        "fetch_model": 8,
        "fetch_paper": 5,  # those of atlas_zll are its stand-ins
        "fetch_events": 2,
        "load_paper": 8,
        "extract_cuts": 45,
        "generate_code": 30,
        "compare_events": 308,
        "plot_together": 12,
    }
    assert {rule: counts[rule] for rule in expected} == expected


def test_a_typo_in_a_model_of_the_talk_is_one_line(project, tmp_path):
    done = talk_plan(project, tmp_path, "codegen={models: [gpt-oss-12b]}")
    assert done.returncode != 0
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "gpt-oss-12b" in line]
    assert len(lines) == 1
    assert "config: codegen.models: unknown 'gpt-oss-12b'; known are" in lines[0]
    assert "Traceback" not in done.stdout + done.stderr


def talk_plan(project, tmp_path, *config):
    return plan(project, tmp_path, *config, options=("--configfile", "config/talk.yaml"))


def talk_jobs(project, tmp_path, *config):
    done = talk_plan(project, tmp_path, *config)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = re.findall(r"^(\w+) +(\d+)$", done.stdout + done.stderr, re.MULTILINE)
    return {rule: int(count) for rule, count in rows}


def test_results_where_nothing_can_be_written(project, tmp_path):
    (tmp_path / "results").touch()
    done = plan(project, tmp_path)
    assert done.returncode
    assert f"{tmp_path}/results: is no folder" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_fictional_analysis_is_read_from_its_stand_ins_whatever_the_others_are_read_from(project, tmp_path):
    counts = jobs(project, tmp_path, "papers=arxiv", "benchmarks=[atlas_h4l, atlas_hyy]")
    assert (counts["fetch_paper"], counts["load_paper"]) == (4, 7)
    empty = tmp_path / "empty"
    empty.mkdir()
    counts = jobs(project, tmp_path, f"papers={{folder: {empty}}}", "benchmarks=[atlas_hyy]")
    assert ("fetch_paper" in counts, counts["load_paper"]) == (False, 3)
