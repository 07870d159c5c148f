"""Where the books of a configuration lie: what `ledger`, `keys`, `store` and `doctor` open."""

import os
import sys
from pathlib import Path
from sqlite3 import Connection

from msgspec import Struct

from deadheat.settings.load import load
from deadheat.store.reading import open_books
from deadheat.store.sqlite import content_file, database_file, journal_folder


class Place(Struct, frozen=True, kw_only=True):
    """The files that `[store]` names or implies."""

    file: Path
    contents: Path
    journal: Path


def place_of(config: Path | None) -> Place:
    """The books of `config`, of ./deadheat.toml, or of the defaults. Raises: ConfigError."""
    store = load(config, os.environ, with_keys=False).store
    file = database_file(store.url)
    return Place(
        file=file,
        contents=Path(store.content) if store.content else content_file(file),
        journal=Path(store.journal) if store.journal else journal_folder(file),
    )


def read_books(config: Path | None) -> Connection:
    """A connection for reading; a note about entries it lacks goes to stderr."""
    place = place_of(config)
    reading = open_books(place.file, place.journal)
    if reading.note:
        sys.stderr.write(f"note: {reading.note}\n")
    return reading.db
