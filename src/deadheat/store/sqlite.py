"""SQLite as the books' database: several processes write one file, readers never wait for them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deadheat.errors import ConfigError, StoreError
from deadheat.store.migrations import Migration, check_schema

SCHEME = "sqlite:///"
BUSY_S = 5.0


def database_file(url: str) -> Path:
    """The file that `sqlite:///relative.db` or `sqlite:////absolute.db` names. Raises: ConfigError for other stores."""
    if not url.startswith(SCHEME):
        scheme = url.partition(":")[0]
        hint = "Expected 'sqlite:///deadheat.db' (beside the working folder) or 'sqlite:////var/lib/deadheat.db'."
        raise ConfigError(
            f"names a store of kind {scheme!r}; this version keeps its books in SQLite.", where="store.url", hint=hint
        )
    path = url.removeprefix(SCHEME)
    if not path or path.startswith(":memory:") or any(c in path for c in "?#\0"):
        raise ConfigError("names no file.", where="store.url", hint="Expected 'sqlite:///deadheat.db'.")
    return Path(path)


@contextmanager
def translated(where: Path | str) -> Iterator[None]:
    """SQLite's errors as StoreError, each with what to do about it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreError(f"SQLite says: {error}.", where=str(where), hint=_hint(error)) from error


def connect(path: Path, steps: tuple[Migration, ...], *, private: bool = False) -> sqlite3.Connection:
    """A connection for writing, the schema made or checked. Raises: StoreError with what to do.

    private: nobody but its owner can read a file that is made now.
    """
    if not path.parent.is_dir():
        raise StoreError(f"the folder {path.parent} does not exist.", where=str(path), hint="Make it.")
    rest = path.with_name(f"{path.name}-wal")
    if not path.exists() and rest.exists() and rest.stat().st_size:  # SQLite would play it into the new one
        hint = f"Put the database back, or delete {rest.name} and {path.name}-shm when no gateway uses them any more."
        raise StoreError(f"the database is gone and its {rest.name} is still there.", where=str(path), hint=hint)
    with translated(path):
        if private and not path.exists():
            with suppress(OSError):  # SQLite will say better what is wrong
                path.touch(mode=0o600)
        db = _open(path)
        with _closed_if_unfit(db):
            check_schema(db, steps, where=str(path))
        return db


@contextmanager
def _closed_if_unfit(db: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    with _closed_if_unfit(db):
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")  # this and the page size are heeded by a new file only
        db.execute("PRAGMA page_size = 8192")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # the journal is dropped after a commit, so a commit reaches the disk
    return db


def connect_unchecked(path: Path) -> sqlite3.Connection:
    """A connection for `deadheat store migrate`, which is for schemas that do not fit yet."""
    with translated(path):
        return _open(path)


def connect_reading(path: Path, steps: tuple[Migration, ...]) -> sqlite3.Connection:
    """A connection that cannot write and makes no file. Raises: StoreError if there is none."""
    if not path.exists():
        hint = "It is made by `deadheat serve`. Is this the right folder, or store.url?"
        raise StoreError("there is no such database.", where=str(path), hint=hint)
    with translated(path):
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_S, isolation_level=None)
        with _closed_if_unfit(db):
            check_schema(db, steps, where=str(path), make=False)
        return db


def _hint(error: sqlite3.DatabaseError) -> str:
    hints = {
        "locked": "Another program holds the database. Close it, or wait.",
        "not a database": "Name another file in store.url, or put back a backup.",
        "malformed": "Put back a backup; docs/how-to/back-up-the-store.md tells how.",
        "full": "Free some disk space.",
        "readonly": "Give this user the right to write the file and its folder.",
        "unable to open": "Is the path right, and may this user write there?",
    }
    return next((hint for word, hint in hints.items() if word in str(error)), "")
