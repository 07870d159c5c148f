"""A soak: clients that behave and misbehave, a host that fails in every way it can, and books that must agree.

    python -m benchmarks.gateway.soak [--seconds 1800] [--clients 256] [--seed 1]

It fails (exit code 1) unless, at the end: every answer has the outcome its request asks for; every answered request
has one entry; the tokens of the entries are the host's own count, to the token; open files are what they were after
the first third; and memory has grown by no more than the freed memory that a worker keeps.
"""

import argparse
import asyncio
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httptools
from benchmarks.gateway.process import rss_mb

from deadheat.assembly.memory import KEEP_BYTES
from deadheat.upstream.fake import FakeHost
from deadheat.upstream.pool import KEEP_IDLE_S

MOST_MB = 100.0
CONFIG = """
[gateway]
listen = "127.0.0.1:9500"
admin_listen = "127.0.0.1:9501"
log = "off"
retries = {{ attempts = 3, base_ms = 5, max_ms = 20 }}
breaker = {{ failures = 1000000, window_s = 1.0, open_s = 1.0 }}
timeouts = {{ connect_s = 5, first_byte_s = 8, head_s = 8, between_bytes_s = 2, total_s = 60 }}
[store]
url = "sqlite:///{folder}/books.db"
[hosts.fake]
base_url = "{url}/v1"
max_connections = 512
[hosts.claude]
base_url = "{url}"
dialect = "anthropic"
max_connections = 512
[hosts.second]
base_url = "{url}/v1"
max_connections = 512
[offers.any]
host = "fake"
model = "*"
host_model_id = "*"
[offers.claude]
host = "claude"
model = "*"
host_model_id = "*"
[offers.good]
host = "second"
model = "good"
price = {{ input = 0.2, output = 0.8 }}
[routes."*"]
arms = [{{ offer = "any" }}]
[routes."claude/*"]
arms = [{{ offer = "claude" }}]
[routes."safe/*"]
arms = [{{ offer = "any" }}]
fallbacks = ["good"]
"""
# What a request asks for, how often, and what must come of it: a whole answer, or a status, or an error event.
WHOLE, BROKEN, LEAVES = "whole", "broken", "leaves"
KINDS: tuple[tuple[str, bool, int, object], ...] = (
    ("plain", False, 40, WHOLE),
    ("plain", True, 30, WHOLE),
    ("claude/plain", True, 10, WHOLE),
    ("slow-20", False, 5, WHOLE),
    ("paced-10", True, 5, WHOLE),
    ("flaky-1", False, 4, WHOLE),
    ("flaky-2", True, 4, WHOLE),
    ("limited-1", False, 4, WHOLE),
    ("safe/fails", False, 3, WHOLE),
    ("safe/resets", True, 3, WHOLE),
    ("safe/garbage", False, 2, WHOLE),
    ("safe/cuts-json", False, 2, WHOLE),
    ("safe/cuts-head", True, 2, WHOLE),
    ("safe/errors-head", True, 2, WHOLE),
    ("cuts-stream", True, 3, BROKEN),
    ("stalls-stream", True, 1, BROKEN),
    ("errors-stream", True, 2, BROKEN),
    ("stalls-stream", True, 3, LEAVES),
    ("refuses", False, 2, 400),
    ("fails", False, 1, 500),
    ("limited", True, 1, 429),
)


@dataclass
class Tally:
    """What the clients saw."""

    asked: int = 0
    left: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


class Answer(asyncio.Protocol):
    """One client's connection: a request out, its answer in."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.body = b""
        self.id = ""
        self.status = 0
        self.leaves = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)
        if self.leaves and self.body:
            self.transport.abort()  # type: ignore[attr-defined]

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"x-request-id":
            self.id = value.decode()

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_message_complete(self) -> None:
        self.status = self.parser.get_status_code()
        if not self.over.done():
            self.over.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self.over.done():
            self.over.set_exception(ConnectionError("closed"))


async def client(number: int, until: float, tally: Tally, draw: random.Random) -> None:
    """Ask again and again until the time is over; a connection is used for some twenty requests."""
    loop = asyncio.get_running_loop()
    answer: Answer | None = None
    weights = [kind[2] for kind in KINDS]
    while time.monotonic() < until:
        model, stream, _, wanted = draw.choices(KINDS, weights)[0]
        if answer is None or answer.transport.is_closing() or draw.random() < 0.05:  # type: ignore[attr-defined]
            if answer is not None:
                answer.transport.close()  # type: ignore[attr-defined]
            _, answer = await loop.create_connection(Answer, "127.0.0.1", 9500)
        tally.asked += 1
        answer.over = loop.create_future()
        answer.body, answer.leaves = b"", wanted is LEAVES
        text = "hello " * draw.randint(1, 400)
        body = {"model": f"{model}#{number}.{tally.asked}", "messages": [{"role": "user", "content": text}]}
        payload = json.dumps({**body, "stream": stream}).encode()
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\ncontent-length: {len(payload)}\r\n\r\n"
        answer.transport.write(head.encode() + payload)  # type: ignore[attr-defined]
        try:
            await asyncio.wait_for(answer.over, 90)
        except ConnectionError:
            tally.left += 1
            if wanted is not LEAVES:
                tally.wrong.append(f"{model} stream={stream}: the connection closed")
            answer = None
            continue
        judge(model, wanted, answer, tally)
    if answer is not None:
        answer.transport.close()  # type: ignore[attr-defined]


def judge(model: str, wanted: object, answer: Answer, tally: Tally) -> None:
    """Compare an answer with what its request asked for."""
    is_whole = answer.status == 200 and (b"[DONE]" in answer.body or b'"finish_reason":"stop"' in answer.body)
    is_whole = is_whole and b'"error"' not in answer.body
    got: object = WHOLE if is_whole else BROKEN if answer.status == 200 else answer.status
    tally.outcomes[str(got)] += 1
    if got != wanted:
        tally.wrong.append(f"{model}: wanted {wanted}, got {got}: {answer.body[-200:]!r}")
    if not answer.id or answer.id in tally.ids:
        tally.wrong.append(f"{model}: request id {answer.id!r} is missing or not new")
    tally.ids.add(answer.id)


async def host_until_told(port: int) -> None:
    """The fake host of the soak, in a process of its own; says what it counted when told to stop."""
    host = FakeHost()
    host.keep_seen = False
    server = await host.serve(port)
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()
    counts = {"answered": sum(host.answered.values()), "input": host.input_tokens, "output": host.output_tokens}
    print(json.dumps(counts), flush=True)
    await host.close(server)


@dataclass
class State:
    """What a process holds."""

    files: int
    rss_mb: float


def state_of(pid: int) -> State:
    """Open files and memory now."""
    return State(len(list(Path(f"/proc/{pid}/fd").iterdir())), rss_mb(pid))


async def load(options: argparse.Namespace, pid: int) -> tuple[Tally, State, State]:
    """Run the clients; the state of the gateway after the first third and at the end.

    Both are taken without load and after the idle connections to hosts have been closed.
    """
    tally = Tally()
    states = []
    for seconds in (options.seconds / 3, options.seconds * 2 / 3):
        until = time.monotonic() + seconds
        draws = [random.Random(f"{options.seed}.{seconds}.{i}") for i in range(options.clients)]
        await asyncio.gather(*(client(i, until, tally, draws[i]) for i in range(options.clients)))
        await asyncio.sleep(KEEP_IDLE_S + 5.0)
        states.append(state_of(pid))
        print(f"{tally.asked} requests, {len(tally.wrong)} wrong, {states[-1]}", file=sys.stderr)
    return tally, states[0], states[1]


def read_books(folder: Path) -> dict[str, object]:
    """What the ledger says."""
    db = sqlite3.connect(folder / "books.db")
    query = (
        "SELECT count(*), count(DISTINCT id), sum(status = 499),"
        " sum(CASE WHEN usage_from = 'upstream' THEN input_tokens END),"
        " sum(CASE WHEN usage_from = 'upstream' THEN output_tokens END) FROM entries"
    )
    row = db.execute(query).fetchone()
    ids = {found[0] for found in db.execute("SELECT id FROM entries")}
    db.close()
    return {"entries": row[0], "distinct": row[1], "left": row[2], "input": row[3], "output": row[4], "ids": ids}


def main() -> None:
    """Run the soak and say what agrees."""
    parser = argparse.ArgumentParser(prog="benchmarks.gateway.soak")
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--clients", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--host", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.host:
        asyncio.run(host_until_told(options.host))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "deadheat.toml").write_text(CONFIG.format(folder=folder, url="http://127.0.0.1:9510"))
        command = [sys.executable, "-m", "benchmarks.gateway.soak", "--host", "9510"]
        host = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        program = Path(sys.executable).with_name("deadheat")
        gateway = subprocess.Popen([program, "serve", "--config", folder / "deadheat.toml"])
        time.sleep(3.0)
        tally, early, late = asyncio.run(load(options, gateway.pid))
        gateway.send_signal(signal.SIGTERM)
        gateway.wait(60)
        host.send_signal(signal.SIGTERM)
        counts = json.loads(host.communicate(timeout=20)[0])
        sys.exit(0 if report(tally, early, late, counts, read_books(folder)) else 1)


def report(tally: Tally, early: State, late: State, counts: dict[str, int], books: dict[str, object]) -> bool:
    """Print every claim with whether it holds; whether all do."""
    claims = {
        f"{tally.asked} requests, {len(tally.wrong)} with another outcome than they ask for": not tally.wrong,
        f"{books['entries']} entries, {books['distinct']} distinct ids": books["entries"] == books["distinct"],
        f"{tally.asked} requests were made and {books['entries']} entries written": tally.asked == books["entries"],
        f"{len(tally.ids)} answered requests have their entry": tally.ids <= books["ids"],  # type: ignore[operator]
        f"{tally.left} clients left, {books['left']} entries say so, the others were settled just before": (
            0 <= tally.left - books["left"] <= tally.left // 1000  # type: ignore[operator]
        ),
        f"input tokens: host {counts['input']}, books {books['input']}": counts["input"] == books["input"],
        f"output tokens: host {counts['output']}, books {books['output']}": counts["output"] == books["output"],
        f"open files: {early.files} early, {late.files} at the end": late.files <= early.files + 8,
        f"memory: {early.rss_mb:.1f} MB early, {late.rss_mb:.1f} MB at the end": (
            late.rss_mb <= min(early.rss_mb + KEEP_BYTES / 1e6, MOST_MB)
        ),
    }
    for claim, holds in claims.items():
        print(f"{'ok  ' if holds else 'FAIL'} {claim}")
    print(f"outcomes: {dict(tally.outcomes)}")
    for line in tally.wrong[:10]:
        print(f"  {line}")
    return all(claims.values())


if __name__ == "__main__":
    main()
