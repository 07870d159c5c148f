"""A key is shown once, found by its hash, and gone when revoked."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from deadheat.errors import DataError
from deadheat.store.keys import create_key, list_keys, load_keys, revoke_key
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "books.db", BOOKS)) as db:
        yield db


def test_a_key_is_found_by_its_secret_and_stored_without_it(db: sqlite3.Connection, tmp_path: Path) -> None:
    made = create_key(db, "team", routes=("assistant",), now_ms=1)
    assert load_keys(db).find(made.secret.encode()) == made.record
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert made.secret.encode() not in (tmp_path / "books.db").read_bytes()
    assert made.secret not in repr(made)


def test_a_key_has_256_random_bits(db: sqlite3.Connection) -> None:
    made = [create_key(db, f"k{n}", routes=None, now_ms=n).secret for n in range(20)]
    assert len(set(made)) == 20
    assert {len(secret) for secret in made} == {len("dh-") + 43}


@pytest.mark.parametrize("shown", [b"", b"dh-", b"dh-" + b"A" * 43, b"\xff\x00", b"x" * 100_000])
def test_what_is_no_key_finds_nothing(db: sqlite3.Connection, shown: bytes) -> None:
    create_key(db, "team", routes=None, now_ms=1)
    assert load_keys(db).find(shown) is None


def test_a_revoked_key_finds_nothing_and_stays_in_the_list(db: sqlite3.Connection) -> None:
    made = create_key(db, "team", routes=None, now_ms=1)
    revoke_key(db, "team", now_ms=2)
    assert load_keys(db).find(made.secret.encode()) is None
    assert [(key.name, key.revoked_ms) for key in list_keys(db)] == [("team", 2)]
    again = create_key(db, "team", routes=None, now_ms=3)
    assert revoke_key(db, again.record.id, now_ms=4).id == again.record.id


def test_routes_come_back_as_they_were_given(db: sqlite3.Connection) -> None:
    for n, routes in enumerate((None, (), ("a",), ("a", "openai/*"))):
        made = create_key(db, f"k{n}", routes=routes, now_ms=n)
        assert list_keys(db)[-1] == made.record
        assert made.record.routes == routes


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_name_nobody_can_type_is_refused(db: sqlite3.Connection, name: str) -> None:
    with pytest.raises(DataError, match="not a name"):
        create_key(db, name, routes=None, now_ms=1)


def test_two_keys_in_force_never_share_a_name(db: sqlite3.Connection) -> None:
    create_key(db, "team", routes=None, now_ms=1)
    with pytest.raises(DataError, match="already"):
        create_key(db, "team", routes=None, now_ms=2)


def test_two_who_make_a_key_of_one_name_at_once_do_not_both_get_it(db: sqlite3.Connection, tmp_path: Path) -> None:
    other = connect(tmp_path / "books.db", BOOKS)

    def be_quicker(statement: str) -> None:
        if statement.startswith("INSERT"):
            create_key(other, "team", routes=None, now_ms=1)

    db.set_trace_callback(be_quicker)
    with pytest.raises(DataError, match="already"):
        create_key(db, "team", routes=None, now_ms=2)
    db.set_trace_callback(None)
    assert len(list_keys(db)) == 1
    other.close()


def test_revoking_what_is_not_there_lists_what_is(db: sqlite3.Connection) -> None:
    create_key(db, "team", routes=None, now_ms=1)
    with pytest.raises(DataError, match="In force: 'team'"):
        revoke_key(db, "taem", now_ms=2)
