"""Why a server gave no answer: what may pass if one asks again, and what will not."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

# Too early, too many, or broken on their side: the same request may be answered later.
PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
# Not implemented, protocol not supported: the same for ever.
FINAL = {HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED}
# A quota that is used up answers 429 like a rate that is too high, but waiting does not help.
USED_UP = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active")
# vLLM's and llama.cpp's words for a prompt that does not fit.
TOO_LONG = ("maximum context length", "exceeds the available context", "exceed_context_size")
LONGEST_REASON = 10_000
SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")


class RequestFailedError(Exception):
    """The server gave no usable answer; the message says why on one line."""


class TryAgainError(RequestFailedError):
    """It may give one later; `wait_seconds` is how long it asks to be left alone, if it says so."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class ServerGoneError(TryAgainError):
    """Nothing is listening, or the connection broke off."""


def refusal(status: int, headers: Mapping[str, str], text: str) -> RequestFailedError:
    """Return what an HTTP status other than success means, with the server's own reason."""
    said = f"HTTP {status}: {reason_in(text) or _phrase(status)}"
    if any(words in text for words in TOO_LONG):
        return RequestFailedError(f"prompt and answer exceed the context: {said}")
    passing = status in PASSING or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in FINAL)
    if not passing or any(words in text for words in USED_UP):
        return RequestFailedError(said)
    wait = _wait(headers, text)
    return TryAgainError(said if wait is None else f"{said} (asks to wait {wait:.0f} s)", wait)


def reason_in(text: str) -> str:
    """Return what a server says about an error, on one line and bounded; '' if it says nothing."""
    try:
        said = _message(json.loads(text))
    except (ValueError, RecursionError):
        said = re.sub(r"<[^>]*>", " ", text)
    return " ".join(said.split())[:LONGEST_REASON]


def _message(body: Any) -> str:
    """Return the message in a body: OpenAI's, Google's (in a list), FastAPI's (a list of details), or plain."""
    if isinstance(body, list):
        return "; ".join(filter(None, map(_message, body)))
    if not isinstance(body, dict):
        return "" if body is None else str(body)
    named = (body.get(name) for name in ("error", "message", "detail", "msg", "title", "reason"))
    return next((said for said in map(_message, named) if said), "") or json.dumps(body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no reason given"


def _wait(headers: Mapping[str, str], text: str) -> float | None:
    """Return the seconds in Retry-After (a number or a date), or in Google's `retryDelay`."""
    if milliseconds := _number(headers.get("retry-after-ms", "")):
        return milliseconds / 1000
    asked = headers.get("retry-after", "")
    delay = re.search(r'"retryDelay"\s*:\s*"([^"]*)"', text)
    if not asked and delay and (seconds := SECONDS.fullmatch(delay.group(1))):
        return float(seconds.group(1))
    return _number(asked) if _number(asked) is not None else _until(asked)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _until(text: str) -> float | None:
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
