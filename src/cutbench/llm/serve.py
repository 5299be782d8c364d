"""The process around a model server: `python -m cutbench.llm.serve`.

It is a process of its own, so that a crash of native code does not end the job. It reads from standard input one line
of JSON, which says what to run, and ends with all that it started as soon as standard input closes. The job holds the
other end of that pipe, which closes in whatever way the job ends.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

# For prompt prefixes beside the one in use: about 70,000 tokens of a 1.5B model.
PREFIX_CACHE_MIB = 2048


def main() -> None:
    """Run `{"command": [...]}`, or serve `{"model", "context", "parallel", "threads", "key"}` and print its address."""
    order = json.loads(sys.stdin.readline())
    announce = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Whatever a server prints goes to its log, lest a full pipe block it.
    if "command" in order:
        _run(order["command"])
    else:
        _serve(order, announce)


def _serve(order: dict[str, Any], announce: Any) -> None:
    import xllamacpp  # noqa: PLC0415 (loads native code: only in this process)

    parameters = xllamacpp.CommonParams()
    parameters.model.path = order["model"]
    parameters.n_ctx = order["context"] * order["parallel"]
    parameters.n_parallel = order["parallel"]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.ui = False
    parameters.cache_ram_mib = PREFIX_CACHE_MIB
    parameters.api_keys = [order["key"]]
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = order["threads"]
    server = xllamacpp.Server(parameters)
    print(server.listening_address, file=announce, flush=True)
    sys.stdin.buffer.read()
    os._exit(0)


def _run(command: list[str]) -> None:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=_end_with, args=(process,), daemon=True).start()
    sys.stdin.buffer.read()
    _signal_group(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=20)
    _signal_group(process, signal.SIGKILL)
    os._exit(0)


def _end_with(process: subprocess.Popen[bytes]) -> None:
    code = process.wait()
    # Workers of a crashed server would live on and hold the GPU that the next one needs.
    _signal_group(process, signal.SIGKILL)
    os._exit(code or 1)


def _signal_group(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, which)


if __name__ == "__main__":
    main()
