"""What Prometheus reads, what the ledger sums and what the host counted are one and the same."""

import re
import threading
import time
from pathlib import Path

import pytest

from deadheat.store.entries import sum_entries
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect_reading
from tests.journeys.gateway import Gateway, serving

pytestmark = pytest.mark.slow


def counted(page: str, name: str) -> int:
    return sum(int(value) for value in re.findall(rf"^{name}\{{.*\}} (\d+)$", page, re.MULTILINE))


def ask_often(gateway: Gateway, times: int) -> None:
    connection = gateway.connect()
    for _ in range(times):
        assert gateway.ask(over=connection).status == 200
    connection.close()


def test_three_workers_count_every_request_once(tmp_path: Path) -> None:
    with serving(tmp_path, workers=3, gateway='log = "off"') as gateway:
        clients = [threading.Thread(target=ask_often, args=(gateway, 40)) for _ in range(6)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        until = time.monotonic() + 30
        page = gateway.read("/metrics")
        while counted(page, "deadheat_requests_total") < 240 and time.monotonic() < until:
            time.sleep(0.02)
            page = gateway.read("/metrics")
        answered = gateway.host.answered
        gateway.stop()
    assert answered == 240
    assert counted(page, "deadheat_requests_total") == 240
    assert counted(page, "deadheat_tokens_total") == 240 * 12
    assert set(re.findall(r'deadheat_in_flight\{worker="(\w+)"\}', page)) == {"0", "1", "2"}
    db = connect_reading(tmp_path / "books.db", BOOKS)
    [group] = sum_entries(db)
    db.close()
    assert (group.requests, group.input_tokens, group.output_tokens) == (240, 240 * 7, 240 * 5)
    assert group.cost_nanousd == 240 * (7 * 1_000 + 5 * 2_000)
