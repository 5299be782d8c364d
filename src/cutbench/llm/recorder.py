"""The record of a job's calls: what is in it is not asked, and not paid for, a second time."""

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self

from pydantic import ValidationError

from cutbench.errors import CutbenchError
from cutbench.files import make_folder, reason
from cutbench.llm.chat import Identity
from cutbench.llm.records import is_torn, read_calls, refuse_others
from cutbench.locks import take_lock
from cutbench.schema.base import first_fault

__all__ = ["CallMode", "Recorder", "call_key", "read_calls"]

CallMode = Literal["auto", "live", "replay"]


class Recorder:
    """A calls.jsonl file: one line per exchange with a server, on disk as soon as it is over.

    `auto` answers from the record if it can, except server errors; `live` never does; `replay` answers everything
    from the record, and a call that is not there is an error. A line that was torn when a process was killed is
    dropped.

    Attributes:
        identity: who answers. A replay takes it from the last line of the record, so that it also works where the
            engine is missing or has another version.
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
            self._identities = [_identity(text, path) for text in recorded]
            self.identity = self._identities[0]

    @classmethod
    @contextmanager
    def open(cls, path: Path, mode: CallMode, identity: Identity) -> Iterator[Self]:
        """Open the record, for this process alone unless it is only read.

        Raises:
            CutbenchError: there is nothing to replay, the file is damaged, cannot be written, or another process
                writes it.
        """
        if mode == "replay":
            yield cls(path, mode, identity, None)
            return
        with _opened(path) as handle:
            take_lock(handle, path, wait=False)
            recorder = cls(path, mode, identity, handle)
            _mend_last_line(handle)
            yield recorder

    def find(self, body: dict[str, Any], repeat: int, purpose: str) -> dict[str, Any] | None:
        """Return the recorded exchange, or None if the server has to be asked.

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
        """Append one exchange and return its line; it is on disk when this returns.

        Raises:
            CutbenchError: this is a replay, or the disk takes no more; what was recorded before is kept.
        """
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
            try:
                _append(self._handle, json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
            except OSError as error:
                raise CutbenchError(
                    f"{self.path}: a call cannot be recorded: {reason(error)}; make room and run again, "
                    "finished calls are kept"
                ) from error
            self._known[line["key"]] = line
        return line


def call_key(body: dict[str, Any], identity: Identity, repeat: int) -> str:
    """Return the sha256 of a request, the server's identity and the repeat index."""
    content = json.dumps([body, identity.known(), repeat], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _identity(text: str, path: Path) -> Identity:
    try:
        return Identity.model_validate_json(text)
    except ValidationError as error:
        raise CutbenchError(
            f"{path}: who answered is not told as this cutbench does: identity.{first_fault(error)}; record it anew"
        ) from error


def _opened(path: Path) -> BinaryIO:
    """Open a record for reading and appending, without a buffer that would be written again after it failed."""
    make_folder(path.parent)
    try:
        refuse_others(path)
        return path.open("a+b", buffering=0)
    except OSError as error:
        raise CutbenchError(f"{path}: calls cannot be recorded there: {reason(error)}") from error


def _append(handle: BinaryIO, content: bytes) -> None:
    """Write bytes to the disk, all of them or none: a part that a full disk took is removed."""
    start = os.fstat(handle.fileno()).st_size
    rest = memoryview(content)
    try:
        while rest:
            rest = rest[handle.write(rest) :]
        os.fsync(handle.fileno())
    except OSError:
        with suppress(OSError):
            handle.truncate(start)
        raise


def _mend_last_line(handle: BinaryIO) -> None:
    """Remove a last line that a killed process left torn; if only its line break is missing, add that."""
    handle.seek(0)
    content = handle.read()
    whole = content.rfind(b"\n") + 1
    if whole == len(content):
        return
    if is_torn(content[whole:]):
        handle.truncate(whole)
    else:
        _append(handle, b"\n")
