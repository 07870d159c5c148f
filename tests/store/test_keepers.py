"""Keepers come back after trouble, and the tap hears of each new entry once."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from deadheat.errors import StoreError
from deadheat.facts.entry import Entry
from deadheat.store import keepers
from deadheat.store.contents import content_of
from deadheat.store.entries import read_entries
from deadheat.store.keepers import ContentKeeper, EntryKeeper
from deadheat.store.migrations import BOOKS, CONTENTS
from deadheat.store.sqlite import connect, connect_reading
from tests.store.books import entry

encode = msgspec.msgpack.Encoder().encode


def test_the_tap_hears_of_new_entries_only(tmp_path: Path) -> None:
    heard: list[Entry] = []

    def tap(entries: Sequence[Entry]) -> None:
        heard.extend(entries)

    keeper = EntryKeeper(tmp_path / "a.db", tap)
    keeper.keep([encode(entry(1)), encode(entry(2))])
    keeper.keep([encode(entry(2)), encode(entry(3))])
    keeper.close()
    assert [e.id for e in heard] == [entry(n).id for n in (1, 2, 3)]


def test_entries_are_kept_as_amended_and_as_they_are_when_that_fails(tmp_path: Path) -> None:
    def amend(entries: Sequence[Entry]) -> Sequence[Entry]:
        if len(entries) > 1:
            raise ZeroDivisionError
        return [msgspec.structs.replace(each, cost_nanousd=7) for each in entries]

    heard: list[Entry] = []
    keeper = EntryKeeper(tmp_path / "a.db", heard.extend, amend)
    keeper.keep([encode(entry(1))])
    keeper.keep([encode(entry(2)), encode(entry(3))])
    keeper.close()
    costs = [7, entry(2).cost_nanousd, entry(3).cost_nanousd]
    with connect_reading(tmp_path / "a.db", BOOKS) as db:
        assert [each.cost_nanousd for each in read_entries(db)] == costs
    db.close()
    assert [each.cost_nanousd for each in heard] == costs


def test_a_locked_database_is_trouble_and_later_it_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deadheat.store.sqlite.BUSY_S", 0.01)
    keeper = EntryKeeper(tmp_path / "a.db", None)
    other = connect(tmp_path / "a.db", BOOKS)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        keeper.keep([encode(entry(1))])
    other.execute("ROLLBACK")
    keeper.keep([encode(entry(1))])
    keeper.close()
    assert read_entries(other) == [entry(1)]
    other.close()


def test_settings_behind_a_hash_are_kept_with_the_entries(tmp_path: Path) -> None:
    keeper = EntryKeeper(tmp_path / "a.db", None)
    keeper.configs["0123456789abcdef"] = b"{}"
    keeper.keep([encode(entry(1))])
    keeper.close()
    with connect_reading(tmp_path / "a.db", BOOKS) as db:
        assert db.execute("SELECT hash, snapshot FROM configs").fetchall() == [("0123456789abcdef", b"{}")]
    db.close()


def test_a_database_made_by_something_else_refuses_the_start(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("CREATE TABLE users (id)")
    db.close()
    with pytest.raises(StoreError, match="something else"):
        EntryKeeper(tmp_path / "a.db", None)


def test_contents_whose_time_is_over_go_while_tending(tmp_path: Path) -> None:
    keeper = ContentKeeper(tmp_path / "c.db")
    for number, time_ms in ((1, 0), (2, 10**14)):
        content = content_of(entry(number, time_ms=time_ms), 1, request=b"q", reply=b"a", full=True)
        keeper.keep([encode(content)])
    keeper.tend()
    keeper.close()
    with connect_reading(tmp_path / "c.db", CONTENTS) as db:
        assert db.execute("SELECT id FROM contents").fetchall() == [(entry(2, time_ms=10**14).id,)]
    db.close()


def test_a_listener_that_fails_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def tap(entries: Sequence[Entry]) -> None:
        raise RuntimeError("the listener is broken")

    keeper = EntryKeeper(tmp_path / "a.db", tap)
    keeper.keep([encode(entry(1))])
    keeper.close()
    assert "tap_failed" in caplog.text
    db = connect_reading(tmp_path / "a.db", BOOKS)
    assert read_entries(db) == [entry(1)]
    db.close()


def test_a_record_of_another_kind_is_told_and_left_where_it_is(tmp_path: Path) -> None:
    for keeper in (EntryKeeper(tmp_path / "a.db", None), ContentKeeper(tmp_path / "c.db")):
        with pytest.raises(StoreError, match="none of ours"):
            keeper.keep([msgspec.msgpack.encode(["something", "else"])])
        keeper.close()


def test_an_entry_of_a_later_version_is_read_for_what_is_known(tmp_path: Path) -> None:
    keeper = EntryKeeper(tmp_path / "a.db", None)
    later = [*msgspec.structs.astuple(entry(1)), "a field that does not exist yet"]
    keeper.keep([msgspec.msgpack.encode(later)])
    keeper.close()
    db = connect_reading(tmp_path / "a.db", BOOKS)
    assert read_entries(db) == [entry(1)]
    db.close()


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_books_that_go_away_are_begun_anew_and_nothing_that_came_since_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(keepers, "LET_GO_S", 0.0)
    keeper = EntryKeeper(tmp_path / "a.db", None)
    keeper.keep([encode(entry(1))])
    (tmp_path / "a.db").rename(tmp_path / "old.db") if how == "moved" else (tmp_path / "a.db").unlink()
    with pytest.raises(StoreError, match="moved the books away"):
        keeper.keep([encode(entry(2))])
    keeper.keep([encode(entry(2))])
    keeper.close()
    kept = {"a.db": [entry(2)]} | ({"old.db": [entry(1), entry(2)]} if how == "moved" else {})
    for name, entries in kept.items():
        db = connect_reading(tmp_path / name, BOOKS)
        assert read_entries(db) == entries
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()


def test_new_books_wait_until_every_worker_has_let_go_of_the_old_ones(tmp_path: Path) -> None:
    keeper = EntryKeeper(tmp_path / "a.db", None)
    (tmp_path / "a.db").unlink()
    with pytest.raises(StoreError, match="moved the books away"):
        keeper.tend()
    with pytest.raises(StoreError, match="wait in the journal"):
        keeper.keep([encode(entry(1))])
    assert not (tmp_path / "a.db").exists()


def test_prompts_and_answers_are_for_their_owner_alone(tmp_path: Path) -> None:
    ContentKeeper(tmp_path / "c.db").close()
    assert (tmp_path / "c.db").stat().st_mode & 0o777 == 0o600
