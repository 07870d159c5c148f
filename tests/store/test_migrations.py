"""A database is made whole, or refused with what to do; released steps are never edited."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from deadheat.errors import StoreError
from deadheat.store.migrations import BOOKS, CONTENTS, Migration, check_schema, migrate, schema_state

NEXT = Migration(2, "notes", ("CREATE TABLE notes (id TEXT)",))
BROKEN = Migration(2, "broken", ("CREATE TABLE notes (id TEXT)", "CREATE TABLE entry_rows (id TEXT)"))


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        yield db


def test_a_new_database_gets_the_whole_schema(db: sqlite3.Connection) -> None:
    check_schema(db, BOOKS, where="x.db")
    assert schema_state(db, BOOKS).pending == ()
    assert db.execute("SELECT count(*) FROM entries").fetchone() == (0,)


def test_an_older_database_is_refused_with_the_command_to_run(db: sqlite3.Connection) -> None:
    check_schema(db, BOOKS, where="x.db")
    with pytest.raises(StoreError, match=r"lacks schema step 2.*deadheat store migrate"):
        check_schema(db, (*BOOKS, NEXT), where="x.db")
    assert migrate(db, (*BOOKS, NEXT), where="x.db") == (2,)
    check_schema(db, (*BOOKS, NEXT), where="x.db")


def test_a_newer_database_is_refused(db: sqlite3.Connection) -> None:
    check_schema(db, (*BOOKS, NEXT), where="x.db")
    with pytest.raises(StoreError, match=r"step 2, which this version of Deadheat does not know"):
        check_schema(db, BOOKS, where="x.db")


def test_an_edited_step_is_noticed(db: sqlite3.Connection) -> None:
    check_schema(db, (*BOOKS, NEXT), where="x.db")
    edited = Migration(2, "notes", ("CREATE TABLE notes (id INTEGER)",))
    with pytest.raises(StoreError, match="in another form"):
        check_schema(db, (*BOOKS, edited), where="x.db")


def test_a_database_of_something_else_is_left_alone(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE users (id)")
    with pytest.raises(StoreError, match="something else"):
        check_schema(db, BOOKS, where="x.db")
    assert [name for (name,) in db.execute("SELECT name FROM sqlite_master")] == ["users"]


def test_a_step_that_fails_leaves_the_database_as_it_was(db: sqlite3.Connection) -> None:
    check_schema(db, BOOKS, where="x.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, (*BOOKS, BROKEN), where="x.db")
    assert schema_state(db, BOOKS).applied == (1,)
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'notes'").fetchall() == []


def test_two_who_open_a_new_database_at_once_both_find_their_schema(tmp_path: Path) -> None:
    ours, theirs = (sqlite3.connect(tmp_path / "x.db", isolation_level=None) for _ in range(2))
    ours.set_trace_callback(lambda _: check_schema(theirs, BOOKS, where="x.db"))
    check_schema(ours, BOOKS, where="x.db")
    ours.close()
    theirs.close()


@pytest.mark.parametrize("steps", [BOOKS, CONTENTS], ids=["books", "contents"])
def test_steps_are_numbered_without_gaps(steps: tuple[Migration, ...]) -> None:
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
