"""One of the tiny models behind llama.cpp's own HTTP server (xllamacpp), in a process that ends with the tests."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MODELS = Path(__file__).parents[1] / "fixtures" / "tiny-models"
PATIENCE_S = 60.0
PROGRAM = """
import sys
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.port, params.hostnames = sys.argv[1], int(sys.argv[2]), ["127.0.0.1"]
params.model_alias = {sys.argv[3]}
params.n_ctx, params.n_parallel, params.cpuparams.n_threads = 2048, 2, 1
params.cpuparams_batch.n_threads = 1
params.verbosity = 0
server = xllamacpp.Server(params)
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class TinyServer:
    """Where it listens."""

    url: str


@contextmanager
def serving(model: str) -> Iterator[TinyServer]:
    """The server, until the end of the block; it goes when its standard input closes."""
    port = _free_port()
    command = [sys.executable, "-c", PROGRAM, str(MODELS / model), str(port), Path(model).stem]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield TinyServer(url)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert process.poll() is None, "the inference server ended at once"
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=1) as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the inference server did not become ready")
