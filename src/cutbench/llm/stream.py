"""An answer as it arrives: the pieces of a stream, or one JSON body, put together."""

import json
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from cutbench.llm.refusals import RequestFailedError, ServerGoneError, TryAgainError, reason_in, refusal

# An answer of a few thousand tokens takes about 1 MB as a stream.
MOST_BYTES = 64 << 20
DONE = b"[DONE]"
# What does not grow from piece to piece.
NAMES = {"role", "id", "type", "name"}
# What an interrupted answer ends with; a cut connection has no reason at all.
BROKEN = {"error", "abort"}
HTTP_CODES = range(400, 600)


def whole_answer(chunks: Iterable[bytes], silence_seconds: float) -> dict[str, Any]:
    """Return the server's JSON; a stream becomes the JSON that would have come without streaming.

    Args:
        chunks: the bytes of the body as they arrive.
        silence_seconds: the longest time without a new piece of the answer. A body that is no stream has only one.

    Raises:
        TryAgainError: silence, a stream that broke off, or a body that is not JSON.
        RequestFailedError: the answer is an error of the server, or has no end.
    """
    watch = _Watch(silence_seconds)
    arriving = watch.passing(chunks)
    first = next((chunk for chunk in arriving if chunk.strip()), b"")
    if not first.lstrip().startswith((b"data:", b"event:", b"id:", b"retry:", b":")):
        return _checked(_json(first + b"".join(arriving)))
    answer = _Growing()
    for event in _events(chain([first], arriving)):
        if event == DONE:
            return answer.whole(ended=True)
        if answer.add(_json(event)):
            watch.heard()
    return answer.whole(ended=False)


class _Watch:
    """Ends the reading of a body when nothing new has been heard for too long, or far too much."""

    def __init__(self, silence_seconds: float) -> None:
        self._silence = silence_seconds
        self._last = time.monotonic()

    def heard(self) -> None:
        self._last = time.monotonic()

    def passing(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise RequestFailedError(f"the server's answer is longer than {MOST_BYTES} bytes")
            if time.monotonic() - self._last > self._silence:
                raise TryAgainError(f"nothing new of an answer within {self._silence:g} s")
            yield chunk


class _Growing:
    """The answer so far."""

    def __init__(self) -> None:
        self._head: dict[str, Any] = {}
        self._message: dict[str, Any] = {}
        self._finish: Any = None

    def add(self, event: Any) -> bool:
        """Take in a piece; return whether there was something in it, be it only progress with the prompt."""
        if not isinstance(event, dict):
            raise RequestFailedError(f"a piece of the server's answer is no object: {str(event)[:100]}")
        _refuse_error(event)
        self._head |= {name: value for name, value in event.items() if name != "choices" and value is not None}
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        piece = choice.get("delta") or choice.get("message") or {}
        self._message = _joined(self._message, piece if isinstance(piece, dict) else {"content": str(piece)})
        self._finish = choice.get("finish_reason") or self._finish
        said = isinstance(piece, str) or any(value for name, value in piece.items() if name not in NAMES)
        return bool(said or choice.get("finish_reason") or event.get("prompt_progress"))

    def whole(self, *, ended: bool) -> dict[str, Any]:
        if not ended and self._finish is None:
            raise ServerGoneError("connection failed: the answer broke off")
        self._head.pop("prompt_progress", None)
        choice = {"index": 0, "message": self._message, "finish_reason": self._finish}
        return _checked({**self._head, "object": "chat.completion", "choices": [choice]})


def _joined(old: Any, new: Any, name: str = "") -> Any:
    """Put a piece behind what there is: texts grow, items of lists are found by their index."""
    if old is None or new is None:
        return new if old is None else old
    if isinstance(old, str) and isinstance(new, str):
        return old if name in NAMES and old else old + new
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: _joined(old.get(key), value, key) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        return _joined_lists(old, new)
    return new


def _joined_lists(old: list[Any], new: list[Any]) -> list[Any]:
    items = list(old)
    for item in new:
        index = item.get("index") if isinstance(item, dict) else None
        if isinstance(index, int) and 0 <= index < len(items):
            items[index] = _joined(items[index], item)
        else:
            items.append(item)
    return items


def _events(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is said in the `data:` lines of a stream of server-sent events."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line[5:].strip() for line in lines if line.startswith(b"data:"))
    if rest.startswith(b"data:"):
        yield rest[5:].strip()


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        said = reason_in(body[:1000].decode("utf-8", "replace"))
        raise TryAgainError(f"the server's answer is not JSON ({error}): {said}") from error


def _checked(answer: Any) -> dict[str, Any]:
    """Refuse an answer without a choice, or that ended because something broke."""
    _refuse_error(answer)
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not (isinstance(choices, list) and choices):
        raise TryAgainError(f"the server's answer has no choices: {reason_in(json.dumps(answer))}")
    finish = choices[0].get("finish_reason") if isinstance(choices[0], dict) else None
    if isinstance(finish, str) and finish in BROKEN:
        raise TryAgainError(f"the server broke its answer off (finish reason: {finish})")
    return dict(answer)


def _refuse_error(answer: Any) -> None:
    """An error may come with HTTP 200: behind a gateway, or in the middle of a stream."""
    body = answer[0] if isinstance(answer, list) and answer else answer
    error = body.get("error") if isinstance(body, dict) else None
    if not error:
        return
    code = str(error.get("code")) if isinstance(error, dict) else ""
    status = int(code) if code.isdigit() and int(code) in HTTP_CODES else 500
    raise refusal(status, {}, json.dumps(body))
