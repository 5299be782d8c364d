"""Errors of a server: which may pass when the question is asked again, and which will not."""

import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import mktime_tz, parsedate_tz
from http import HTTPStatus
from http.client import responses
from typing import Any

# Too early, too many, or a fault on their side: the same request may be answered later.
TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
# Server errors that will not change.
PERMANENT = {HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED}
# A used-up quota answers 429 just like a rate limit, but waiting does not help.
USED_UP = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
# How vLLM and llama.cpp say that a prompt does not fit.
TOO_LONG = ("maximum context length", "exceeds the available context", "exceed_context_size")
LONGEST_REASON = 10_000
RETRY_DELAY = re.compile(r'"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"')


class RequestFailedError(Exception):
    """The server gave no usable answer; the message says why on one line."""


class TryAgainError(RequestFailedError):
    """A later attempt may succeed; `wait_seconds` is how long the server asks to wait, if it says so."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class ServerGoneError(TryAgainError):
    """Nothing is listening, or the connection broke off."""


def failure_of(status: int, headers: Mapping[str, str], text: str) -> RequestFailedError:
    """Return the error that an HTTP status and body stand for, with the server's own reason."""
    said = f"HTTP {status}: {reason_in(text) or responses.get(status, 'no reason given')}"
    if any(words in text for words in TOO_LONG):
        return RequestFailedError(f"prompt and answer exceed the context: {said}")
    transient = status in TRANSIENT or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in PERMANENT)
    if not transient or any(words in text for words in USED_UP):
        return RequestFailedError(said)
    wait = _seconds_to_wait(headers, text)
    return TryAgainError(said if wait is None else f"{said} (asks to wait {wait:.0f} s)", wait)


def reason_in(text: str) -> str:
    """Return the reason in an error's body, on one line and bounded; '' if there is none."""
    try:
        said = _message(json.loads(text))
    except (ValueError, RecursionError):
        said = re.sub(r"<[^>]*>", " ", text)
    return " ".join(said.split())[:LONGEST_REASON]


def _message(body: Any) -> str:
    """Return the message in a JSON body: OpenAI's, Google's (in a list), FastAPI's (a list of details), or plain."""
    if isinstance(body, list):
        return "; ".join(filter(None, map(_message, body)))
    if not isinstance(body, dict):
        return "" if body is None else str(body)
    named = (body.get(name) for name in ("error", "message", "detail", "msg", "title", "reason"))
    return next((said for said in map(_message, named) if said), "") or json.dumps(body)


def _seconds_to_wait(headers: Mapping[str, str], text: str) -> float | None:
    """Read Retry-After-Ms, Retry-After (seconds or a date), or the `retryDelay` in Google's body."""
    if milliseconds := _seconds(headers.get("retry-after-ms", "")):
        return milliseconds / 1000
    if asked := headers.get("retry-after"):
        return _seconds(asked)
    delay = RETRY_DELAY.search(text)
    return float(delay[1]) if delay else None


def _seconds(text: str) -> float | None:
    with suppress(ValueError):
        number = float(text)
        return number if 0 <= number < float("inf") else None
    with suppress(ValueError, OverflowError):
        date = parsedate_tz(text)
        return max(0.0, mktime_tz(date) - time.time()) if date else None
    return None
