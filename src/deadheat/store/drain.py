"""The thread that carries journal records into a database, in batches, at its own pace, and never twice."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from deadheat.errors import StoreError
from deadheat.store.journal import Journal
from deadheat.store.segment import SUFFIX, claim_orphan, sweep_drafts

log = logging.getLogger("deadheat.store")
BATCH_BYTES = 256 * 1024
PAUSE_S = 0.25
ORPHANS_EVERY_S = 5.0
TROUBLE = (StoreError, sqlite3.Error, OSError)


class Target(Struct, frozen=True, kw_only=True):
    """Where records go. `keep` stores a batch or raises one of TROUBLE, and may see a record again later."""

    keep: Callable[[Sequence[bytes]], None]
    tend: Callable[[], None]
    close: Callable[[], None]


def adopt_orphans(folder: Path, keep: Callable[[Sequence[bytes]], None]) -> int:
    """Carry over what writers left that were killed, and return how many records that was.

    Raises: whatever `keep` raises; the file is still there then.
    """
    adopted = 0
    sweep_drafts(folder)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        orphan = claim_orphan(path)
        if orphan is None:
            continue
        try:
            payloads = list(orphan.payloads())
            if payloads:
                keep(payloads)
            if orphan.torn:
                log.warning('event=journal_torn file="%s" kept=%d', path.name, len(payloads))
            orphan.remove()
            adopted += len(payloads)
        finally:
            orphan.close()
    return adopted


class Drain:
    """One worker's thread between its journal and a database. Trouble with the database only makes it wait."""

    def __init__(self, journal: Journal, target: Target, *, folder: Path, clock: Callable[[], float]) -> None:
        self._journal = journal
        self._target = target
        self._folder = folder
        self._clock = clock
        self._stop = threading.Event()
        self._adopt_at = clock()
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name=f"deadheat-drain-{folder.name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, *, timeout_s: float) -> None:
        """Carry over what is left, if the database takes it in time; what stays is on disk for the next start."""
        self._stop.set()
        self._thread.join(timeout_s)
        if not self._thread.is_alive():
            self._journal.close()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_S * (4 if self.trouble else 1)):
            self._turn()
        self._turn()
        self._target.close()

    def _turn(self) -> None:
        """Carry over everything there is; on trouble leave it where it is."""
        try:
            self._journal.prepare()
            while self._carry():
                self._journal.prepare()
            if self._clock() >= self._adopt_at:
                adopt_orphans(self._folder, self._target.keep)
                self._target.tend()
                self._adopt_at = self._clock() + ORPHANS_EVERY_S
        except TROUBLE as error:
            self._note(str(error))
        except Exception as error:  # the root of a thread: without it the journal would only ever grow
            if str(error) != self.trouble:
                log.exception("event=drain_fault")
            self._note(str(error) or type(error).__name__)
        else:
            self._note("")

    def _carry(self) -> bool:
        payloads = self._journal.unread(most=BATCH_BYTES)
        if payloads:
            self._target.keep(payloads)
        self._journal.done()
        return bool(payloads)

    def _note(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            log.error('event=store_unreachable backlog_bytes=%d error="%s"', self._journal.backlog_bytes(), trouble)
        if self.trouble and not trouble:
            log.info("event=store_back backlog_bytes=%d", self._journal.backlog_bytes())
        self.trouble = trouble
