"""Where the books of a configuration lie: what `ledger`, `keys`, `store` and `doctor` open."""

import os
import sys
from pathlib import Path
from sqlite3 import Connection

from deadheat.settings.load import load
from deadheat.store.place import Place
from deadheat.store.reading import open_books


def place_of(config: Path | None) -> Place:
    """The books of `config`, of ./deadheat.toml, or of the defaults. Raises: ConfigError."""
    return load(config, os.environ, with_keys=False).place


def read_books(config: Path | None) -> Connection:
    """A connection for reading; a note about entries it lacks goes to stderr."""
    place = place_of(config)
    reading = open_books(place.file, place.journal)
    if reading.note:
        sys.stderr.write(f"note: {reading.note}\n")
    return reading.db
