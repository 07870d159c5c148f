"""A gateway in a thread, in front of a fake host, with a book in memory; and a client that speaks raw HTTP."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deadheat.assembly.compile import Compiler
from deadheat.assembly.prices import PriceBook
from deadheat.facts.entry import Entry
from deadheat.facts.route import Limits
from deadheat.gateway.desk import Desk
from deadheat.gateway.plane import DataPlane
from deadheat.gateway.server import Server, bind
from deadheat.ports import Keys
from deadheat.settings.load import load
from deadheat.upstream.fake import FakeHost, running

PATIENCE_S = 20.0


@dataclass
class Book:
    """A recorder that keeps entries in a list; `room` False says that it is full."""

    entries: list[Entry] = field(default_factory=list)
    contents: list[tuple[bytes, bytes, bool]] = field(default_factory=list)
    room: bool = True

    def accepts(self) -> bool:
        return self.room

    def put(self, entry: Entry) -> bool:
        self.entries.append(entry)
        return self.room

    def put_content(self, entry: Entry, keep_days: int, *, request: bytes, reply: bytes, full: bool) -> bool:
        assert keep_days > 0, entry.id
        self.contents.append((request, reply, full))
        return True


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    rest: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[Any]:
        data = [line[6:] for line in self.body.decode().split("\n") if line.startswith("data: ")]
        return [json.loads(d) if d != "[DONE]" else d for d in data]


class Gateway:
    """The running gateway as a test sees it."""

    def __init__(self, book: Book, host: FakeHost) -> None:
        self.book = book
        self.host = host
        self.port = 0
        self.loop: asyncio.AbstractEventLoop
        self.desk: Desk
        self.plane: DataPlane
        self.server: Server
        self.compiler: Compiler

    def connect(self) -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def send(self, raw: bytes) -> Reply:
        """One request as bytes, one reply."""
        with self.connect() as sock:
            sock.sendall(raw)
            return read_reply(sock)

    def post(self, path: str, body: object, headers: dict[str, str] | None = None) -> Reply:
        return self.send(request(path, body, headers))

    def chat(self, model: str, *, stream: bool = False, **more: object) -> Reply:
        body = {"model": model, "messages": [{"role": "user", "content": "hi"}], "stream": stream, **more}
        return self.post("/v1/chat/completions", body)

    def call(self, function: Callable[[], object]) -> None:
        """Run on the gateway's loop and wait for it."""
        done = threading.Event()

        def run() -> None:
            function()
            done.set()

        self.loop.call_soon_threadsafe(run)
        assert done.wait(PATIENCE_S)

    def wait_for(self, claim: Callable[[], bool]) -> None:
        """Wait until something is true on the gateway's loop."""
        held = threading.Event()

        def look() -> None:
            if claim():
                held.set()
            else:
                self.loop.call_later(0.005, look)

        self.loop.call_soon_threadsafe(look)
        assert held.wait(PATIENCE_S), "it never became true"

    def entry(self) -> Entry:
        """The only entry."""
        self.wait_for(lambda: bool(self.book.entries))
        assert len(self.book.entries) == 1
        return self.book.entries[0]


def request(path: str, body: object, headers: dict[str, str] | None = None, method: str = "POST") -> bytes:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"host": "gateway", "content-length": str(len(payload)), **(headers or {})}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in lines.items())
    return head.encode("latin-1") + b"\r\n" + payload


def read_reply(sock: socket.socket, rest: bytes = b"", *, head: bool = False) -> Reply:
    """The next final reply on a connection; `rest` is what was read beyond the one before."""
    seen = rest
    while b"\r\n\r\n" not in seen:
        seen += _more(sock)
    raw, _, seen = seen.partition(b"\r\n\r\n")
    line, *lines = raw.decode("latin-1").split("\r\n")
    status = int(line.split(" ")[1])
    if status == 100:
        return read_reply(sock, seen)
    headers = {n.lower(): v.strip() for n, _, v in (given.partition(":") for given in lines)}
    if head:
        return Reply(status, headers, b"", seen)
    if headers.get("transfer-encoding") == "chunked":
        body, seen = _dechunk(sock, seen)
        return Reply(status, headers, body, seen)
    if "content-length" not in headers:
        while more := sock.recv(65536):
            seen += more
        return Reply(status, headers, seen)
    length = int(headers["content-length"])
    while len(seen) < length:
        seen += _more(sock)
    return Reply(status, headers, seen[:length], seen[length:])


def _dechunk(sock: socket.socket, seen: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        while b"\r\n" not in seen:
            seen += _more(sock)
        size, _, seen = seen.partition(b"\r\n")
        length = int(size, 16)
        while len(seen) < length + 2:
            seen += _more(sock)
        assert seen[length : length + 2] == b"\r\n"
        body, seen = body + seen[:length], seen[length + 2 :]
        if length == 0:
            return body, seen


def _more(sock: socket.socket) -> bytes:
    data = sock.recv(65536)
    if not data:
        raise EOFError("the gateway closed the connection")
    return data


MODELS_OF_ROUTES = """
[gateway]
listen = "127.0.0.1:0"
{gateway}
[hosts.fake]
base_url = "{url}/v1"
{host}
[hosts.claude]
base_url = "{url}"
dialect = "anthropic"
{host}
[hosts.second]
base_url = "{url}/v1"
key = "env:SECOND_KEY"
{patient}
[offers.any]
host = "fake"
model = "*"
host_model_id = "*"
[offers.priced]
host = "fake"
model = "priced"
host_model_id = "plain"
price = {{ input = 0.2, output = 0.8 }}
[offers.claude]
host = "claude"
model = "*"
host_model_id = "*"
[offers.good]
host = "second"
model = "good"
host_model_id = "good"
[routes."*"]
arms = [{{ offer = "any" }}]
[routes."claude/*"]
arms = [{{ offer = "claude" }}]
[routes."safe/*"]
arms = [{{ offer = "any" }}]
fallbacks = ["good"]
[routes.assistant]
arms = [{{ offer = "priced" }}]
[routes.kept]
arms = [{{ offer = "priced" }}]
record = "full"
[routes.both]
arms = [{{ offer = "priced", weight = 1 }}, {{ offer = "good", weight = 1 }}]
"""
PATIENT_HOST = "timeouts = { connect_s = 30, first_byte_s = 30, head_s = 30, between_bytes_s = 30, total_s = 60 }"
QUICK_HOST = "timeouts = { connect_s = 2, first_byte_s = 0.3, head_s = 0.3, between_bytes_s = 0.3, total_s = 10 }"
QUICK_GATEWAY = "retries = { attempts = 3, base_ms = 1, max_ms = 2 }"


@contextmanager
def gateway(
    folder: Path,
    *,
    limits: Limits | None = None,
    keys: Keys | None = None,
    more: str = "",
    host_lines: str = PATIENT_HOST,
    gateway_lines: str = QUICK_GATEWAY,
) -> Iterator[Gateway]:
    """A gateway in front of a fake host, both gone at the end of the block.

    host_lines: QUICK_HOST where a test waits for a timeout; a loaded machine must not cause one anywhere else.
    """
    with running() as host:
        file = folder / "deadheat.toml"
        text = MODELS_OF_ROUTES.format(url=host.url, host=host_lines, patient=PATIENT_HOST, gateway=gateway_lines)
        file.write_text(text + more.format(url=host.url))
        running_gateway = Gateway(Book(), host)
        started, stop = threading.Event(), asyncio.Event()
        loop = running_gateway.loop = asyncio.new_event_loop()

        async def life() -> None:
            settings = load(file, {"SECOND_KEY": "sk-second"})
            compiler = running_gateway.compiler = Compiler({}, PriceBook(lambda _: {}))
            table = compiler.compile(settings)
            desk = running_gateway.desk = Desk(table, running_gateway.book, keys=keys, limits=limits or Limits())
            plane = running_gateway.plane = DataPlane(desk)
            server = running_gateway.server = Server(plane.handle, desk.limits)
            sock = bind("127.0.0.1", 0)
            running_gateway.port = sock.getsockname()[1]
            await server.listen(sock)
            started.set()
            await stop.wait()
            await server.drain(0.0)
            plane.close()
            for pool in compiler.pools:
                await pool.close()
            await asyncio.sleep(0)

        thread = threading.Thread(target=lambda: loop.run_until_complete(life()), name="gateway", daemon=True)
        thread.start()
        assert started.wait(PATIENCE_S)
        try:
            yield running_gateway
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()
