"""The store of one worker, as the settings describe it."""

import os

from deadheat.settings.load import Settings
from deadheat.store.keepers import Amend, Tap
from deadheat.store.keys import Keyring, load_keys
from deadheat.store.migrations import BOOKS
from deadheat.store.recorder import Books, Recorder
from deadheat.store.sqlite import connect


def keeps_contents(settings: Settings) -> bool:
    """Whether a route asks for prompts and answers to be kept."""
    return any(route.record != "none" for route in settings.routes.values())


def open_books(settings: Settings, worker: int, *, tap: Tap | None = None, amend: Amend | None = None) -> Recorder:
    """The book of worker number `worker`. Raises: ConfigError or StoreError if it cannot be kept."""
    place = settings.place
    holds = keeps_contents(settings) or place.contents.exists()  # what was kept once is still to be deleted in its time
    books = Books(
        file=place.file,
        folder=place.journal,
        contents=place.contents if holds else None,
        writer=f"{os.getpid()}-{worker}",
        max_bytes=settings.store.journal_max_bytes,
        required=settings.gateway.audit == "required",
    )
    return Recorder(books, tap=tap, amend=amend)


def read_keyring(settings: Settings) -> Keyring:
    """The keys in force. Raises: StoreError if the store cannot be read."""
    db = connect(settings.place.file, BOOKS)
    try:
        return load_keys(db)
    finally:
        db.close()
