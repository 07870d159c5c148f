"""A gateway is killed under load: every answer that a client received whole has its entry, and none has two."""

import sys
import threading
from http.client import HTTPException
from pathlib import Path

import pytest

from deadheat.store.entries import read_entries, read_totals
from deadheat.store.place import find_place
from deadheat.store.reading import open_books
from tests.journeys.gateway import Gateway, serving

pytestmark = pytest.mark.slow

CLIENTS = 8


def ask_until_cut(gateway: Gateway, received: list[str], enough: threading.Event, after: int) -> None:
    """Ask again and again; note the id of each answer whose last byte came."""
    connection = gateway.connect()
    try:
        while True:
            answered = gateway.ask(over=connection)
            assert answered.status == 200, answered
            received.append(answered.id)
            if len(received) >= after:
                enough.set()
    except (OSError, HTTPException):
        enough.set()
    finally:
        connection.close()


def load_and_kill(gateway: Gateway, *, after: int) -> list[str]:
    received: list[str] = []
    enough = threading.Event()
    clients = [threading.Thread(target=ask_until_cut, args=(gateway, received, enough, after)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    assert enough.wait(120)
    gateway.kill()
    for client in clients:
        client.join()
    return received


@pytest.mark.skipif(sys.platform == "win32", reason="the gateway needs fork and signals")
@pytest.mark.parametrize(("after", "workers"), [(1, 1), (300, 1), (300, 3), (2_000, 1), (2_000, 3)])
def test_every_answer_received_whole_has_its_entry_once(tmp_path: Path, after: int, workers: int) -> None:
    with serving(tmp_path, workers=workers, gateway='log = "off"') as gateway:
        received = load_and_kill(gateway, after=after)
        answered = gateway.host.answered
    place = find_place(f"sqlite:///{tmp_path}/books.db")
    db, note = open_books(place.file, place.journal)
    kept = read_entries(db, most=10**6)
    totals = read_totals(db).values()
    db.close()
    ids = [entry.id for entry in kept]
    assert note == ""
    assert len(received) >= after
    assert set(received) <= set(ids)
    assert len(ids) == len(set(ids)) == sum(total.requests for total in totals)
    assert len(received) <= len(ids) <= answered, "an entry for each answer, none without a question"
    assert sum(entry.cost_nanousd or 0 for entry in kept) == len(kept) * (7 * 1_000 + 5 * 2_000)
