"""`kill -9` under load: every answer a client received whole is in the ledger, and nothing is there twice."""

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from deadheat.store.entries import read_entries, read_totals
from deadheat.store.place import find_place
from deadheat.store.reading import open_books

DEADHEAT = str(Path(sys.executable).parent / "deadheat")
REPLY = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
    }
).encode()
QUESTION = b'{"model": "assistant", "messages": [{"role": "user", "content": "hello"}]}'
CLIENTS = 8

CONFIG = """
[gateway]
listen = "127.0.0.1:0"
admin_listen = "127.0.0.1:0"
log = "off"
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
"""


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A host that says the same to everybody."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(REPLY)
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            await read_message(reader)
            writer.write(head + REPLY)
            await writer.drain()
    await shut(writer)


async def shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def read_message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    return head, await reader.readexactly(int(length[1]) if length else 0)


async def ask_until_cut(port: int, received: list[str]) -> None:
    """Ask again and again; note the id of each answer whose last byte came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        request = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        while True:
            writer.write(request + b"content-length: %d\r\n\r\n" % len(QUESTION) + QUESTION)
            head, _ = await read_message(reader)
            found = re.search(rb"x-request-id: ([0-9a-f-]+)", head)
            assert head.startswith(b"HTTP/1.1 200"), head
            assert found is not None
            received.append(found[1].decode())
    await shut(writer)


def start(folder: Path, port: int) -> tuple[subprocess.Popen[str], int]:
    (folder / "deadheat.toml").write_text(CONFIG.format(folder=folder, port=port))
    command = [DEADHEAT, "serve", "--config", str(folder / "deadheat.toml")]
    gateway = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert gateway.stderr is not None
    for line in gateway.stderr:
        if found := re.search(r"Gateway on http://127\.0\.0\.1:(\d+)", line):
            return gateway, int(found[1])
    raise AssertionError("the gateway did not start")


async def load_and_kill(folder: Path, *, after: int) -> list[str]:
    answering: list[asyncio.Task[None]] = []

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.create_task(answer(reader, writer)))

    host = await asyncio.start_server(welcome, "127.0.0.1", 0)
    gateway, port = await asyncio.to_thread(start, folder, host.sockets[0].getsockname()[1])
    received: list[str] = []
    clients = [asyncio.create_task(ask_until_cut(port, received)) for _ in range(CLIENTS)]
    until = time.monotonic() + 60
    while len(received) < after and time.monotonic() < until:
        await asyncio.sleep(0)
    gateway.send_signal(signal.SIGKILL)
    await asyncio.gather(*clients)
    gateway.wait()
    assert gateway.stderr is not None
    gateway.stderr.close()
    host.close()
    await asyncio.gather(*answering)
    await host.wait_closed()
    return received


@pytest.mark.parametrize("after", [1, 50, 700, 3_000])
def test_every_answer_received_whole_has_its_entry_once(tmp_path: Path, after: int) -> None:
    received = asyncio.run(load_and_kill(tmp_path, after=after))
    assert len(received) >= after
    place = find_place(f"sqlite:///{tmp_path}/books.db")
    db, note = open_books(place.file, place.journal)
    kept = read_entries(db, most=10**6)
    totals = read_totals(db).values()
    db.close()
    ids = [entry.id for entry in kept]
    assert note == ""
    assert set(received) <= set(ids)
    assert len(ids) == len(set(ids)) == sum(total.requests for total in totals)
    assert len(ids) - len(received) <= CLIENTS, "more entries than answers under way when it was killed"
    assert sum(entry.cost_nanousd or 0 for entry in kept) == len(kept) * (7 * 1_000 + 5 * 2_000)
