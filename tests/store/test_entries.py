"""Entries count once, in the table and in the totals, and sum up to the ledger."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.facts.entry import Entry
from deadheat.facts.totals import Series, sum_series
from deadheat.store.entries import By, EntryTable, keep_config, read_entries, read_totals, sum_entries
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect
from tests.store.books import DAY_MS, NOON_MS, PLAIN, REFUSED, entry


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "books.db", BOOKS)) as db:
        yield db


def test_an_entry_comes_back_as_it_was(db: sqlite3.Connection) -> None:
    kept = [entry(1), entry(2, REFUSED)]
    assert EntryTable(db).insert(kept) == kept
    assert read_entries(db) == kept
    assert read_entries(db, after=kept[0].id) == kept[1:]
    assert read_entries(db, most=1) == kept[:1]


batches = st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=8)


@given(batches)
def test_whatever_is_inserted_again_counts_once(batches: list[list[int]]) -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    for statement in BOOKS[0].statements:
        db.execute(statement)
    table = EntryTable(db)
    new = [kept for batch in batches for kept in table.insert([entry(n, PLAIN if n % 3 else REFUSED) for n in batch])]
    wanted = {n for batch in batches for n in batch}
    assert sorted(kept.id for kept in new) == sorted(entry(n).id for n in wanted)
    assert read_totals(db) == sum_series(new)
    assert sum(total.requests for total in read_totals(db).values()) == len(wanted)
    db.close()


def test_totals_go_on_where_another_worker_left_them(db: sqlite3.Connection) -> None:
    one, other = EntryTable(db), EntryTable(db)
    one.insert([entry(1)])
    other.insert([entry(2), entry(3)])
    totals = read_totals(db)[Series("assistant", "qwen", "local", 200, "")]
    assert (totals.requests, totals.input_tokens, totals.cost_nanousd) == (3, 300, 180_000)
    assert sum(totals.latency_buckets) == 3


def test_a_failed_batch_leaves_nothing_and_can_be_given_again(db: sqlite3.Connection) -> None:
    table = EntryTable(db)
    broken = msgspec.structs.replace(entry(2), latency_us=None)
    with pytest.raises((sqlite3.Error, TypeError)):
        table.insert([entry(1), broken])
    assert read_entries(db) == []
    assert len(table.insert([entry(1)])) == 1


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (None, [("", 4)]),
        ("route", [("", 1), ("assistant", 3)]),
        ("offer", [("", 1), ("other", 1), ("qwen", 2)]),
        ("key", [("", 3), ("k1", 1)]),
        ("day", [("2026-11-23", 3), ("2026-11-24", 1)]),
    ],
)
def test_groups_add_up(db: sqlite3.Connection, by: By | None, groups: list[tuple[str, int]]) -> None:
    other = msgspec.structs.replace(entry(3), offer="other", key_id="k1", cost_nanousd=None)
    EntryTable(db).insert([entry(1), entry(2, time_ms=NOON_MS + DAY_MS), other, entry(4, REFUSED)])
    found = sum_entries(db, by=by)
    assert [(group.group, group.requests) for group in found] == groups
    assert sum(group.errors for group in found) == 1
    assert sum(group.unpriced for group in found) == 1, "a request that reached no host costs nothing, known"
    assert sum(group.input_tokens for group in found) == 300
    assert sum(group.cost_nanousd for group in found) == 120_000


def test_since_is_inclusive(db: sqlite3.Connection) -> None:
    EntryTable(db).insert([entry(1), entry(2, time_ms=NOON_MS + 1)])
    assert [g.requests for g in sum_entries(db, since_ms=NOON_MS)] == [2]
    assert [g.requests for g in sum_entries(db, since_ms=NOON_MS + 1)] == [1]
    assert sum_entries(db, since_ms=NOON_MS + 2) == ()


def test_many_paths_do_not_grow_the_memory(db: sqlite3.Connection) -> None:
    table = EntryTable(db)
    entries: list[Entry] = [msgspec.structs.replace(entry(n), model=f"m{n}") for n in range(5000)]
    assert len(table.insert(entries)) == 5000
    assert len(table._paths) <= 4096
    assert len(read_entries(db, most=10_000)) == 5000


def test_a_config_is_kept_once(db: sqlite3.Connection) -> None:
    for moment in (1, 2):
        keep_config(db, "h", snapshot=b"{}", now_ms=moment)
    assert db.execute("SELECT first_ms FROM configs").fetchall() == [(1,)]
