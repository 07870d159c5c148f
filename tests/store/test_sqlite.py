"""The database file is found, made and refused with a remedy."""

import sqlite3
from pathlib import Path

import pytest

from deadheat.errors import ConfigError, StoreError
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect, connect_reading, database_file


def test_three_slashes_are_relative_and_four_absolute() -> None:
    assert database_file("sqlite:///deadheat.db") == Path("deadheat.db")
    assert database_file("sqlite:////var/lib/deadheat.db") == Path("/var/lib/deadheat.db")


@pytest.mark.parametrize(
    "url", ["postgresql://x/y", "sqlite://x", "sqlite:///", "sqlite:///:memory:", "sqlite:///a?b", ""]
)
def test_another_store_is_refused_with_what_there_is(url: str) -> None:
    with pytest.raises(ConfigError, match=r"sqlite:///deadheat\.db"):
        database_file(url)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="not a database.*Name another file"):
        connect(path, BOOKS)
    assert path.read_text().startswith("not a database")


def test_a_missing_folder_and_a_folder_as_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        connect(tmp_path / "none" / "a.db", BOOKS)
    with pytest.raises(StoreError, match="unable to open"):
        connect(tmp_path, BOOKS)


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        connect_reading(tmp_path / "a.db", BOOKS)
    assert list(tmp_path.iterdir()) == []


def test_reading_cannot_write_and_sees_what_another_writes(tmp_path: Path) -> None:
    writing = connect(tmp_path / "a.db", BOOKS)
    reading = connect_reading(tmp_path / "a.db", BOOKS)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reading.execute("DELETE FROM entry_rows")
    writing.execute("INSERT INTO configs VALUES ('h', 1, x'00')")
    assert reading.execute("SELECT hash FROM configs").fetchall() == [("h",)]
    writing.close()
    reading.close()


def test_what_a_database_that_is_gone_left_behind_is_not_played_into_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "books.db-wal").write_bytes(b"x" * 100)
    with pytest.raises(StoreError, match=r"books\.db-wal is still there") as caught:
        connect(tmp_path / "books.db", BOOKS)
    assert "Put the database back" in caught.value.hint
    assert not (tmp_path / "books.db").exists()
