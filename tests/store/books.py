"""Entries and books for the tests of the store."""

from pathlib import Path

import msgspec

from deadheat.facts.entry import Entry, entry_id
from deadheat.store.recorder import Books

DAY_MS = 86_400_000
NOON_MS = 1_795_435_200_000  # 2026-11-23 12:00 UTC

PLAIN = Entry(
    id=entry_id(NOON_MS, 1),
    time_ms=NOON_MS,
    key_id="",
    route="assistant",
    arm="qwen",
    offer="qwen",
    host="local",
    model="qwen3-235b-a22b",
    dialect_in="openai_chat",
    dialect_out="openai_chat",
    status=200,
    error="",
    streamed=False,
    client_gone=False,
    attempts=1,
    input_tokens=100,
    cached_tokens=40,
    cache_write_tokens=0,
    output_tokens=50,
    reasoning_tokens=20,
    usage_from="upstream",
    cost_nanousd=60_000,
    latency_us=30_000,
    first_token_us=12_000,
    bytes_in=1_000,
    bytes_out=2_000,
    config_hash="0123456789abcdef",
)
REFUSED = msgspec.structs.replace(
    PLAIN,
    status=404,
    error="no_route",
    route="",
    arm="",
    offer="",
    host="",
    model="",
    dialect_out="",
    attempts=0,
    input_tokens=None,
    cached_tokens=None,
    cache_write_tokens=None,
    output_tokens=None,
    reasoning_tokens=None,
    usage_from="none",
    cost_nanousd=None,
    first_token_us=None,
)


def entry(number: int, like: Entry = PLAIN, *, time_ms: int = NOON_MS) -> Entry:
    """The entry `number` of a test, otherwise as `like`."""
    return msgspec.structs.replace(like, id=entry_id(time_ms, number), time_ms=time_ms)


def books(folder: Path, *, required: bool = True, max_bytes: int = 1 << 26, writer: str = "w") -> Books:
    """Books in a folder of the test's own."""
    return Books(
        file=folder / "books.db",
        folder=folder / "journal",
        contents=folder / "contents.db",
        writer=writer,
        max_bytes=max_bytes,
        required=required,
    )
