"""What a drain does with its records: entries go into the books, contents beside them."""

import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from deadheat.errors import StoreError
from deadheat.facts.entry import Entry
from deadheat.store.contents import Content, forget_contents, insert_contents
from deadheat.store.drain import Target
from deadheat.store.entries import EntryTable, keep_config
from deadheat.store.migrations import BOOKS, CONTENTS
from deadheat.store.sqlite import connect

log = logging.getLogger("deadheat.store")
LET_GO_S = 10.0
"""Longer than any worker takes to notice that the books were moved away."""
Tap = Callable[[Sequence[Entry]], None]
Amend = Callable[[Sequence[Entry]], Sequence[Entry]]


class EntryKeeper:
    """Entries into the books. Each method belongs to the drain's thread, `configs` is filled by the loop."""

    def __init__(self, file: Path, tap: Tap | None, amend: Amend | None = None) -> None:
        """Open the books. `amend` may fill in what an entry lacks before it is kept.

        Raises: StoreError if they cannot be used as they are.
        """
        self._file = file
        self._tap = tap
        self._amend = amend
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self._db: sqlite3.Connection | None = connect(file, BOOKS)
        self._inode = file.stat().st_ino
        self._new_books_at = 0.0
        self._table = EntryTable(self._db)
        self.configs: dict[str, bytes] = {}

    def target(self) -> Target:
        """The books as a drain sees them."""
        return Target(keep=self.keep, tend=self.tend, close=self.close)

    def keep(self, payloads: Sequence[bytes]) -> None:
        """Insert each entry unless it is there already, and tell the tap about the new ones."""
        try:
            new = self._opened().insert(self._amended([self._decode(payload) for payload in payloads]))
            self._keep_configs()
            self._stay()
        except sqlite3.Error:
            self.close()
            raise
        except msgspec.DecodeError as error:
            raise _unreadable(self._file, error) from error
        if self._tap is not None and new:
            self._tell(self._tap, new)

    def tend(self) -> None:
        """Notice when somebody moved the books away, and begin new ones in their place."""
        if self._db is not None:
            self._stay()

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()
        self._db = None

    def _stay(self) -> None:
        """Be sure that what was committed lies in the file of that name. Raises: StoreError if somebody moved it away.

        The entries are still in the journal then, and go into the file that takes its place.
        """
        try:
            moved = self._file.stat().st_ino != self._inode
        except FileNotFoundError:
            moved = True
        if moved and self._db is not None:
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # the moved file is whole
            self.close()
            self._new_books_at = time.monotonic() + LET_GO_S
            raise self._moved()

    def _moved(self) -> StoreError:
        hint = f"New ones are begun in their place within {LET_GO_S:g} s; entries wait in the journal until then."
        return StoreError("somebody moved the books away.", where=str(self._file), hint=hint)

    def _amended(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        if self._amend is None:
            return entries
        try:
            return self._amend(entries)
        except Exception:  # they are kept as they are: nothing may stop the drain
            log.exception("event=amend_failed entries=%d", len(entries))
            return entries

    def _tell(self, tap: Tap, new: Sequence[Entry]) -> None:
        try:
            tap(new)
        except Exception:  # the entries are in the books: whatever listens may fail, and must not stop the drain
            log.exception("event=tap_failed entries=%d", len(new))

    def _opened(self) -> EntryTable:
        if self._db is None:
            if self._new_books_at:
                self._clear_the_place()
            self._db = connect(self._file, BOOKS)
            self._inode = self._file.stat().st_ino
            self._table = EntryTable(self._db)
        return self._table

    def _clear_the_place(self) -> None:
        """Begin new books once every worker has let go of the old ones, without what SQLite left beside them."""
        if time.monotonic() < self._new_books_at:
            raise self._moved()
        self._new_books_at = 0.0
        if not self._file.exists():
            for end in ("-wal", "-shm"):
                self._file.with_name(self._file.name + end).unlink(missing_ok=True)

    def _keep_configs(self) -> None:
        db = self._db
        if db is None:
            return
        for config_hash in list(self.configs):
            keep_config(db, config_hash, snapshot=self.configs[config_hash], now_ms=_now_ms())
            del self.configs[config_hash]


class ContentKeeper:
    """Prompts and answers into their own file, and out of it when their time is over."""

    def __init__(self, file: Path) -> None:
        """Open the file. Raises: StoreError if it cannot be used as it is."""
        self._file = file
        self._decode = msgspec.msgpack.Decoder(Content).decode
        self._db: sqlite3.Connection | None = connect(file, CONTENTS, private=True)

    def target(self) -> Target:
        """The file as a drain sees it."""
        return Target(keep=self.keep, tend=self.tend, close=self.close)

    def keep(self, payloads: Sequence[bytes]) -> None:
        """Insert each content unless it is there already."""
        try:
            insert_contents(self._opened(), [self._decode(payload) for payload in payloads])
        except sqlite3.Error:
            self.close()
            raise
        except msgspec.DecodeError as error:
            raise _unreadable(self._file, error) from error

    def tend(self) -> None:
        """Delete what is over, a bounded number at a time."""
        forget_contents(self._opened(), now_ms=_now_ms())

    def close(self) -> None:
        """Let go of the database."""
        if self._db is not None:
            self._db.close()
        self._db = None

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = connect(self._file, CONTENTS, private=True)
        return self._db


def _unreadable(file: Path, error: msgspec.DecodeError) -> StoreError:
    hint = "Start the version that wrote it once more; it carries its own journal over."
    return StoreError(f"the journal holds a record that is none of ours: {error}.", where=str(file), hint=hint)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
