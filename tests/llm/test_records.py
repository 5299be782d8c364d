"""Whatever stands in a record, or in its place: one line, in bounded time and memory."""

import gzip
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cutbench.errors import CutbenchError
from cutbench.llm.chat import Identity
from cutbench.llm.recorder import CallMode, Recorder, read_calls

US = Identity(engine="e", engine_version="1", digest="d")
RESULT = {"raw": None, "problem": None, "seconds": 1.0, "outcome": "ok"}
LINE: dict[str, Any] = {"key": "k", "identity": US.model_dump(), **RESULT}
DEEP = b'{"key": ' + b"[" * 200_000


def add(path: Path, seed: int, mode: CallMode = "auto") -> None:
    with Recorder.open(path, mode, US) as recorder:
        recorder.add({"seed": seed}, 0, "p", RESULT)


def seeds(path: Path) -> list[int]:
    return [line["request"]["seed"] for line in read_calls(path)]


def refused(path: Path, problem: str, *modes: CallMode) -> None:
    for mode in modes or ("auto", "replay"):
        with pytest.raises(CutbenchError, match=problem) as error, Recorder.open(path, mode, US):
            pytest.fail("was opened")
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "damage",
    [
        DEEP,
        b"\xff\xfe",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"null",
        *(
            json.dumps(LINE | changed).encode()
            for changed in (
                {"identity": None},
                {"key": ["k"]},
                {"seconds": "1"},
                {"seconds": float("nan")},
                {"raw": "x"},
                {"raw": {"model": ["m"]}},
                {"raw": {"counts": ["one"]}},
            )
        ),
    ],
)
def test_a_line_that_is_no_call(calls: Path, damage: bytes) -> None:
    add(calls, 1)
    whole = calls.read_bytes()
    calls.write_bytes(whole + damage + b"\n" + whole)
    refused(calls, r"calls\.jsonl: line 2 is damaged")
    assert calls.read_bytes().count(whole) == 2


@pytest.mark.parametrize("mode", ["auto", "live"])
def test_a_whole_last_line_without_its_end_is_a_call(calls: Path, mode: CallMode) -> None:
    add(calls, 1)
    calls.write_bytes(calls.read_bytes().rstrip(b"\n"))
    assert seeds(calls) == [1]
    add(calls, 2, mode)
    assert seeds(calls) == [1, 2]
    assert calls.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("tail", [DEEP, b'{"other": "file"}', b"7"])
def test_a_last_line_of_something_else_is_not_thrown_away(calls: Path, tail: bytes) -> None:
    add(calls, 1)
    calls.write_bytes(calls.read_bytes() + tail)
    refused(calls, "line 2 is damaged")
    assert calls.read_bytes().endswith(tail)


@pytest.mark.parametrize("identity", [{}, US.model_dump() | {"engine": 5}, US.model_dump() | {"colour": "red"}])
def test_a_foreign_identity(calls: Path, identity: dict[str, Any]) -> None:
    calls.parent.mkdir()
    calls.write_text(json.dumps(LINE | {"identity": identity}) + "\n")
    refused(calls, r"calls\.jsonl: who answered .*: identity\.\w+: .*record it anew", "replay")
    add(calls, 1)
    assert len(read_calls(calls)) == 2


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", None),
        (b"no gzip", "cannot be unpacked: Not a gzipped file"),
        (_packed(b"x" * 5000)[:-9], "cannot be unpacked: "),
        (_packed(b"")[:10] + b"\xff" * 99, "cannot be unpacked: Error -3"),
        (_packed(b"{}\n") + b"trailing", "cannot be unpacked: |line 1 is damaged"),
        (_packed(b"\n" * 1_100_000), "line 1000001 is one too many"),
        (_packed(bytes(1 << 20)) * 70, "longer than 67108864 bytes"),
        (_packed((b" " * (1 << 20) + b"\n") * 16) * 17, "unpacks to more than 268435456 bytes"),
    ],
)
def test_packed_records(calls: Path, content: bytes, problem: str | None) -> None:
    calls.parent.mkdir()
    Path(f"{calls}.gz").write_bytes(content)
    if problem is None:
        assert read_calls(calls) == []
    else:
        refused(calls, rf"calls\.jsonl\.gz: .*({problem})", "replay")


@pytest.mark.parametrize("name", ["calls.jsonl", "calls.jsonl.gz"])
def test_a_folder_or_a_pipe_in_its_place(calls: Path, name: str) -> None:
    calls.parent.mkdir()
    place = calls.with_name(name)
    place.mkdir()
    refused(calls, f"{name}: is a folder", *(("replay",) if name.endswith("gz") else ()))
    place.rmdir()
    os.mkfifo(place)
    refused(calls, f"{name}: is no file", *(("replay",) if name.endswith("gz") else ()))


def test_no_place_for_a_record(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused(tmp_path / "file/calls.jsonl", "file: this folder cannot be made", "auto", "live")
    refused(Path("/proc/calls.jsonl"), "/proc/calls.jsonl: calls cannot be recorded there", "auto")
    refused(tmp_path / ("x" * 300), "File name too long")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def test_a_full_disk_keeps_what_was_there_and_no_half_line(calls: Path) -> None:
    add(calls, 1)
    whole = calls.read_bytes()
    with (
        Recorder.open(calls, "auto", US) as recorder,
        files_of_at_most(len(whole) + 100),
        pytest.raises(CutbenchError, match=r"calls\.jsonl: a call cannot be recorded: File too large; make room"),
    ):
        recorder.add({"seed": 2}, 0, "p", RESULT)
    assert calls.read_bytes() == whole
    add(calls, 3)
    assert seeds(calls) == [1, 3]


def test_a_call_that_was_not_recorded_is_not_known(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Recorder.open(calls, "auto", US) as recorder:
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(CutbenchError, match="No space left on device"):
            recorder.add({"seed": 1}, 0, "p", RESULT)
        assert recorder.find({"seed": 1}, 0, "p") is None
    assert calls.read_bytes() == b""


def test_no_locks_is_not_another_process(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", flock)
    refused(calls, r"calls\.jsonl: its file system has no locks", "auto", "live")
