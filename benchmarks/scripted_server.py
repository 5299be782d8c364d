"""A model server without a model: answers at once with something that fits the schema, for measuring the workflow.

    CUTBENCH_VLLM='python benchmarks/scripted_server.py' snakemake ...
    python benchmarks/scripted_server.py --port 8000

Answers are drawn from the request, so the same request gets the same answer; SCRIPTED_SECONDS in the environment
makes each take its time.
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAUSE_SECONDS = float(os.environ.get("SCRIPTED_SECONDS", "0"))
PHRASES = ("pT > 20 GeV", "|eta| < 2.47", "m_12 between 50 and 106 GeV", "exactly four leptons", "Delta R > 0.1")
# Half of the programs run and select nothing, half fail, as half of the talk's did.
PROGRAMS = (
    "import json, sys\njson.dump({'selected': []}, open(sys.argv[sys.argv.index('--output') + 1], 'w'))",
    "raise KeyError('AnalysisElectronsAuxDyn.energy')",
)


class Handler(BaseHTTPRequestHandler):
    """The few paths of the OpenAI protocol that are asked for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Say that the server is well."""
        self._answer({"status": "ok"})

    def do_POST(self) -> None:
        """Answer a chat completion."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(PAUSE_SECONDS)
        draw = random.Random(asked)
        schema = json.loads(asked).get("response_format", {}).get("json_schema", {}).get("schema")
        text = json.dumps(instance(schema, schema, draw)) if schema else f"```python\n{draw.choice(PROGRAMS)}\n```"
        usage = {"prompt_tokens": len(asked) // 4, "completion_tokens": len(text) // 4}
        choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        self._answer({"choices": [choice], "usage": usage})

    def log_message(self, *_: object) -> None:
        """Say nothing per request."""

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def instance(schema: dict[str, Any], root: dict[str, Any], draw: random.Random) -> Any:
    """Return something that fits a JSON schema, of the keywords that cutbench uses."""
    if "$ref" in schema:
        return instance(root["$defs"][schema["$ref"].rpartition("/")[2]], root, draw)
    if "const" in schema:
        return schema["const"]
    for choices in ("anyOf", "oneOf"):
        if choices in schema:
            return instance(draw.choice(schema[choices]), root, draw)
    if "enum" in schema:
        return draw.choice(schema["enum"])
    return _of_type(schema, root, draw)


def _of_type(schema: dict[str, Any], root: dict[str, Any], draw: random.Random) -> Any:
    match schema.get("type"):
        case "object":
            return {name: instance(part, root, draw) for name, part in schema.get("properties", {}).items()}
        case "array":
            least, most = schema.get("minItems", 0), schema.get("maxItems", 8)
            items = schema.get("items", {"type": "string"})
            return [instance(items, root, draw) for _ in range(draw.randint(least, max(least, min(most, 8))))]
        case "integer" | "number":
            return schema.get("minimum", draw.randint(1, 60))
        case "boolean":
            return draw.random() < 0.5
        case "null":
            return None
    return draw.choice(PHRASES)[: schema.get("maxLength", 100)]


@contextmanager
def running(seconds: float = 0.0) -> Iterator[str]:
    """Run a server of its own process on a free port, give its address, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "SCRIPTED_SECONDS": str(seconds)}
    process = subprocess.Popen([sys.executable, __file__, "--port", str(port)], env=environment)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Serve on loopback until killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_known_args()[0].port  # vLLM's other flags mean nothing here
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main()
