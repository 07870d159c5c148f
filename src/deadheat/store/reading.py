"""The books as a command reads them, while a gateway writes them or after it was killed."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from deadheat.store.drain import TROUBLE, adopt_orphans
from deadheat.store.keepers import EntryKeeper
from deadheat.store.migrations import BOOKS
from deadheat.store.segment import SUFFIX
from deadheat.store.sqlite import connect_reading


class Reading(NamedTuple):
    """A connection that cannot write, and a note about entries it does not show; empty if there are none."""

    db: sqlite3.Connection
    note: str


def open_books(file: Path, folder: Path) -> Reading:
    """Books to read, with what a killed gateway left in the journal `folder` carried over first.

    Raises: StoreError if there are none, or they are not to be read.
    """
    note = _adopt(file, folder / "entries")
    return Reading(connect_reading(file, BOOKS), note)


def _adopt(file: Path, folder: Path) -> str:
    if not file.exists() or not any(folder.glob(f"*{SUFFIX}")):
        return ""
    try:
        keeper = EntryKeeper(file, None)
        try:
            adopt_orphans(folder, keeper.keep)
        finally:
            keeper.close()
    except TROUBLE as error:
        return f"Entries in {folder} are not in the books yet: {error}"
    return ""
