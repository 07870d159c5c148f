"""The table of entries and, in the same transaction, the running totals over them."""
# ruff: noqa: S608 - every name put into a statement is a field of our own Structs or stands in a table below

import sqlite3
from collections.abc import Sequence
from operator import attrgetter
from typing import Literal

import msgspec

from deadheat.facts.entry import Entry, first_id_at
from deadheat.facts.totals import Group, Series, Totals, add_totals, sum_series

By = Literal["route", "offer", "key", "day"]

_FIELDS = Entry.__struct_fields__
_PATH = (
    *("key_id", "route", "arm", "offer", "host", "model"),
    *("dialect_in", "dialect_out", "error", "usage_from", "config_hash"),
)
_OWN = tuple(name for name in _FIELDS if name not in _PATH)
_INSERT = f"INSERT OR IGNORE INTO entry_rows (path, {', '.join(_OWN)}) VALUES (?{', ?' * len(_OWN)})"
_INSERT_PATH = f"INSERT OR IGNORE INTO paths ({', '.join(_PATH)}) VALUES ({', '.join('?' * len(_PATH))})"
_FIND_PATH = f"SELECT path FROM paths WHERE {' AND '.join(f'{name} = ?' for name in _PATH)}"
_path_of = attrgetter(*_PATH)
_own_of = attrgetter(*_OWN)
_MOST_PATHS = 4096
_SERIES = Series.__struct_fields__
_TOTALS = Totals.__struct_fields__
_ALL_TOTALS = f"SELECT {', '.join((*_SERIES, *_TOTALS))} FROM totals"
_PUT_TOTALS = (
    f"INSERT OR REPLACE INTO totals ({', '.join((*_SERIES, *_TOTALS))}) "
    f"VALUES ({', '.join('?' * (len(_SERIES) + len(_TOTALS)))})"
)
_ONE_TOTAL = f"{_ALL_TOTALS} WHERE {' AND '.join(f'{name} = ?' for name in _SERIES)}"
_SUMMED = ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "cost_nanousd")
_GROUPS: dict[By | None, str] = {
    "route": "route",
    "offer": "offer",
    "key": "key_id",
    "day": "date(time_ms / 1000, 'unixepoch')",
    None: "''",
}


class EntryTable:
    """The entries of one database as one connection writes them; it remembers the numbers of paths it has seen."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._paths: dict[tuple[str, ...], int] = {}

    def insert(self, entries: Sequence[Entry]) -> list[Entry]:
        """Keep `entries`, each once whatever has been inserted before, and return those that are new."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            new = self._insert(entries)
            _add_totals(self._db, new)
            self._db.execute("COMMIT")
        except BaseException:
            self._paths.clear()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        return new

    def _insert(self, entries: Sequence[Entry]) -> list[Entry]:
        unique = list({entry.id: entry for entry in entries}.values())
        rows = [(self._path(entry), *_own_of(entry)) for entry in unique]
        before = self._db.total_changes
        self._db.execute("SAVEPOINT fresh")
        self._db.executemany(_INSERT, rows)
        if self._db.total_changes - before == len(unique):
            return unique
        self._db.execute("ROLLBACK TO fresh")  # after a crash some are there already, and must not count again
        new = [at for at, entry in enumerate(unique) if not _has(self._db, entry.id)]
        self._db.executemany(_INSERT, [rows[at] for at in new])
        return [unique[at] for at in new]

    def _path(self, entry: Entry) -> int:
        names = _path_of(entry)
        path = self._paths.get(names)
        if path is None:
            if len(self._paths) >= _MOST_PATHS:
                self._paths.clear()
            self._db.execute(_INSERT_PATH, names)
            path = self._paths[names] = int(self._db.execute(_FIND_PATH, names).fetchone()[0])
        return path


def _has(db: sqlite3.Connection, entry_id: str) -> bool:
    return db.execute("SELECT 1 FROM entry_rows WHERE id = ?", (entry_id,)).fetchone() is not None


def _add_totals(db: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    for series, fresh in sum_series(entries).items():
        key = msgspec.structs.astuple(series)
        row = db.execute(_ONE_TOTAL, key).fetchone()
        whole = add_totals(_totals(row[len(_SERIES) :]), fresh) if row else fresh
        db.execute(_PUT_TOTALS, (*key, *map(_column, msgspec.structs.astuple(whole))))


def _column(value: int | tuple[int, ...]) -> int | str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else value


def _totals(row: tuple[int | str, ...]) -> Totals:
    values = {
        name: tuple(map(int, value.split(","))) if isinstance(value, str) else value
        for name, value in zip(_TOTALS, row, strict=True)
    }
    return Totals(**values)  # type: ignore[arg-type]  # the table is STRICT: each column has its field's type


def read_totals(db: sqlite3.Connection) -> dict[Series, Totals]:
    """Every running total."""
    width = len(_SERIES)
    return {Series(*row[:width]): _totals(row[width:]) for row in db.execute(_ALL_TOTALS)}


def sum_entries(db: sqlite3.Connection, *, since_ms: int = 0, by: By | None = None) -> tuple[Group, ...]:
    """Sums over entries that arrived at `since_ms` or later, by group in the order of its name."""
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in _SUMMED)
    query = (
        f"SELECT {_GROUPS[by]} AS grouped, count(*), sum(error <> '' OR status >= 400), "
        "sum(cost_nanousd IS NULL AND attempts > 0), sum(input_tokens IS NULL AND attempts > 0), "
        f"{sums} FROM entries WHERE id >= ? GROUP BY grouped ORDER BY grouped"
    )
    rows = db.execute(query, (first_id_at(since_ms),))
    return tuple(Group(**dict(zip(Group.__struct_fields__, row, strict=True))) for row in rows)


def read_entries(db: sqlite3.Connection, *, after: str = "", most: int = 1000) -> list[Entry]:
    """Entries behind the id `after`, in order of arrival."""
    rows = db.execute(f"SELECT {', '.join(_FIELDS)} FROM entries WHERE id > ? ORDER BY id LIMIT ?", (after, most))
    return [Entry(**dict(zip(_FIELDS, row, strict=True))) for row in rows]


def keep_config(db: sqlite3.Connection, config_hash: str, *, snapshot: bytes, now_ms: int) -> None:
    """Remember the settings that `config_hash` on an entry stands for."""
    db.execute("INSERT OR IGNORE INTO configs VALUES (?, ?, ?)", (config_hash, now_ms, snapshot))
