"""Prompts and answers are kept as the route says, and no longer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from deadheat.store.contents import Content, content_of, forget_contents, insert_contents, read_content
from deadheat.store.migrations import CONTENTS
from deadheat.store.sqlite import connect
from tests.store.books import DAY_MS, NOON_MS, entry


def said(number: int, *, full: bool = True, time_ms: int = NOON_MS, keep_days: int = 2) -> Content:
    return content_of(entry(number, time_ms=time_ms), keep_days, request=b"question", reply=b"answer", full=full)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "contents.db", CONTENTS)) as db:
        yield db


def test_full_keeps_the_words_and_hash_keeps_none(db: sqlite3.Connection) -> None:
    full, hashed = said(1), said(1, full=False)
    assert (full.request, full.reply) == (b"question", b"answer")
    assert (hashed.request, hashed.reply) == (None, None)
    assert hashed.request_hash == sha256(b"question").hexdigest()
    insert_contents(db, [full, full])
    assert read_content(db, said(1).id) == full
    assert read_content(db, said(2).id) is None


def test_what_is_over_is_forgotten_and_its_disk_given_back(db: sqlite3.Connection, tmp_path: Path) -> None:
    insert_contents(db, [said(1)])
    assert forget_contents(db, now_ms=NOON_MS + 2 * DAY_MS - 1) == 0
    assert forget_contents(db, now_ms=NOON_MS + 2 * DAY_MS) == 1
    assert read_content(db, said(1).id) is None
    assert db.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_forgetting_is_bounded_each_time(db: sqlite3.Connection) -> None:
    many = [said(number, time_ms=0, keep_days=1) for number in range(700)]
    insert_contents(db, many)
    assert [forget_contents(db, now_ms=NOON_MS) for _ in range(3)] == [500, 200, 0]
