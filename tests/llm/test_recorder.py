import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from cutbench.errors import CutbenchError
from cutbench.llm.chat import Identity
from cutbench.llm.recorder import Recorder, call_key, read_calls

US = Identity(engine="e", engine_version="1", digest="d")
THEM = Identity(engine="e", engine_version="2", digest="d")
RESULT = {"raw": None, "problem": None, "seconds": 1.0, "outcome": "ok"}


def add(path: Path, *seeds: int, identity: Identity = US, **fields: Any) -> None:
    with Recorder.open(path, "auto", identity) as recorder:
        for seed in seeds:
            recorder.add({"seed": seed}, 0, "p", RESULT | fields)


def test_key_depends_on_body_identity_and_repeat_only() -> None:
    key = call_key({"a": 1, "b": 2}, US, 0)
    assert key == call_key({"b": 2, "a": 1}, US, 0)
    assert len({key, call_key({"a": 1, "b": 3}, US, 0), call_key({"a": 1, "b": 2}, THEM, 0)}) == 3
    assert key != call_key({"a": 1, "b": 2}, US, 1)


def test_auto_reuses_what_is_recorded_except_server_errors(calls: Path) -> None:
    add(calls, 1)
    add(calls, 2, outcome="server_error")
    with Recorder.open(calls, "auto", US) as recorder:
        assert recorder.find({"seed": 1}, 0, "p")
        assert recorder.find({"seed": 1}, 1, "p") is None
        assert recorder.find({"seed": 2}, 0, "p") is None
    with Recorder.open(calls, "auto", THEM) as recorder:
        assert recorder.find({"seed": 1}, 0, "p") is None


def test_live_reuses_nothing_and_its_last_answer_counts(calls: Path) -> None:
    add(calls, 1, seconds=1.0)
    with Recorder.open(calls, "live", US) as recorder:
        assert recorder.find({"seed": 1}, 0, "p") is None
        recorder.add({"seed": 1}, 0, "p", RESULT | {"seconds": 2.0})
    with Recorder.open(calls, "replay", US) as recorder:
        line = recorder.find({"seed": 1}, 0, "p")
    assert line is not None
    assert line["seconds"] == 2.0


def test_replay_takes_the_identity_of_the_record_and_names_a_miss(calls: Path) -> None:
    add(calls, 1)
    add(calls, 2, identity=THEM, outcome="server_error")
    with Recorder.open(calls, "replay", Identity(engine="e", engine_version="none", digest="d")) as recorder:
        assert recorder.identity == THEM
        assert recorder.find({"seed": 1}, 0, "p")
        assert recorder.find({"seed": 2}, 0, "p")
        with pytest.raises(CutbenchError, match="no call for 'read main paper'"):
            recorder.find({"seed": 3}, 0, "read main paper")


def test_replay_reads_a_packed_record(calls: Path) -> None:
    add(calls, 1)
    Path(f"{calls}.gz").write_bytes(gzip.compress(calls.read_bytes()))
    calls.unlink()
    with Recorder.open(calls, "replay", THEM) as recorder:
        assert recorder.find({"seed": 1}, 0, "p")
    assert not calls.exists()


def test_replay_without_a_record(calls: Path) -> None:
    with pytest.raises(CutbenchError, match="there is no record"), Recorder.open(calls, "replay", US):
        pass


def test_torn_last_line_is_dropped_and_overwritten(calls: Path) -> None:
    add(calls, 1)
    whole = calls.read_bytes()
    calls.write_bytes(whole + whole[:50])
    assert len(read_calls(calls)) == 1
    add(calls, 2)
    assert [line["request"]["seed"] for line in read_calls(calls)] == [1, 2]


@pytest.mark.parametrize("damage", ["garbage", "[]", '{"key": "k"}'])
def test_damage_in_the_middle_is_an_error(calls: Path, damage: str) -> None:
    add(calls, 1)
    calls.write_text(f"{damage}\n{calls.read_text()}")
    with pytest.raises(CutbenchError, match="line 1 is damaged"):
        read_calls(calls)


def test_two_processes_do_not_write_one_record(calls: Path) -> None:
    with (
        Recorder.open(calls, "auto", US),
        pytest.raises(CutbenchError, match="another process"),
        Recorder.open(calls, "auto", US),
    ):
        pass


def test_threads_write_whole_lines(calls: Path) -> None:
    with Recorder.open(calls, "auto", US) as recorder:
        threads = [
            threading.Thread(target=recorder.add, args=({"seed": seed}, 0, "p" * 5000, RESULT)) for seed in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {line["request"]["seed"] for line in read_calls(calls)} == set(range(20))


def test_odd_text_survives(calls: Path) -> None:
    text = "lone \ud800 surrogate, \u2028, \x00, é"
    with Recorder.open(calls, "auto", US) as recorder:
        recorder.add({"text": text}, 0, "p", RESULT)
    with Recorder.open(calls, "replay", US) as recorder:
        line = recorder.find({"text": text}, 0, "p")
    assert line is not None
    assert line["request"] == {"text": text}


WRITER = """
import sys
from pathlib import Path
from cutbench.llm.chat import Identity
from cutbench.llm.recorder import Recorder
with Recorder.open(Path(sys.argv[1]), "auto", Identity(engine="e", engine_version="1", digest="d")) as recorder:
    for seed in range(10**6):
        result = {"raw": None, "problem": None, "seconds": 1.0, "outcome": "ok"}
        recorder.add({"seed": seed, "filler": "x" * 10000}, 0, "p", result)
        print(seed, flush=True)
"""


def test_what_was_added_survives_kill_9(calls: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(calls)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for _ in range(5):
            last = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        last = max([last, *map(int, writer.stdout.read().split())])
    add(calls, 10**7)
    seeds = [line["request"]["seed"] for line in read_calls(calls)]
    assert seeds[: last + 1] == list(range(last + 1))
    assert seeds[-1] == 10**7
    assert all(json.loads(raw) for raw in calls.read_bytes().splitlines())
