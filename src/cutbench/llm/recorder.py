"""The record of all calls of a job: what is in it is not paid for twice."""

import fcntl
import gzip
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self

from cutbench.errors import CutbenchError
from cutbench.llm.chat import Identity

CallMode = Literal["auto", "live", "replay"]


class Recorder:
    """A calls.jsonl file: one line per exchange with a server, on disk as soon as it is over.

    `auto` answers from the record what it holds, except server errors; `live` never does; `replay` answers
    everything from the record and treats a miss as an error. A line that was torn by a kill is dropped.

    Attributes:
        identity: who answers. A replay takes it from the record (its last line), so that a record can be
            replayed where the engine is another version or missing.
    """

    def __init__(self, path: Path, mode: CallMode, identity: Identity, handle: BinaryIO | None) -> None:
        self.path, self.mode, self.identity = path, mode, identity
        self._lock = threading.Lock()
        self._handle = handle
        lines = [] if mode == "live" else read_calls(path)
        self._known = {line["key"]: line for line in lines}
        self._identities = [identity]
        if mode == "replay" and lines:
            recorded = dict.fromkeys(json.dumps(line["identity"]) for line in reversed(lines))
            self._identities = [Identity.model_validate_json(text) for text in recorded]
            self.identity = self._identities[0]

    @classmethod
    @contextmanager
    def open(cls, path: Path, mode: CallMode, identity: Identity) -> Iterator[Self]:
        """Open the record, for this process alone unless it is only read.

        Raises:
            CutbenchError: there is nothing to replay, the file is damaged, or another process writes it.
        """
        if mode == "replay":
            yield cls(path, mode, identity, None)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CutbenchError(f"{path}: another process is writing it; wait for that job or stop it") from error
            _cut_torn_line(handle)
            yield cls(path, mode, identity, handle)

    def find(self, body: dict[str, Any], repeat: int, purpose: str) -> dict[str, Any] | None:
        """Return the recorded exchange, or None if the server is to be asked.

        Raises:
            CutbenchError: this is a replay and the call is not in the record.
        """
        keys = (call_key(body, identity, repeat) for identity in self._identities)
        line = next((self._known[key] for key in keys if key in self._known), None)
        if self.mode == "replay" and line is None:
            raise CutbenchError(
                f"replay: {self.path} has no call for '{purpose}' (another prompt, paper or setting); record it anew"
            )
        if self.mode == "live" or (self.mode == "auto" and line and line["outcome"] == "server_error"):
            return None
        return line

    def add(self, body: dict[str, Any], repeat: int, purpose: str, result: dict[str, Any]) -> dict[str, Any]:
        """Append one exchange and return its line; it is on disk when this returns."""
        line = {
            "key": call_key(body, self.identity, repeat),
            "purpose": purpose,
            "repeat": repeat,
            "identity": self.identity.known(),
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            **result,
            "request": body,
        }
        with self._lock:
            if self._handle is None:
                raise CutbenchError(f"{self.path}: a replay adds no calls")
            self._known[line["key"]] = line
            self._handle.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
            self._handle.flush()
            os.fsync(self._handle.fileno())
        return line


def call_key(body: dict[str, Any], identity: Identity, repeat: int) -> str:
    """Return the sha256 of a request, the server's identity and the repeat index."""
    content = json.dumps([body, identity.known(), repeat], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def read_calls(path: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a record, packed as `<path>.gz` or not; a torn last line is left out.

    Raises:
        CutbenchError: there is no such file, or a line other than the last is damaged.
    """
    packed = path.with_name(path.name + ".gz")
    try:
        content = path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())
    except FileNotFoundError as error:
        raise CutbenchError(
            f"replay: there is no record {path} nor {packed.name}; run with calls=auto first"
        ) from error
    except (OSError, EOFError) as error:
        raise CutbenchError(f"{packed}: cannot be unpacked: {error}") from error
    whole, _, _ = content.rpartition(b"\n")
    return [_line(raw, path, number) for number, raw in enumerate(whole.split(b"\n"), start=1) if raw.strip()]


def _line(raw: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(raw)
        line["key"], line["identity"], line["outcome"]
    except (ValueError, TypeError, KeyError) as error:
        raise CutbenchError(f"{path}: line {number} is damaged; delete that line and its call is made anew") from error
    return line


def _cut_torn_line(handle: BinaryIO) -> None:
    """Cut off what a killed process left of its last line."""
    handle.seek(0)
    content = handle.read()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        handle.truncate(whole)
