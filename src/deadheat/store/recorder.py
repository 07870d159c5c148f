"""The gateway's book: every entry is safe from `kill -9` before the last byte of its answer may leave."""

import logging
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from deadheat.errors import StoreError
from deadheat.facts.entry import Entry
from deadheat.store.contents import content_of
from deadheat.store.drain import Drain, Target
from deadheat.store.journal import SEGMENT_BYTES, Journal, JournalOptions
from deadheat.store.keepers import Amend, ContentKeeper, EntryKeeper, Tap

log = logging.getLogger("deadheat.store")
CONTENT_SEGMENT_BYTES = 16 * 1024 * 1024
CLOSE_S = 25.0
"""Longer than entries wait for a price."""


class Books(Struct, frozen=True, kw_only=True):
    """Where one worker keeps its books. `required` refuses requests that could not be written down.

    contents: None when no route keeps prompts and answers.
    """

    file: Path
    folder: Path
    contents: Path | None
    writer: str
    max_bytes: int
    required: bool


class RecorderState(Struct, frozen=True, kw_only=True):
    """How the keeping goes: what waits on disk for the database, what was lost, and what the trouble is."""

    backlog_bytes: int
    lost_entries: int
    lost_contents: int
    trouble: str


class Recorder:
    """One worker's book. `put` and `put_content` belong to the loop; a thread does the rest."""

    def __init__(self, books: Books, *, tap: Tap | None = None, amend: Amend | None = None) -> None:
        """Open the books. In the thread, `amend` fills in what entries lack, and `tap` is told of the new ones.

        Raises: StoreError if the database or the journal cannot be used as they are.
        """
        self._required = books.required
        self._encode = msgspec.msgpack.Encoder().encode
        self._lost_entries = 0
        self._lost_contents = 0
        self._keeper = EntryKeeper(books.file, tap, amend)
        self._books = books
        self._contents: Journal | None = None
        self._content_drain: Drain | None = None
        self._entries, self._drain = _open(books, "entries", SEGMENT_BYTES, self._keeper.target())
        if books.contents is not None:
            try:
                self.open_contents(books.contents)
            except StoreError:
                self.close()
                raise

    def open_contents(self, file: Path) -> None:
        """Keep prompts and answers in `file` from now on, unless they are kept already. Raises: StoreError."""
        if self._contents is None:
            target = ContentKeeper(file).target()
            self._contents, self._content_drain = _open(self._books, "contents", CONTENT_SEGMENT_BYTES, target)

    def put(self, entry: Entry) -> bool:
        """Keep `entry` so that `kill -9` can no longer lose it. False: there is no room, and entries are required.

        Where they are not, the loss is counted and the answer may go.
        """
        if self._entries.append(self._encode(entry)):
            return True
        self._lost_entries += 1
        return not self._required

    def put_content(self, entry: Entry, keep_days: int, *, request: bytes, reply: bytes, full: bool) -> bool:
        """Keep what was said, or its hash; False if there was no room, which is counted and refuses nothing."""
        content = content_of(entry, keep_days, request=request, reply=reply, full=full)
        if self._contents is not None and self._contents.append(self._encode(content)):
            return True
        if self._contents is None and not self._lost_contents:
            log.warning('event=contents_not_kept route="%s" because="no place was opened for them"', entry.route)
        self._lost_contents += 1
        return False

    def accepts(self) -> bool:
        """Whether a request may be admitted: its entry will find room, or entries are not required."""
        return not self._required or self._entries.accepts()

    def note_config(self, config_hash: str, snapshot: bytes) -> None:
        """Remember the settings behind a hash that entries from now on carry."""
        self._keeper.configs[config_hash] = snapshot

    def state(self) -> RecorderState:
        """How the keeping goes."""
        drains = [drain for drain in (self._drain, self._content_drain) if drain]
        return RecorderState(
            backlog_bytes=self._entries.backlog_bytes(),
            lost_entries=self._lost_entries,
            lost_contents=self._lost_contents,
            trouble=next((drain.trouble for drain in drains if drain.trouble), ""),
        )

    def close(self) -> None:
        """Carry everything into the database, if it answers in time; the rest stays in the journal."""
        for drain in (self._drain, self._content_drain):
            if drain is not None:
                drain.stop(timeout_s=CLOSE_S)


def _open(books: Books, kind: str, segment_bytes: int, target: Target) -> tuple[Journal, Drain]:
    folder = books.folder / kind
    options = JournalOptions(
        folder=folder, writer=books.writer, max_bytes=books.max_bytes, segment_bytes=min(segment_bytes, books.max_bytes)
    )
    try:
        journal = Journal(options, clock=time.monotonic)
    except OSError as error:
        target.close()
        hint = "Set store.journal to a folder that can be written and has room."
        raise StoreError(f"the journal cannot be written: {error.strerror}.", where=str(folder), hint=hint) from error
    drain = Drain(journal, target, folder=folder, clock=time.monotonic)
    drain.start()
    return journal, drain
