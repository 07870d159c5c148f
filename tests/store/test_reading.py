"""Reading the books carries over what a killed gateway left, and tells what it cannot."""

from pathlib import Path

import msgspec
import pytest

from deadheat.errors import StoreError
from deadheat.store.entries import read_entries
from deadheat.store.journal import Journal, JournalOptions
from deadheat.store.migrations import BOOKS
from deadheat.store.reading import open_books
from deadheat.store.recorder import Recorder
from deadheat.store.sqlite import connect
from tests.store.books import books, entry


def left_behind(folder: Path) -> None:
    journal = Journal(JournalOptions(folder=folder / "entries", writer="w", max_bytes=1 << 26), clock=lambda: 0.0)
    journal.append(msgspec.msgpack.encode(entry(1)))
    journal.close()


def test_what_was_left_in_the_journal_is_read(tmp_path: Path) -> None:
    connect(tmp_path / "a.db", BOOKS).close()
    left_behind(tmp_path / "j")
    db, note = open_books(tmp_path / "a.db", tmp_path / "j")
    assert (read_entries(db), note) == ([entry(1)], "")
    db.close()


def test_a_locked_store_is_read_without_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deadheat.store.sqlite.BUSY_S", 0.01)
    writer = connect(tmp_path / "a.db", BOOKS)
    writer.execute("BEGIN IMMEDIATE")
    left_behind(tmp_path / "j")
    db, note = open_books(tmp_path / "a.db", tmp_path / "j")
    assert read_entries(db) == []
    assert "not in the books yet" in note
    db.close()
    writer.close()


def test_no_books_are_made_by_reading(tmp_path: Path) -> None:
    left_behind(tmp_path / "j")
    with pytest.raises(StoreError, match="no such database"):
        open_books(tmp_path / "a.db", tmp_path / "j")
    assert not (tmp_path / "a.db").exists()


def test_a_reader_waits_for_what_a_running_gateway_has_just_written(tmp_path: Path) -> None:
    recorder = Recorder(books(tmp_path))
    for number in range(5):
        recorder.put(entry(number))
        db, note = open_books(tmp_path / "books.db", tmp_path / "journal")
        assert (len(read_entries(db)), note) == (number + 1, "")
        db.close()
    recorder.close()


def test_a_gateway_that_cannot_write_keeps_no_reader_waiting_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deadheat.store.reading.PATIENCE_S", 0.05)
    recorder = Recorder(books(tmp_path))
    lock = connect(tmp_path / "books.db", BOOKS)
    lock.execute("BEGIN IMMEDIATE")
    recorder.put(entry(1))
    db, note = open_books(tmp_path / "books.db", tmp_path / "journal")
    assert "wait in the journal" in note
    lock.execute("ROLLBACK")
    for connection in (db, lock):
        connection.close()
    recorder.close()
