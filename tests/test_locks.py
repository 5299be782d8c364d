"""Locks: who waits for whom, and file systems that have none."""

import errno
import os
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.locks import alone, database, take_lock


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.EAGAIN, "another process is writing it"),
        (errno.ENOSYS, "its file system has no locks .* choose a folder on another disk"),
        (errno.ENOLCK, "its file system has no locks"),
        (errno.EOPNOTSUPP, "its file system has no locks"),
        (errno.EIO, "it cannot be locked"),
    ],
)
def test_a_lock_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, line: str) -> None:
    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", flock)
    for wait in (True, False):
        with (tmp_path / "a").open("w") as handle, pytest.raises(CutbenchError, match=f"a: {line}"):
            take_lock(handle, tmp_path / "a", wait=wait)
    with pytest.raises(CutbenchError, match=f"lock: {line}"), alone(tmp_path / "b/lock"):
        pytest.fail("went in")


def test_a_lock_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CutbenchError, match="folder: cannot be written: Is a directory"), alone(tmp_path / "folder"):
        pytest.fail("went in")


def test_a_database_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite").write_text("no database" * 100)
    cases = [
        ("text.sqlite", "file is not a database; remove it"),
        (".", "unable to open"),
        ("text.sqlite/x", "no folder|made"),
    ]
    for name, problem in cases:
        with pytest.raises(CutbenchError, match=problem), database(tmp_path / name) as connection:
            connection.execute("create table a (b)")


def test_a_database_that_another_process_writes(tmp_path: Path) -> None:
    path = tmp_path / "new/b.sqlite"

    def write(wait_ms: int) -> None:
        with database(path) as connection:
            connection.execute(f"pragma busy_timeout = {wait_ms}")
            connection.execute("create table a (b)")

    with database(path) as one:
        one.execute("begin exclusive")
        with pytest.raises(CutbenchError, match=r"b\.sqlite: cannot be used: database is locked$"):
            write(50)
