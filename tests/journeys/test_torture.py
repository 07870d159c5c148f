"""Gateways start and end on the same books again and again, killed or stopped, with the database locked or not."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from deadheat.store.entries import read_entries, read_totals
from deadheat.store.place import find_place
from deadheat.store.reading import open_books
from tests.journeys.gateway import Gateway, serving

pytestmark = pytest.mark.slow

ENDS = 24
CLIENTS = 8


def ask_until_cut(gateway: Gateway, received: list[str]) -> None:
    connection = gateway.connect()
    try:
        while True:
            answered = gateway.ask(over=connection)
            if answered.status == 200:
                received.append(answered.id)
    except (OSError, HTTPException):
        connection.close()


@contextmanager
def locked(file: Path, *, really: bool) -> Iterator[None]:
    """Hold the database so that nobody can write to it."""
    if not really:
        yield
        return
    holder = sqlite3.connect(file, isolation_level=None, timeout=60)
    holder.execute("BEGIN EXCLUSIVE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


def one_life(folder: Path, rng: random.Random) -> tuple[list[str], int]:
    """The answers clients received whole from a gateway that ends somehow, and how many its host gave."""
    received: list[str] = []
    with serving(folder, workers=rng.choice([1, 2, 3]), gateway='log = "off"') as gateway:
        clients = [threading.Thread(target=ask_until_cut, args=(gateway, received)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        with locked(folder / "books.db", really=rng.random() < 0.5):
            until = time.monotonic() + rng.uniform(0.02, 0.8)
            while time.monotonic() < until and len(received) < 2_000:
                threading.Event().wait(0.01)
            gateway.kill() if rng.random() < 0.8 else gateway.stop()
        for client in clients:
            client.join()
        return received, gateway.host.answered


def test_however_often_gateways_end_the_books_are_whole(tmp_path: Path) -> None:
    rng = random.Random(7)
    lives = [one_life(tmp_path, rng) for _ in range(ENDS)]
    received = {entry_id for ids, _ in lives for entry_id in ids}
    place = find_place(f"sqlite:///{tmp_path}/books.db")
    db, note = open_books(place.file, place.journal)
    kept = read_entries(db, most=10**7)
    totals = sum(total.requests for total in read_totals(db).values())
    db.close()
    ids = {entry.id for entry in kept}
    assert note == ""
    assert received <= ids
    assert len(ids) == len(kept) == totals
    assert sum(entry.status == 200 for entry in kept) <= sum(answered for _, answered in lives)
    assert not list(place.journal.rglob("*.torn"))
