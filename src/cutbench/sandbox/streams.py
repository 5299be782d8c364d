"""Reading what an untrusted process writes: in threads, so that it never waits for us, and never more than is kept."""

import os
import threading
import time
from typing import IO

LAST_WORDS = 5.0  # seconds for what still stands in a pipe
KEPT = 1 << 16  # bytes of each stream


class Tail:
    """Reads a stream to its end and keeps the last bytes, so that a flood fills nothing."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        assert stream is not None  # noqa: S101  (it is a pipe)
        self._stream, self._kept = stream, b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream:
            while piece := os.read(self._stream.fileno(), KEPT):
                self._kept = (self._kept + piece)[-KEPT:]

    def text(self) -> str:
        """Return the last of what was written."""
        self._thread.join(LAST_WORDS)
        return self._kept.decode("utf-8", "replace")


class Head:
    """Reads a stream, but not more than a limit; `began` is when its first byte came (monotonic seconds)."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit, self._content = stream, limit, b""
        self.began: float | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream:
            first = self._stream.read(1)
            if first:
                self.began = time.monotonic()
            self._content = first
            self._content += self._stream.read(self._limit - 1)

    def content(self) -> bytes:
        """Return the first of what was written."""
        self._thread.join(LAST_WORDS)
        return self._content
