"""Stands in for the embedded engine: announces its address, reports progress with the prompt, counts words."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PIECES: list[dict[str, Any]] = [
    {"choices": [], "prompt_progress": {"processed": 1}},
    {"choices": [{"delta": {"role": "assistant", "content": "Good "}}], "model": "/a/secret/place.gguf"},
    {"choices": [{"delta": {"content": "day"}, "finish_reason": "stop"}], "usage": {"completion_tokens": 2}},
]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(b"{}")

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/tokenize":
            self.answer(json.dumps({"tokens": asked["content"].split()}).encode())
            return
        assert asked["return_progress"]
        self.answer(b"".join(b"data: " + json.dumps(piece).encode() + b"\n\n" for piece in PIECES))

    def answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class CommonParams:
    def __getattr__(self, name: str) -> "CommonParams":
        setattr(self, name, CommonParams())
        part: CommonParams = self.__dict__[name]
        return part


class Server:
    def __init__(self, parameters: CommonParams) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{server.server_port}"
        print("the engine greets", flush=True)
