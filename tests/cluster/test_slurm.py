"""The workflow on a real scheduler."""

import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pandas as pd
import pytest

pytestmark = [pytest.mark.slurm, pytest.mark.timeout(1500)]
QUICK = (
    *("--slurm-status-command", "squeue", "--slurm-no-account", "--slurm-init-seconds-before-status-checks", "1"),
    *("--seconds-between-status-checks", "1", "--latency-wait", "10", "--cores", "2"),
)
# One model on one card, one on two, and one judge, on a server that answers without a model.
GRID = ("seeds=2", "papers=standin", "data=standin", "judging={judges: [deterministic]}")
GRID += ("extraction={models: [qwen3-4b, qwen3-30b-a3b], modes: [full_text]}",)
GRID += ("codegen={models: [qwen3-coder-30b], arms: [compiled]}",)


def order(results, *config, target="all"):
    command = [sys.executable, "-m", "snakemake", target, "--workflow-profile", "workflow/profiles/slurm", *QUICK]
    command += [
        "--slurm-logdir",
        f"{results}/slurm-logs",
        "--slurm-jobname-prefix",
        results.parent.name.replace("_", "-"),
    ]
    return [*command, "--config", f"results={results}", *config]


def mine(slurm, results):
    return [job for job in slurm.jobs() if job["JobName"].startswith(results.parent.name.replace("_", "-"))]


@pytest.fixture
def enough():
    with ExitStack() as stack:
        yield stack


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@pytest.fixture
def servers(project, monkeypatch):
    monkeypatch.setenv("CUTBENCH_VLLM", f"{sys.executable} {project}/benchmarks/scripted_server.py")


def test_all_on_recordings(slurm, project, tmp_path):
    results = tmp_path / "results"
    command = [*order(results), "--configfile", "config/replay.yaml"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=project, timeout=1200)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    (table,) = results.glob("*/tables/extraction.csv")
    scores = pd.read_csv(table).set_index(["model", "mode", "judge", "gate"])
    assert scores.loc[("oracle", "selftest", "deterministic", "off"), "median_correct"] == 27
    jobs = mine(slurm, results)
    assert len(jobs) > 20
    assert {job["JobState"] for job in jobs} == {"COMPLETED"}
    assert {job["Partition"] for job in jobs} == {"cpu"}, "a replay needs no GPU"


@pytest.mark.usefixtures("servers")
def test_gpus_a_cancelled_job_and_an_interrupted_run(slurm, project, tmp_path, monkeypatch, enough):
    results = tmp_path / "results"
    monkeypatch.setenv("SCRIPTED_SECONDS", "1")  # so that there is something to cancel
    command = [*order(results, *GRID), "--configfile", "config/talk.yaml"]
    log = enough.enter_context((tmp_path / "run.log").open("w"))
    first = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
    enough.callback(end, first)
    cancelled = wait_for(slurm, results, first, tmp_path, Partition="gpu", JobState="RUNNING")
    slurm.cancel(cancelled["JobId"])
    wait_for(slurm, results, first, tmp_path, Partition="gpu", JobState="COMPLETED")
    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=120) != 0, "interrupted before it was done"
    monkeypatch.setenv("SCRIPTED_SECONDS", "0")
    finished = {path: path.stat().st_mtime_ns for path in results.glob("*/extraction/*/*/*/cuts.json")}
    again = subprocess.run(command, check=False, cwd=project, stdout=log, stderr=log, timeout=1200)
    assert again.returncode == 0, (tmp_path / "run.log").read_text()[-4000:]
    assert finished
    assert finished == {path: path.stat().st_mtime_ns for path in finished}, "what was finished is not made anew"
    assert {path.name for path in results.glob("*/tables/*.csv")} >= {"extraction.csv", "codegen.csv", "judges.csv"}

    jobs = mine(slurm, results)
    assert sum(job["JobState"] == "CANCELLED" for job in jobs) >= 1
    assert {gpus(job) for job in jobs if job["Partition"] == "gpu"} == {1, 2}
    assert {gpus(job) for job in jobs if job["Partition"] == "cpu"} == {0}
    retried = [job for job in jobs if job["Comment"] == cancelled["Comment"]]
    assert [job["JobState"] for job in retried][-1] == "COMPLETED"
    for job in jobs:
        print(
            *(f"{text:11}" for text in (job["JobId"], job["Partition"], f"{gpus(job)} GPU", job["JobState"])), end=" "
        )
        print(f"{job['MinMemoryNode']:8}{job['TimeLimit']:9}{job['Comment']}")


def gpus(job):
    """GPUs that the scheduler counts for a job."""
    found = re.search(r"gres[:/]gpu[:=](\d+)", " ".join(job.values()))
    return int(found[1]) if found else 0


def wait_for(slurm, results, process, folder, **wanted):
    for _ in range(600):
        assert process.poll() is None, (folder / "run.log").read_text()[-4000:]
        for job in mine(slurm, results):
            if all(job.get(key) == value for key, value in wanted.items()):
                return job
        time.sleep(0.5)
    pytest.fail(f"no job was ever {wanted}: {mine(slurm, results)}")
