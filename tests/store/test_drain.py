"""The drain waits out trouble, adopts what others left, and carries each record over."""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from deadheat.store.drain import Drain, Target, adopt_orphans
from deadheat.store.journal import Journal, JournalOptions


class Shelf:
    """A database that can be out of reach."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.away = False
        self.seen = threading.Event()

    def keep(self, payloads: Sequence[bytes]) -> None:
        if self.away:
            self.seen.set()
            raise sqlite3.OperationalError("database is locked")
        self.kept += payloads

    def target(self) -> Target:
        return Target(keep=self.keep, tend=lambda: None, close=lambda: None)


def journal(folder: Path, writer: str = "w") -> Journal:
    return Journal(JournalOptions(folder=folder, writer=writer, max_bytes=1 << 20), clock=lambda: 0.0)


def test_stopping_carries_over_everything(tmp_path: Path) -> None:
    kept, shelf = journal(tmp_path), Shelf()
    drain = Drain(kept, shelf.target(), folder=tmp_path, clock=lambda: 0.0)
    drain.start()
    for number in range(1000):
        kept.append(b"%d" % number)
    drain.stop(timeout_s=60)
    assert shelf.kept == [b"%d" % number for number in range(1000)]
    assert list(tmp_path.iterdir()) == []


def test_trouble_is_told_once_and_loses_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept, shelf = journal(tmp_path), Shelf()
    shelf.away = True
    drain = Drain(kept, shelf.target(), folder=tmp_path, clock=lambda: 0.0)
    drain.start()
    kept.append(b"one")
    assert shelf.seen.wait(60)
    with caplog.at_level(logging.INFO, logger="deadheat.store"):
        drain.stop(timeout_s=60)
    assert shelf.kept == []
    assert "database is locked" in drain.trouble
    shelf.away = False
    assert adopt_orphans(tmp_path, shelf.keep) == 1
    assert shelf.kept == [b"one"]


def test_trouble_that_ends_is_forgotten(tmp_path: Path) -> None:
    kept, shelf = journal(tmp_path), Shelf()
    shelf.away = True
    drain = Drain(kept, shelf.target(), folder=tmp_path, clock=lambda: 0.0)
    kept.append(b"one")
    drain._turn()
    assert drain.trouble
    shelf.away = False
    drain._turn()
    assert (drain.trouble, shelf.kept) == ("", [b"one"])
    kept.close()


def test_an_orphan_that_cannot_be_stored_stays(tmp_path: Path) -> None:
    left = journal(tmp_path)
    left.append(b"one")
    left.close()
    shelf = Shelf()
    shelf.away = True
    with pytest.raises(sqlite3.OperationalError):
        adopt_orphans(tmp_path, shelf.keep)
    shelf.away = False
    assert adopt_orphans(tmp_path, shelf.keep) == 1


def test_a_living_writers_file_is_not_adopted(tmp_path: Path) -> None:
    alive, shelf = journal(tmp_path), Shelf()
    alive.append(b"one")
    assert adopt_orphans(tmp_path, shelf.keep) == 0
    alive.close()


def test_a_fault_nobody_thought_of_is_told_once_and_does_not_end_the_thread(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept, shelf = journal(tmp_path), Shelf()
    faults = [RuntimeError("once"), RuntimeError("once")]

    def keep(payloads: Sequence[bytes]) -> None:
        if faults:
            raise faults.pop()
        shelf.keep(payloads)

    target = Target(keep=keep, tend=lambda: None, close=lambda: None)
    drain = Drain(kept, target, folder=tmp_path, clock=lambda: 0.0)
    kept.append(b"one")
    for _ in range(3):
        drain._turn()
    assert (shelf.kept, drain.trouble) == ([b"one"], "")
    assert caplog.text.count("drain_fault") == 1
    kept.close()
