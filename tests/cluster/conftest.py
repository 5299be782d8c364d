"""A SLURM of one node that lives as long as the tests: real daemons, eight made-up cores, two made-up GPUs."""

import os
import re
import secrets
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

DAEMONS = ("munged", "slurmctld", "slurmd")
SITE = Path("/etc/slurm")  # the steps of a job look for the configuration here only
SLURM_CONF = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={controller}
SlurmdPort={node}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=1,bf_interval=1
GresTypes=gpu
MpiDefault=none
SlurmdParameters=config_overrides
ReturnToService=2
MinJobAge=86400
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 CoresPerSocket=8 RealMemory=512000 Gres=gpu:2 State=UNKNOWN
PartitionName=cpu Nodes={host} Default=YES MaxTime=INFINITE State=UP
PartitionName=gpu Nodes={host} MaxTime=INFINITE State=UP
"""


def path_of(daemon: str) -> str | None:
    return shutil.which(daemon, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def write_configuration(folder: Path) -> None:
    host = socket.gethostname().partition(".")[0]
    (folder / "munge.key").write_bytes(secrets.token_bytes(128))
    (folder / "munge.key").chmod(0o400)
    for number in range(2):
        os.mknod(folder / f"gpu{number}", stat.S_IFCHR | 0o666, os.makedev(1, 3))  # the null device
    ports = {"controller": free_port(), "node": free_port()}
    (folder / "slurm.conf").write_text(SLURM_CONF.format(host=host, folder=folder, **ports))
    (folder / "gres.conf").write_text(f"NodeName={host} Name=gpu File={folder}/gpu[0-1]\n")
    (folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")
    for name in ("state", "spool"):
        (folder / name).mkdir()


def orders(folder: Path) -> Iterator[list[str | None]]:
    munge = [f"--{what}={folder}/munge.{name}" for what, name in (("socket", "socket"), ("key-file", "key"))]
    munge += [f"--{what}-file={folder}/munge.{what}" for what in ("pid", "log", "seed")]
    yield [path_of("munged"), "--foreground", "--force", *munge]
    for daemon in DAEMONS[1:]:
        yield [path_of(daemon), "-D", "-f", f"{folder}/slurm.conf"]


def wait_until_idle(processes: list[subprocess.Popen[bytes]], folder: Path) -> None:
    for _ in range(300):
        assert all(process.poll() is None for process in processes), (folder / "daemons.log").read_text()
        if "idle" in subprocess.run(["sinfo", "-h", "-o", "%T"], capture_output=True, text=True, check=False).stdout:
            return
        time.sleep(0.1)
    pytest.fail(f"SLURM did not come up: {(folder / 'daemons.log').read_text()[-2000:]}")


class Slurm:
    """Questions to the scheduler."""

    def jobs(self) -> list[dict[str, str]]:
        """What it knows of all jobs, finished ones too, in the order of their submission."""
        text = subprocess.run(["scontrol", "show", "jobs", "-o"], capture_output=True, text=True, check=True).stdout
        jobs = [dict(re.findall(r"(\S+?)=(\S*)", line)) for line in text.splitlines() if "JobId=" in line]
        return sorted(jobs, key=lambda job: int(job["JobId"]))

    def cancel(self, job: str) -> None:
        subprocess.run(["scancel", job], check=True)

    def end(self) -> None:
        """End all jobs, with what they started, and wait for it a while: no daemon does when it ends."""
        subprocess.run(["scancel", "--full", "--user", str(os.getuid())], check=False, timeout=30)
        for _ in range(100):
            done = subprocess.run(["squeue", "-h"], capture_output=True, text=True, check=False, timeout=30)
            if done.returncode or not done.stdout.strip():
                return
            time.sleep(0.1)


def end_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """End the daemons, the last first, by force if need be."""
    for process in reversed(processes):
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slurm]:
    if missing := [daemon for daemon in DAEMONS if path_of(daemon) is None]:
        pytest.skip(f"no {missing[0]}; docs/cluster.md names the packages")
    if os.getuid() != 0:
        pytest.skip("only root can start a SLURM")
    if (SITE / "slurm.conf").exists():
        pytest.skip(f"{SITE} configures a SLURM that is not ours")
    folder = tmp_path_factory.mktemp("slurm")
    folder.chmod(0o755)
    write_configuration(folder)
    links = [SITE / name for name in ("slurm.conf", "gres.conf", "cgroup.conf")]
    SITE.mkdir(exist_ok=True)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for link in links:
            link.symlink_to(folder / link.name)
        with (folder / "daemons.log").open("wb") as log:
            for order in orders(folder):
                processes.append(subprocess.Popen(order, stdout=log, stderr=log))  # type: ignore[arg-type]
                time.sleep(0.5)
        wait_until_idle(processes, folder)
        slurm = Slurm()
        try:
            yield slurm
        finally:
            slurm.end()
    finally:
        end_all(processes)
        for link in links:
            link.unlink(missing_ok=True)
