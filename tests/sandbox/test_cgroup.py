import os
from pathlib import Path

import pytest

from cutbench.sandbox import Limits, cgroup, run_program

UNIFIED = "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
HYBRID = (
    "30 24 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "31 24 0:27 / /sys/fs/cgroup/unified rw - cgroup2 c rw\n"
)


@pytest.mark.parametrize(
    ("mounts", "groups", "beside"),
    [
        (UNIFIED, "0::/user.slice/a.scope\n", "/sys/fs/cgroup/user.slice"),
        (UNIFIED, "0::/\n", "/sys/fs/cgroup"),
        (UNIFIED, "0::/a\n", "/sys/fs/cgroup"),
        (HYBRID, "4:memory:/x\n0::/y/z\n", "/sys/fs/cgroup/unified/y"),
        (HYBRID.splitlines()[0] + "\n", "4:memory:/x\n", None),
        (UNIFIED, "4:memory:/x\n", None),
        ("", "", None),
    ],
)
def test_where_groups_are_made(tmp_path, mounts, groups, beside):
    (tmp_path / "mountinfo").write_text(mounts)
    (tmp_path / "cgroup").write_text(groups)
    assert cgroup._beside_own(tmp_path) == (beside and Path(beside))


def test_without_proc_there_is_none(tmp_path):
    assert cgroup._beside_own(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("events", "used_up"),
    [("oom 0\noom_kill 0\n", False), ("oom 1\noom_kill 2\n", True), ("", False), ("what\n", False)],
)
def test_the_kernel_says_whether_memory_was_used_up(tmp_path, events, used_up):
    (tmp_path / "memory.events").write_text(events)
    assert cgroup.Group(tmp_path).is_used_up() is used_up


def test_a_folder_that_is_no_group_is_not_taken(tmp_path, monkeypatch):
    """Files of the right names bound nothing: a process has to be seen inside."""
    monkeypatch.setattr(cgroup, "_beside_own", lambda: tmp_path)
    cgroup.home.cache_clear()
    assert cgroup.home() is None
    cgroup.home.cache_clear()


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_where_nothing_may_be_written_there_is_none():
    assert cgroup._made(Path("/"), 1 << 26) is None


def test_the_record_says_which_bound_it_was(events, good):
    execution = run_program(good, events, limits=Limits(wall_seconds=30), backend="bubblewrap")
    assert execution.memory_bound == ("cgroup" if cgroup.home() else "count")


@pytest.mark.skipif(not cgroup.home(), reason="no group of version 2 that bounds memory can be made here")
def test_the_kernel_ends_what_uses_too_much_and_nothing_is_left(events):
    hog = "import os, time\nfor _ in range(7):\n    if os.fork() == 0: break\nx = b'x' * (100 << 20)\ntime.sleep(30)"
    execution = run_program(hog, events, limits=Limits(wall_seconds=60, memory_mb=256), backend="bubblewrap")
    assert (execution.failure, execution.memory_bound) == ("memory", "cgroup")
    assert not list(cgroup.home().glob("cutbench-*"))
