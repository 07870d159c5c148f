"""The books as a command reads them, while a gateway writes them or after it was killed."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from deadheat.facts.entry import Entry
from deadheat.store.drain import TROUBLE, adopt_orphans
from deadheat.store.entries import has_entry
from deadheat.store.keepers import EntryKeeper
from deadheat.store.migrations import BOOKS
from deadheat.store.segment import SUFFIX, last_payload
from deadheat.store.sqlite import connect_reading

PATIENCE_S = 5.0
"""Longer than the catalogue takes to tell the price of a model that was asked for the first time."""


class Reading(NamedTuple):
    """A connection that cannot write, and a note about entries it does not show; empty if there are none."""

    db: sqlite3.Connection
    note: str


def open_books(file: Path, folder: Path) -> Reading:
    """Books to read, with what a killed gateway left in the journal `folder` carried over first.

    Raises: StoreError if there are none, or they are not to be read.
    """
    note = _adopt(file, folder / "entries")
    db = connect_reading(file, BOOKS)
    return Reading(db, note or _settle(db, folder / "entries"))


def _settle(db: sqlite3.Connection, folder: Path) -> str:
    """Wait a moment for what a running gateway has written down and not carried over yet."""
    last = [payload for payload in map(last_payload, folder.glob(f"*{SUFFIX}")) if payload]
    ids = {msgspec.msgpack.decode(payload, type=Entry).id for payload in last}
    until = time.monotonic() + PATIENCE_S
    while ids := {entry_id for entry_id in ids if not has_entry(db, entry_id)}:
        if time.monotonic() > until:
            return "The newest entries wait in the journal: the gateway cannot write to the books at the moment."
        time.sleep(0.02)
    return ""


def _adopt(file: Path, folder: Path) -> str:
    if not file.exists():
        return ""
    opened: list[EntryKeeper] = []

    def keep(payloads: Sequence[bytes]) -> None:
        if not opened:  # only now is there something to write
            opened.append(EntryKeeper(file, None))
        opened[0].keep(payloads)

    try:
        adopt_orphans(folder, keep)
    except TROUBLE as error:
        return f"Entries in {folder} are not in the books yet: {error}"
    finally:
        for keeper in opened:
            keeper.close()
    return ""
