"""A gateway as users start it, in front of a host that keeps count of what it answered."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

DEADHEAT = str(Path(sys.executable).parent / "deadheat")
QUESTION = "What is the word nobody may log? Xylograph."
ANSWER = "It is the word zugzwang."

CONFIG = """
[gateway]
listen = "127.0.0.1:0"
admin_listen = "127.0.0.1:0"
{gateway}
[store]
url = "sqlite:///{folder}/books.db"
[hosts.local]
base_url = "http://127.0.0.1:{port}/v1"
[offers.qwen]
host = "local"
model = "m"
price = {{ input = 1, output = 2 }}
[routes.assistant]
arms = [{{ offer = "qwen" }}]
{route}
[routes.other]
arms = [{{ offer = "qwen" }}]
"""


class Answered(NamedTuple):
    """What a client got."""

    status: int
    id: str
    body: bytes


class Host(ThreadingHTTPServer):
    """Says the same to everybody, and counts the tokens it told."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.lock = threading.Lock()  # guards `answered`: every connection has a thread
        self.answered = 0


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
        message = {"role": "assistant", "content": ANSWER}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        whole = {"id": "chatcmpl-1", "object": "chat.completion", "model": asked["model"], "choices": [choice]}
        body = json.dumps(whole | {"usage": usage}).encode()
        with self.server.lock:
            self.server.answered += 1
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Gateway:
    """One running `deadheat serve` and its files."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], ports: tuple[int, int]) -> None:
        self.folder = folder
        self.process = process
        self.port, self.admin = ports
        self.host: Host

    def connect(self) -> HTTPConnection:
        """A client's connection."""
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, model: str = "assistant", *, key: str = "", over: HTTPConnection | None = None) -> Answered:
        """One chat request and its answer, received whole."""
        body = json.dumps({"model": model, "messages": [{"role": "user", "content": QUESTION}]})
        connection = over or self.connect()
        connection.request("POST", "/v1/chat/completions", body, {"authorization": f"Bearer {key}"} if key else {})
        reply = connection.getresponse()
        answered = Answered(reply.status, reply.headers.get("x-request-id", ""), reply.read())
        if over is None:
            connection.close()
        return answered

    def read(self, page: str) -> str:
        """A page of the admin listener."""
        connection = HTTPConnection("127.0.0.1", self.admin, timeout=60)
        connection.request("GET", page)
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def stop(self) -> str:
        """End it as a service manager would; what it said on stderr."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> str:
        """End every process of it without warning; what they had said on stderr."""
        os.killpg(self.process.pid, signal.SIGKILL)
        return self._ended()

    def _ended(self) -> str:
        assert self.process.stderr is not None
        told = self.process.stderr.read()
        self.process.stderr.close()
        self.process.wait()
        return told


@contextmanager
def serving(folder: Path, *, gateway: str = "", route: str = "", workers: int = 1) -> Iterator[Gateway]:
    """A gateway and its host; both are gone afterwards."""
    host = Host()
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    started = _start(folder, CONFIG.format(folder=folder, port=host.server_port, gateway=gateway, route=route), workers)
    started.host = host
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()
        host.shutdown()
        thread.join()
        host.server_close()


def _start(folder: Path, config: str, workers: int) -> Gateway:
    (folder / "deadheat.toml").write_text(config)
    command = [DEADHEAT, "serve", "--config", str(folder / "deadheat.toml"), "--workers", str(workers)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stderr is not None
    told = ""
    for line in process.stderr:
        told += line
        if found := re.search(r"Gateway on http://127\.0\.0\.1:(\d+), admin on http://127\.0\.0\.1:(\d+)", line):
            return Gateway(folder, process, (int(found[1]), int(found[2])))
    process.wait()
    process.stderr.close()
    raise AssertionError(told)
