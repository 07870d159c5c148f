"""The table of entries and, in the same transaction, the running totals over them."""
# ruff: noqa: S608 - every name put into a statement is a field of our own Structs or stands in a table below

import sqlite3
from collections.abc import Sequence
from itertools import chain
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
_ROW = f"(?{', ?' * len(_OWN)})"
_INSERT = f"INSERT OR IGNORE INTO entry_rows (path, {', '.join(_OWN)}) VALUES "
# Python's sqlite3 gives up the interpreter lock at every statement, and while a thread waits to have it back the
# gateway's loop pays for waking it in vain. So rows go in by the hundred; the last one fills up, and is ignored.
_SIZES = (16, 128, 512)
_CHUNKS = {size: _INSERT + ", ".join([_ROW] * size) for size in _SIZES}
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
        unique = list({entry.id: entry for entry in entries}.values())
        if not self._keep(unique):  # after a crash some are there already, and must not count again
            unique = [entry for entry in unique if not has_entry(self._db, entry.id)]
            if not self._keep(unique):
                raise sqlite3.OperationalError("another process stored the same entries at the same moment")
        return unique

    def _keep(self, entries: list[Entry]) -> bool:
        """Keep `entries` and count them, if none of them is there; otherwise keep nothing and say so."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            rows: list[tuple[object, ...]] = [(self._path(entry), *_own_of(entry)) for entry in entries]
            before = self._db.total_changes
            self._write(rows)
            whole = self._db.total_changes - before == len(entries)
            if whole:
                _add_totals(self._db, entries)
            self._db.execute("COMMIT" if whole else "ROLLBACK")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            self._paths.clear()
            raise
        if not whole:
            self._paths.clear()
        return whole

    def _write(self, rows: list[tuple[object, ...]]) -> None:
        at = 0
        while at < len(rows):
            left = len(rows) - at
            size = next((size for size in reversed(_SIZES) if left > size // 3), _SIZES[0])
            part = rows[at : at + size]
            part += part[-1:] * (size - len(part))
            self._db.execute(_CHUNKS[size], list(chain.from_iterable(part)))
            at += size

    def _path(self, entry: Entry) -> int:
        names = _path_of(entry)
        path = self._paths.get(names)
        if path is None:
            if len(self._paths) >= _MOST_PATHS:
                self._paths.clear()
            self._db.execute(_INSERT_PATH, names)
            path = self._paths[names] = int(self._db.execute(_FIND_PATH, names).fetchone()[0])
        return path


def has_entry(db: sqlite3.Connection, entry_id: str) -> bool:
    """Whether the entry is in the books."""
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
