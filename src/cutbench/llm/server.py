"""A model server: started if it is ours, asked over HTTP through the openai SDK, and stopped whatever happens."""

import json
import os
import secrets
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import httpx2
import openai

from cutbench.errors import CutbenchError
from cutbench.llm.engines import endpoint_of, start_order
from cutbench.llm.failures import RequestFailedError, ServerGoneError, TryAgainError, failure_of
from cutbench.llm.models import ModelEntry
from cutbench.llm.stream import whole_answer
from cutbench.llm.wire import STREAMING, in_dialect

CONNECT_SECONDS = 20.0
LONGEST_LINE = 300
REFUSED = {401: "refuses the key", 404: "does not know the model or the address"}


class Server:
    """Answers chat completions; safe to use from several threads. `process` is None if somebody else runs it."""

    def __init__(self, entry: ModelEntry, base_url: str, key: str, process: subprocess.Popen[str] | None = None):
        self.process = process
        self._entry = entry
        self._root = base_url.removesuffix("/v1")
        self._secrets = {key, quote(key, safe="")} if process or entry.key_variable else set()
        # A site's proxy is for endpoints elsewhere, not for servers on this machine.
        http = openai.DefaultHttpxClient(trust_env=process is None)
        self._client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0, http_client=http)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def alive(self) -> bool:
        """Whether it can still be asked: its process has not ended."""
        return self.process is None or self.process.poll() is None

    def well(self) -> bool:
        """Whether it reports good health: for seconds after its engine died, vLLM is alive and answers errors."""
        try:
            self._client.get(f"{self._root}/health", cast_to=str, options={"timeout": 5})
        except openai.OpenAIError:
            return False
        return True

    def complete(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return the server's JSON. The answer is streamed, which shows that the server works on it.

        Raises:
            TryAgainError: there is no answer, or an error that may pass.
            RequestFailedError: the server refuses the request for good.
        """
        try:
            return self._without_key(self._streamed(body))  # type: ignore[no-any-return]
        except openai.APIStatusError as error:
            raise self._failure(error) from error
        except (openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise TryAgainError(f"nothing new of an answer within {self._entry.timeout_seconds:g} s") from error
        # While an answer is read, the SDK lets the errors of its HTTP library through.
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise ServerGoneError(f"connection failed: {self._one_line(error.__cause__ or error)}") from error
        except openai.OpenAIError as error:
            raise RequestFailedError(self._one_line(error)) from error
        except RequestFailedError as error:
            error.args = (self._one_line(str(error)),)
            raise

    def count_tokens(self, texts: Sequence[str]) -> list[int] | None:
        """Return the tokens of each text, None if the server cannot say: OpenAI's protocol has no such question."""
        # llama.cpp reads `content`, vLLM `prompt`.
        bodies = [{"model": self._entry.served_name, "content": text, "prompt": text} for text in texts]
        try:
            said = [
                self._client.post(
                    f"{self._root}/tokenize",
                    body=body | {"add_special_tokens": False},
                    cast_to=str,
                    options={"timeout": 60},
                )
                for body in bodies
            ]
            return [len(json.loads(text)["tokens"]) for text in said]
        except (openai.OpenAIError, ValueError, KeyError, TypeError):
            return None

    def _streamed(self, body: dict[str, Any]) -> dict[str, Any]:
        silence = self._entry.timeout_seconds
        # llama.cpp reports how far it is with a prompt; other servers ignore the field, or refuse it.
        progress = {"return_progress": True} if self._entry.engine == "llama_cpp" else {}
        fields = {**body, **in_dialect(self._entry, STREAMING), **progress}
        request = self._client.chat.completions.with_streaming_response.create(
            model=fields.pop("model"),
            messages=fields.pop("messages"),
            extra_body=fields,
            timeout=openai.Timeout(silence, connect=min(CONNECT_SECONDS, silence)),
        )
        with request as response:
            return whole_answer(response.iter_bytes(), silence)

    def _failure(self, error: openai.APIStatusError) -> RequestFailedError:
        found = failure_of(error.status_code, error.response.headers, error.response.text)
        found.args = (self._one_line(str(found)),)
        if self.process is None and error.status_code in REFUSED:
            return RequestFailedError(f"the endpoint {REFUSED[error.status_code]}: {found}")
        dead = self.process is not None and isinstance(found, TryAgainError) and not self.well()
        return ServerGoneError(str(found)) if dead else found

    def _without_key(self, said: Any) -> Any:
        """Blank the key in all texts: some servers quote it in complaints, and what they say is recorded."""
        if isinstance(said, list):
            return [self._without_key(part) for part in said]
        if isinstance(said, dict):
            return {self._without_key(name): self._without_key(part) for name, part in said.items()}
        if isinstance(said, str):
            for secret in self._secrets:
                said = said.replace(secret, "[key]")
        return said

    def _one_line(self, said: str | BaseException) -> str:
        text = said if isinstance(said, str) else f"{type(said).__name__}: {said}"
        # The key is blanked before the text is cut: half a key is a secret, too.
        return " ".join(str(self._without_key(text)).split())[:LONGEST_LINE]


@contextmanager
def run_server(entry: ModelEntry, log: Path) -> Iterator[Server]:
    """Give a server for `entry` that is ready, and stop it at the end; its output goes to `log`.

    Raises:
        CutbenchError: the engine is not installed, there is no model file, the endpoint is not configured, or the
            server did not become ready.
    """
    if entry.engine == "endpoint":
        with closing(Server(entry, *endpoint_of(entry))) as server:
            yield server
        return
    key = secrets.token_urlsafe()
    order, url = start_order(entry, key)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output, _process(order, key, output) as process:
        deadline = time.monotonic() + entry.start_seconds
        url = url or _announced_url(process, deadline)
        with closing(Server(entry, f"{url}/v1", key, process)) as server:
            while not (url and server.well()):
                if not url or time.monotonic() > deadline or not server.alive():
                    raise _not_ready(entry, process, log)
                time.sleep(0.1)
            yield server


@contextmanager
def _process(order: dict[str, Any], key: str, output: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """Run `cutbench.llm.serve`, which ends with its server as soon as its standard input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cutbench.llm.serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=output,
        text=True,
        env={**os.environ, "VLLM_API_KEY": key},
        start_new_session=True,  # Ctrl-C is for the job, which then stops the server.
    )
    assert process.stdin  # noqa: S101 (for the type checker)
    assert process.stdout  # noqa: S101 (for the type checker)
    with process.stdin as orders, process.stdout:
        try:
            print(json.dumps(order), file=orders, flush=True)
            yield process
        except BrokenPipeError as error:
            raise CutbenchError(f"the server process ended at once; see {output.name}") from error
        finally:
            orders.close()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _announced_url(process: subprocess.Popen[str], deadline: float) -> str:
    """Return the address that the server prints, '' if it prints none in time."""
    output = process.stdout
    if output and select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
        return output.readline().strip()
    return ""


def _not_ready(entry: ModelEntry, process: subprocess.Popen[str], log: Path) -> CutbenchError:
    said = log.read_text(errors="replace")
    code = process.poll()
    ended = "did not answer in time" if code is None else f"ended with code {code}"
    if "out of memory" in said.lower():
        ended = "ran out of memory; raise tensor_parallel, or lower context or parallel, in models.yaml"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = " | ".join(lines[-3:])[-400:] or "none"
    return CutbenchError(f"model {entry.id}: its server {ended}; last words: {last} (all in {log})")
