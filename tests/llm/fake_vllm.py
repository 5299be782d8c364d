"""Stands in for vLLM: a server that dies when it is asked to, once, and misbehaves in other ways on request."""

import json
import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MARK = Path(os.environ["FAKE_VLLM_MARK"])
ALWAYS = os.environ.get("FAKE_VLLM_ALWAYS_DIES")


class Handler(BaseHTTPRequestHandler):
    ill = False

    def do_GET(self) -> None:
        self.answer(b"{}", 503 if Handler.ill else 200)

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert self.headers["Authorization"] == f"Bearer {os.environ['VLLM_API_KEY']}"
        if "please die" in asked and (ALWAYS or not MARK.exists()):
            MARK.touch()
            os._exit(9)
        if ("please fall ill" in asked and not MARK.exists()) or Handler.ill:
            MARK.touch()
            Handler.ill = True
            self.answer(b'{"error": {"message": "EngineCore encountered an issue"}}', 500)
            return
        if "please hang" in asked:
            time.sleep(60)
        if "please babble" in asked:
            self.answer(b"<html>busy</html>")
            return
        if "please overflow" in asked:
            said = {"message": f"maximum context length is 100 tokens; {self.headers['Authorization']}"}
            self.answer(json.dumps({"error": said}).encode(), 400)
            return
        message = {"role": "assistant", "content": '{"a": "pt"}'}
        self.answer(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode())

    def answer(self, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


print("arguments:", *sys.argv[1:], file=sys.stderr)
if "--broken" in sys.argv:
    sys.exit("no GPU here")
if "--too-big" in sys.argv:
    sys.exit("torch.OutOfMemoryError: CUDA out of memory")
port = int(sys.argv[sys.argv.index("--port") + 1])
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), flush=True)
print("worker", worker.pid, flush=True)
ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
