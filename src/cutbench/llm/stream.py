"""Puts an answer together from the bytes of a response: a stream of server-sent events, or one JSON body."""

import json
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from cutbench.llm.answers import first_choice
from cutbench.llm.failures import RequestFailedError, ServerGoneError, TryAgainError, failure_of, reason_in

# An answer of a few thousand tokens takes about 1 MB as a stream.
MOST_BYTES = 64 << 20
# How a line of a stream may begin.
FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
DONE = b"[DONE]"
# Fields that every piece repeats whole; other texts grow from piece to piece.
REPEATED = {"role", "id", "type", "name"}
# Finish reasons of an answer that a fault of the server ended.
BROKEN = ("error", "abort")
HTTP_ERRORS = range(400, 600)


def whole_answer(chunks: Iterable[bytes], silence_seconds: float) -> dict[str, Any]:
    """Return the server's JSON; of a stream, what the server would have sent without streaming.

    Args:
        chunks: the bytes of the body as they arrive.
        silence_seconds: the longest time without a new piece of the answer. A body that is no stream is one piece.

    Raises:
        TryAgainError: silence, a stream that broke off, or a body that is not JSON.
        RequestFailedError: the answer is an error of the server, or too long.
    """
    answer = _Pieces(silence_seconds)
    body = answer.watch(chunks)
    first = next((chunk for chunk in body if chunk.strip()), b"")
    if not first.lstrip().startswith(FIELDS):
        return _checked(_parsed(first + b"".join(body)))
    for event in _events(chain([first], body)):
        if event == DONE:
            break
        answer.add(_parsed(event))
    else:
        if answer.finish is None:
            raise ServerGoneError("connection failed: the answer broke off")
    return _checked(answer.completion())


class _Pieces:
    """The answer as far as it has arrived."""

    def __init__(self, silence_seconds: float) -> None:
        self.finish: Any = None
        self._silence = silence_seconds
        self._last_piece = time.monotonic()
        self._head: dict[str, Any] = {}
        self._message: dict[str, Any] = {}

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the bytes on; raise if they are too many, or hold nothing new of the answer for too long."""
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise RequestFailedError(f"the server's answer is longer than {MOST_BYTES} bytes")
            if time.monotonic() - self._last_piece > self._silence:
                raise TryAgainError(f"nothing new of an answer within {self._silence:g} s")
            yield chunk

    def add(self, event: Any) -> None:
        """Append a piece; progress with the prompt counts as a sign of life, an empty piece does not."""
        if not isinstance(event, dict):
            raise RequestFailedError(f"a piece of the server's answer is no object: {str(event)[:100]}")
        _raise_error_in(event)
        self._head |= {name: value for name, value in event.items() if name != "choices" and value is not None}
        choice = first_choice(event)
        piece = choice.get("delta") or choice.get("message") or {}
        piece = piece if isinstance(piece, dict) else {"content": str(piece)}
        self._message = _joined(self._message, piece)
        self.finish = choice.get("finish_reason") or self.finish
        said = any(value for name, value in piece.items() if name not in REPEATED)
        if said or choice.get("finish_reason") or event.get("prompt_progress"):
            self._last_piece = time.monotonic()

    def completion(self) -> dict[str, Any]:
        """Return the answer in the form that it has without streaming."""
        self._head.pop("prompt_progress", None)
        choice = {"index": 0, "message": self._message, "finish_reason": self.finish}
        return {**self._head, "object": "chat.completion", "choices": [choice]}


def _joined(old: Any, new: Any, name: str = "") -> Any:
    """Append a piece to what there is: texts grow, items of lists are found by their index."""
    if old is None or new is None:
        return new if old is None else old
    if isinstance(old, str) and isinstance(new, str):
        return old if name in REPEATED and old else old + new
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: _joined(old.get(key), value, key) for key, value in new.items()}
    if not (isinstance(old, list) and isinstance(new, list)):
        return new
    items = list(old)
    for item in new:
        index = item.get("index") if isinstance(item, dict) else None
        if isinstance(index, int) and 0 <= index < len(items):
            items[index] = _joined(items[index], item)
        else:
            items.append(item)
    return items


def _events(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the `data:` lines of a stream."""
    rest = b""
    for chunk in chain(chunks, [b"\n"]):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line[5:].strip() for line in lines if line.startswith(b"data:"))


def _parsed(body: bytes) -> Any:
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TryAgainError(f"the server's answer is not JSON ({error}): {reason_in(text[:1000])}") from error


def _checked(answer: Any) -> dict[str, Any]:
    """Return an answer that has a choice and was not ended by a fault of the server.

    Raises:
        RequestFailedError: any other.
    """
    _raise_error_in(answer)
    if not (isinstance(answer, dict) and isinstance(answer.get("choices"), list) and answer["choices"]):
        raise TryAgainError(f"the server's answer has no choices: {reason_in(json.dumps(answer))}")
    finish = first_choice(answer).get("finish_reason")
    if finish in BROKEN:
        raise TryAgainError(f"the server broke its answer off (finish reason: {finish})")
    return answer


def _raise_error_in(answer: Any) -> None:
    """Raise the error that an answer with HTTP 200 holds: from behind a gateway, or in the middle of a stream."""
    body = answer[0] if isinstance(answer, list) and answer else answer
    error = body.get("error") if isinstance(body, dict) else None
    if error:
        code = str(error.get("code")) if isinstance(error, dict) else ""
        known = code.isdigit() and int(code) in HTTP_ERRORS
        raise failure_of(int(code) if known else 500, {}, json.dumps(body))
