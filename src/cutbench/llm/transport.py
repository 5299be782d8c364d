"""One request to a server, on the openai SDK: the raw answer, or why there is none."""

import json
import time
from collections.abc import Callable
from typing import Any

import openai

from cutbench.errors import CutbenchError
from cutbench.llm.engines import Server
from cutbench.llm.models import ModelEntry
from cutbench.llm.wire import RequestFailedError, ServerGoneError

REFUSED = {401: "refuses the key", 403: "refuses the key", 404: "does not know the model or the address"}


# vLLM's and llama.cpp's words for a prompt that does not fit.
TOO_LONG = ("maximum context length", "exceeds the available context", "exceed_context_size")


class Transport:
    """A connection to one server; safe to use from several threads."""

    def __init__(self, entry: ModelEntry, server: Server) -> None:
        self.server = server
        self._entry = entry
        self._has_key = server.process is not None or entry.key_variable is not None
        # trust_env: a proxy of the site is for endpoints elsewhere, not for servers on this machine.
        http = openai.DefaultHttpxClient(trust_env=server.process is None)
        self._client = openai.OpenAI(base_url=server.base_url, api_key=server.key, max_retries=0, http_client=http)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def complete(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send the request `body` as it is and return the server's JSON as it is.

        Raises:
            RequestFailedError: there is no usable answer within the entry's `timeout_seconds`.
            CutbenchError: the server refuses us for good (key, model, address).
        """
        try:
            answer = json.loads(self._without_key(self._read(body).decode("utf-8", "surrogatepass")))
        except openai.APITimeoutError as error:
            raise RequestFailedError(f"no answer within {self._entry.timeout_seconds:g} s") from error
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        except openai.APIError as error:
            raise ServerGoneError(f"connection failed: {_one_line(error.__cause__ or error)}") from error
        except ValueError as error:
            raise RequestFailedError(f"the server's answer is not JSON: {_one_line(error)}") from error
        if not (isinstance(answer, dict) and answer.get("choices")):
            raise RequestFailedError(f"the server's answer has no choices: {str(answer)[:200]}")
        return answer

    def _read(self, body: dict[str, Any]) -> bytes:
        """Read the answer piece by piece: the SDK's own timeout starts anew with every byte."""
        seconds = self._entry.timeout_seconds
        deadline = time.monotonic() + seconds
        chunks: list[bytes] = []
        request = self._client.chat.completions.with_streaming_response.create(
            model=body["model"],
            messages=body["messages"],
            extra_body={name: value for name, value in body.items() if name not in ("model", "messages")},
            timeout=openai.Timeout(seconds, connect=min(20.0, seconds)),
        )
        with request as response:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                if time.monotonic() > deadline:
                    raise RequestFailedError(f"no whole answer within {seconds:g} s")
        return b"".join(chunks)

    def _refusal(self, error: openai.APIStatusError) -> Exception:
        if self.server.process is None and error.status_code in REFUSED:
            reason = REFUSED[error.status_code]
            return CutbenchError(f"model {self._entry.id}: its endpoint {reason} (HTTP {error.status_code})")
        status, said = f"HTTP {error.status_code}", _one_line(error, self._without_key)
        if any(words in said for words in TOO_LONG):
            return RequestFailedError(
                f"{status}: prompt and answer exceed the context of {self._entry.context} tokens: {said}"
            )
        dead = error.status_code >= 500 and self.server.process is not None and not self.server.well()
        return (ServerGoneError if dead else RequestFailedError)(f"{status}: {said}")

    def _without_key(self, text: str) -> str:
        """Blank the key: some servers quote it when they complain, and what they say is recorded."""
        return text.replace(self.server.key, "[key]") if self._has_key else text


def _one_line(error: BaseException, clean: Callable[[str], str] = str) -> str:
    # Cleaned before it is cut: half a key is a secret, too.
    return " ".join(clean(f"{type(error).__name__}: {error}").split())[:300]
