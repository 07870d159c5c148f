"""The store of one worker, as the settings describe it."""

import os
from pathlib import Path

from deadheat.settings.load import Settings
from deadheat.store.keys import Keyring, load_keys
from deadheat.store.migrations import BOOKS
from deadheat.store.recorder import Books, Recorder
from deadheat.store.sqlite import connect, content_file, database_file, journal_folder


def open_books(settings: Settings, worker: int) -> Recorder:
    """The book of worker number `worker`. Raises: ConfigError or StoreError if it cannot be kept."""
    store = settings.store
    file = database_file(store.url)
    keeps = any(route.record != "none" for route in settings.routes.values())
    contents = Path(store.content) if store.content else content_file(file)
    books = Books(
        file=file,
        folder=Path(store.journal) if store.journal else journal_folder(file),
        contents=contents if keeps else None,
        writer=f"{os.getpid()}-{worker}",
        max_bytes=store.journal_max_bytes,
        required=settings.gateway.audit == "required",
    )
    return Recorder(books)


def read_keyring(settings: Settings) -> Keyring:
    """The keys in force. Raises: StoreError if the store cannot be read."""
    db = connect(database_file(settings.store.url), BOOKS)
    try:
        return load_keys(db)
    finally:
        db.close()
