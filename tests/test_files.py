"""What can be wrong with a place is one line, before and while it is written to."""

import os
import resource
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.files import (
    cache_folder,
    check_file,
    check_folder,
    make_folder,
    read_bytes,
    read_json,
    read_text,
    write_bytes,
    write_text,
)

NO_PLACES = [("file/below", "file is no folder"), ("file/a/b", "file is no folder"), ("x" * 300, "File name too long")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("kept")
    return tmp_path / "file"


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(("name", "problem"), NO_PLACES)
def test_what_is_no_folder_is_said_before_and_when_it_is_made(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(CutbenchError, match=problem):
        check_folder(tmp_path / name)
    with pytest.raises(CutbenchError, match="cannot be made"):
        make_folder(tmp_path / name)
    with pytest.raises(CutbenchError, match=r"nothing can be written|is no folder|cannot be written"):
        check_file(tmp_path / name / "out.json")
    with pytest.raises(CutbenchError, match=f"{name}/out.json: cannot be written|cannot be made"):
        write_bytes(tmp_path / name / "out.json", b"x")


def test_a_place_where_nothing_can_be_written() -> None:
    with pytest.raises(CutbenchError, match="/proc/new: nothing can be written there: "):
        check_folder(Path("/proc/new"))


def test_checking_leaves_nothing(tmp_path: Path, file: Path) -> None:
    check_folder(tmp_path / "a/b")
    check_file(tmp_path / "a/b.json")
    check_file(file)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "kept"


@pytest.mark.parametrize(("place", "problem"), [(".", "is a folder"), ("pipe", "is no file")])
def test_only_files_are_written_over(tmp_path: Path, place: str, problem: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    for act in (check_file, lambda path: write_text(path, "x")):
        with pytest.raises(CutbenchError, match=f"{problem}; give the name of a file"):
            act(tmp_path / place)
    assert (tmp_path / "pipe").is_fifo()


def test_a_full_disk_is_one_line_and_leaves_what_was_there(file: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        with pytest.raises(CutbenchError, match="nothing can be written there: File too large"):
            check_folder(file.parent)
        with pytest.raises(CutbenchError, match="file: cannot be written: File too large"):
            write_bytes(file, bytes(9000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert file.read_text() == "kept"
    assert list(file.parent.iterdir()) == [file]


def test_half_characters_are_written(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "lone \ud800, whole é")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "lone ?, whole é"


def test_reading_is_bounded_and_never_waits(tmp_path: Path, file: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert read_bytes(file, 4) == b"kept"
    cases = [("file", "larger than 3 bytes"), ("pipe", "is no regular file"), (".", "is a folder")]
    cases += [("none", "cannot be read: No such file"), ("file/x", "cannot be read: Not a directory")]
    cases += [("nul\0", "cannot be read: embedded null byte"), ("y" * 300, "cannot be read: File name too long")]
    for name, problem in cases:
        with pytest.raises(CutbenchError, match=problem):
            read_bytes(tmp_path / name, 3)


def test_a_cache_that_cannot_be_written_says_what_to_set(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTBENCH_CACHE", str(file))
    with pytest.raises(CutbenchError, match=r"file/models: .*cannot be made.*set CUTBENCH_CACHE to a folder"):
        cache_folder("models")
    monkeypatch.delenv("CUTBENCH_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(file))
    with pytest.raises(CutbenchError, match="set CUTBENCH_CACHE"):
        cache_folder("models")


def test_text_and_json(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one\r\ntwo\rthree\n")
    assert read_text(path, 99) == "one\ntwo\nthree\n"
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(CutbenchError, match="a: cannot be read: not UTF-8 text"):
        read_text(path, 99)
    for content in (b"[" * 100_000, b"", b"\xff", b'{"a": ' + b"9" * 5000 + b"}"):
        path.write_bytes(content)
        with pytest.raises(CutbenchError, match="a: not JSON: ") as error:
            read_json(path, 1_000_000)
        assert "\n" not in str(error.value)
