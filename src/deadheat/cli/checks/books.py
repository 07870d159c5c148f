"""The books: the database and its schema, the journal, and keys where keys are required."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from deadheat.cli.checks.finding import Finding
from deadheat.errors import StoreError
from deadheat.store.keys import load_keys
from deadheat.store.migrations import BOOKS, Migration
from deadheat.store.segment import SUFFIX
from deadheat.store.sqlite import connect_reading


def check_store(file: Path, steps: tuple[Migration, ...] = BOOKS) -> Finding:
    """The database can be read and has the schema of this version, or will be made."""
    if not file.exists():
        if not file.parent.is_dir():
            detail = f"the folder {file.parent} does not exist"
            return Finding(check="store", state="failed", detail=detail, fix=f"mkdir -p {file.parent}")
        if not os.access(file.parent, os.W_OK | os.X_OK):
            return _unwritable(file.parent)
        return Finding(check="store", state="ok", detail=f"{file} will be made by `deadheat serve`")
    rows = 0
    try:
        with closing(connect_reading(file, steps)) as db:
            [(result,)] = db.execute("PRAGMA quick_check(1)")
            [(rows,)] = db.execute("SELECT count(*) FROM entry_rows")
    except StoreError as error:
        return Finding(check="store", state="failed", detail=f"{file}: {error.message}", fix=error.hint)
    except sqlite3.Error as error:
        result = str(error)
    if result != "ok":
        fix = "Put back a backup; docs/how-to/back-up-the-store.md tells how."
        return Finding(check="store", state="failed", detail=f"{file}: {result}", fix=fix)
    for needed in (file, file.parent):  # SQLite writes files beside it
        if not os.access(needed, os.W_OK):
            return _unwritable(needed)
    return Finding(check="store", state="ok", detail=f"{file}, schema {steps[-1].number}, {rows} entries")


def _unwritable(path: Path) -> Finding:
    fix = "Give the user that runs `deadheat serve` the right to write there, or set store.url."
    return Finding(check="store", state="failed", detail=f"{path} cannot be written", fix=fix)


def check_journal(folder: Path) -> Finding:
    """Nothing waits in the journal for a person."""
    torn = sorted(folder.rglob("*.torn"))
    if torn:
        fix = "Everything before the damage is in the books. Delete the file when you have looked at it."
        return Finding(check="journal", state="warning", detail=f"{torn[0]} has a damaged end", fix=fix)
    waiting = len(list(folder.rglob(f"*{SUFFIX}")))
    return Finding(check="journal", state="ok", detail=f"{folder}, {waiting} files in use")


def check_keys(file: Path, *, auth: str) -> Finding:
    """Where keys are required somebody has one."""
    if auth == "none":
        return Finding(check="keys", state="ok", detail='gateway.auth is "none": this machine may ask without a key')
    count = 0
    if file.exists():
        try:
            with closing(connect_reading(file, BOOKS)) as db:
                count = len(load_keys(db))
        except (StoreError, sqlite3.Error):
            return Finding(check="keys", state="skipped", detail="the store cannot be read")
    if not count:
        return Finding(check="keys", state="failed", detail="no key is in force", fix="`deadheat keys create NAME`")
    return Finding(check="keys", state="ok", detail=f"{count} in force")
