"""The doctor sees what is wrong with the books before the gateway does."""

import sqlite3
from pathlib import Path

from deadheat.cli.checks.books import check_journal, check_keys, check_store
from deadheat.store.keys import create_key
from deadheat.store.migrations import BOOKS, Migration
from deadheat.store.sqlite import connect


def test_books_that_are_not_there_yet_are_well_if_they_can_be_made(tmp_path: Path) -> None:
    assert check_store(tmp_path / "a.db").state == "ok"
    assert "mkdir" in check_store(tmp_path / "none" / "a.db").fix


def test_books_of_this_version_are_well_and_others_are_not(tmp_path: Path) -> None:
    connect(tmp_path / "a.db", BOOKS).close()
    assert "schema 1, 0 entries" in check_store(tmp_path / "a.db").detail
    newer = (*BOOKS, Migration(2, "notes", ("CREATE TABLE notes (id TEXT)",)))
    assert "deadheat store migrate" in check_store(tmp_path / "a.db", newer).fix


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert check_store(tmp_path / "a.db").state == "failed"
    with sqlite3.connect(tmp_path / "b.db") as db:
        db.execute("CREATE TABLE users (id)")
    db.close()
    assert "something else" in check_store(tmp_path / "b.db").detail


def test_a_torn_journal_waits_for_a_person(tmp_path: Path) -> None:
    assert check_journal(tmp_path).state == "ok"
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "w-1.torn").touch()
    assert check_journal(tmp_path).state == "warning"


def test_a_door_with_a_lock_needs_a_key(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    assert check_keys(file, auth="none").state == "ok"
    assert check_keys(file, auth="keys").fix == "`deadheat keys create NAME`"
    db = connect(file, BOOKS)
    create_key(db, "team", routes=None, now_ms=1)
    db.close()
    assert check_keys(file, auth="keys").state == "ok"
