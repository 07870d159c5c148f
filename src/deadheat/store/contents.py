"""Prompts and answers of the routes that ask for them, apart from the books and only for as long as the route says."""

import sqlite3
from collections.abc import Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

from deadheat.facts.entry import Entry

_INSERT = "INSERT OR IGNORE INTO contents VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DAY_MS = 86_400_000
_BATCH = 500


class Content(Struct, frozen=True, kw_only=True, array_like=True):
    """What was asked and answered in the request `id`. Without bodies only their hashes are kept."""

    id: str
    time_ms: int
    route: str
    keep_until_ms: int
    request_hash: str
    reply_hash: str
    request: bytes | None
    reply: bytes | None


def content_of(entry: Entry, keep_days: int, *, request: bytes, reply: bytes, full: bool) -> Content:
    """What was said in the request of `entry`: whole, or as SHA-256 alone."""
    return Content(
        id=entry.id,
        time_ms=entry.time_ms,
        route=entry.route,
        keep_until_ms=entry.time_ms + keep_days * _DAY_MS,
        request_hash=sha256(request).hexdigest(),
        reply_hash=sha256(reply).hexdigest(),
        request=request if full else None,
        reply=reply if full else None,
    )


def insert_contents(db: sqlite3.Connection, contents: Sequence[Content]) -> None:
    """Keep `contents`, each once."""
    with db:
        db.execute("BEGIN IMMEDIATE")
        db.executemany(_INSERT, map(msgspec.structs.astuple, contents))


def read_content(db: sqlite3.Connection, entry_id: str) -> Content | None:
    """What was said in one request; None if its route kept nothing or the time is over."""
    row = db.execute("SELECT * FROM contents WHERE id = ?", (entry_id,)).fetchone()
    return Content(**dict(zip(Content.__struct_fields__, row, strict=True))) if row else None


def forget_contents(db: sqlite3.Connection, *, now_ms: int) -> int:
    """Delete a bounded number of contents whose time is over, give their disk back, and say how many they were."""
    query = "DELETE FROM contents WHERE rowid IN (SELECT rowid FROM contents WHERE keep_until_ms <= ? LIMIT ?)"
    gone = db.execute(query, (now_ms, _BATCH)).rowcount
    if gone:
        db.execute("PRAGMA incremental_vacuum").fetchall()
    return gone
