"""Keys made on the command line open the door of a running gateway, for the routes they are for, until revoked."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deadheat.cli.keys import create, revoke
from deadheat.store.entries import read_entries
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect_reading
from tests.journeys.gateway import serving

pytestmark = pytest.mark.slow


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something becomes true; the gateway looks for new keys once a second."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_a_key_opens_its_routes_until_it_is_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(tmp_path, gateway='auth = "keys"') as gateway:
        assert gateway.ask().status == 401
        assert gateway.ask(key="dh-guess").status == 401
        create("team", route=["assistant"], config=tmp_path / "deadheat.toml")
        key = capsys.readouterr().out.strip()
        assert soon(lambda: gateway.ask(key=key).status == 200)
        assert gateway.ask("other", key=key).status == 403
        revoke("team", config=tmp_path / "deadheat.toml")
        assert soon(lambda: gateway.ask(key=key).status == 401)
        told = gateway.stop()
    assert key not in told
    db = connect_reading(tmp_path / "books.db", BOOKS)
    kept = read_entries(db, most=10**6)
    db.close()
    assert {entry.status for entry in kept} == {200, 401, 403}
    assert {bool(entry.key_id) for entry in kept if entry.status == 200} == {True}
