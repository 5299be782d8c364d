"""One request to a server, on the openai SDK: the raw answer, or why there is none."""

from typing import Any
from urllib.parse import quote

import httpx
import openai

from cutbench.llm.engines import Server
from cutbench.llm.models import ModelEntry
from cutbench.llm.refusals import RequestFailedError, ServerGoneError, TryAgainError, refusal
from cutbench.llm.stream import whole_answer
from cutbench.llm.wire import STREAMING, in_words_of

CONNECT_SECONDS = 20.0
LONGEST_LINE = 300
REFUSED = {401: "refuses the key", 404: "does not know the model or the address"}


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
        """Send the request `body` and return the server's JSON; its answer is streamed, to hear that it works on it.

        Raises:
            TryAgainError: there is no answer, or an error that may pass.
            RequestFailedError: the server refuses the request for good.
        """
        try:
            return self._without_key(self._read(body))  # type: ignore[no-any-return]
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            raise TryAgainError(f"nothing new of an answer within {self._entry.timeout_seconds:g} s") from error
        except (openai.APIConnectionError, httpx.HTTPError) as error:
            raise ServerGoneError(f"connection failed: {self._one_line(_named(error.__cause__ or error))}") from error
        except openai.OpenAIError as error:
            raise RequestFailedError(self._one_line(_named(error))) from error
        except RequestFailedError as error:
            self._clean(error)
            raise

    def _read(self, body: dict[str, Any]) -> dict[str, Any]:
        silence = self._entry.timeout_seconds
        # llama.cpp says how far it is with a prompt; to other servers the field means nothing or is an error.
        progress = {"return_progress": True} if self._entry.engine == "llama_cpp" else {}
        fields = {**body, **in_words_of(self._entry, STREAMING), **progress}
        request = self._client.chat.completions.with_streaming_response.create(
            model=fields.pop("model"),
            messages=fields.pop("messages"),
            extra_body=fields,
            timeout=openai.Timeout(silence, connect=min(CONNECT_SECONDS, silence)),
        )
        with request as response:
            return whole_answer(response.iter_bytes(), silence)

    def _refusal(self, error: openai.APIStatusError) -> RequestFailedError:
        response, status = error.response, error.status_code
        found = refusal(status, response.headers, response.text)
        self._clean(found)
        if self.server.process is None and status in REFUSED:
            return RequestFailedError(f"the endpoint {REFUSED[status]}: {found}")
        dead = isinstance(found, TryAgainError) and self.server.process is not None and not self.server.well()
        return ServerGoneError(str(found)) if dead else found

    def _clean(self, error: RequestFailedError) -> None:
        error.args = (self._one_line(str(error)),)

    def _without_key(self, said: Any) -> Any:
        """Blank the key in all texts: some servers quote it when they complain, and what they say is recorded."""
        if not self._has_key:
            return said
        if isinstance(said, list):
            return [self._without_key(part) for part in said]
        if isinstance(said, dict):
            return {self._without_key(name): self._without_key(part) for name, part in said.items()}
        if not isinstance(said, str):
            return said
        for form in {self.server.key, quote(self.server.key, safe="")}:
            said = said.replace(form, "[key]")
        return said

    def _one_line(self, said: str) -> str:
        # Cleaned before it is cut: half a key is a secret, too.
        return " ".join(str(self._without_key(said)).split())[:LONGEST_LINE]


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
