"""What every test stands on: no network beyond this machine, no settings from the caller's environment."""

import gc
import os
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("house"), max_examples=8)
settings.load_profile("house")

LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to any other machine is an error that names it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK and not str(address[0]).startswith("127."):
            raise RuntimeError(f"a test tried to reach {address!r}; only this machine is allowed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and keys of the person who runs the tests do not reach them."""
    for name in list(os.environ):
        if name.startswith("DEADHEAT_") or name.endswith(("_API_KEY", "_BASE_URL")):
            monkeypatch.delenv(name)


def pytest_unconfigure() -> None:
    """Let go of what Hypothesis hangs on the garbage collector: it keeps DuckDB alive past the end, which complains."""
    gc.callbacks.clear()
