"""`deadheat serve` as a process of its own, on ports the system chooses."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PATIENCE_S = 30.0
TOML = """
[gateway]
listen = "127.0.0.1:0"
admin_listen = "127.0.0.1:0"
[store]
url = "sqlite:///{folder}/books.db"
[hosts.fake]
base_url = "{url}/v1"
[offers.any]
host = "fake"
model = "*"
host_model_id = "*"
[routes."*"]
arms = [{{ offer = "any" }}]
"""


class Served:
    """The process, its two ports and what it said so far."""

    def __init__(self, process: "subprocess.Popen[str]", config: Path) -> None:
        self.process = process
        self.config = config
        self.said = ""
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        found = self.wait_for(r"Gateway on http://127\.0\.0\.1:(\d+), admin on http://127\.0\.0\.1:(\d+)\.")
        self.port, self.admin = int(found[1]), int(found[2])

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._more:
                self.said += line
                self._more.notify_all()
        with self._more:
            self._more.notify_all()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until it has said something."""
        until = time.monotonic() + PATIENCE_S
        with self._more:
            while (found := re.search(pattern, self.said)) is None:
                left = until - time.monotonic()
                assert left > 0, f"it never said {pattern!r}:\n{self.said}"
                assert self._reader.is_alive(), f"it ended without {pattern!r}:\n{self.said}"
                self._more.wait(left)
        return found

    def chat(self, model: str = "plain", **more: object) -> tuple[int, bytes]:
        body = {"model": model, "messages": [{"role": "user", "content": "hi"}], **more}
        return self.ask("POST", "/v1/chat/completions", body)

    def ask(self, method: str, path: str, body: object = None, *, admin: bool = False) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.admin if admin else self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def ready(self) -> None:
        """Wait until it answers."""
        self.wait_until(lambda: self.ask("GET", "/readyz", admin=True)[0] == 200)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is true; a page that cannot be had is not there yet."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with suppress(OSError):
                if holds():
                    return
            time.sleep(0.01)
        raise AssertionError(self.said)

    def tell(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def end(self) -> int:
        """Ask it to stop; its exit code."""
        if self.process.poll() is None:
            self.tell(signal.SIGTERM)
        code = self.process.wait(PATIENCE_S)
        self.read_to_the_end()
        return code

    def read_to_the_end(self) -> None:
        """Hear the last of its workers out: they hold the pipe too."""
        self._reader.join(PATIENCE_S)


@contextmanager
def serving(
    folder: Path, url: str, *options: str, environ: dict[str, str] | None = None, first: str = ""
) -> Iterator[Served]:
    """The gateway in front of the host at `url`, killed at the end of the block if it still runs.

    first: Python that runs in its process before the command.
    """
    config = folder / "deadheat.toml"
    config.write_text(TOML.format(folder=folder, url=url))
    start = f"{first}\nfrom deadheat.cli.app import main\nmain()"
    command = [sys.executable, "-c", start, "serve", "--config", str(config), *options]
    kept: dict[str, Any] = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={**kept, **(environ or {})}
    )
    served = None
    try:
        served = Served(process, config)
        served.ready()
        yield served
        served.end()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if served is not None:
            served.read_to_the_end()
        assert process.stderr is not None
        process.stderr.close()
