from pathlib import Path

import pytest

from deadheat.gateway.desk import shown_secret
from deadheat.gateway.request import Request
from deadheat.store.keys import KeyRecord, Keyring, _hash
from tests.gateway.harness import gateway, request

HI = {"model": "assistant", "messages": [{"role": "user", "content": "hi"}]}


def _ring() -> Keyring:
    def key(name: str, routes: tuple[str, ...] | None) -> KeyRecord:
        return KeyRecord(id=f"key_{name}", name=name, routes=routes, created_ms=0, revoked_ms=None)

    return Keyring({_hash(b"dh-all"): key("all", None), _hash(b"dh-some"): key("some", ("both",))})


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({}, 401, "unauthorized"),
        ({"authorization": "Bearer wrong"}, 401, "unauthorized"),
        ({"authorization": "Basic dh-all"}, 401, "unauthorized"),
        ({"x-api-key": "dh-all"}, 200, ""),
        ({"authorization": "bearer  dh-all "}, 200, ""),
        ({"authorization": "Bearer dh-some"}, 403, "route_not_allowed"),
    ],
)
def test_a_key_opens_the_routes_it_is_for(tmp_path: Path, headers: dict[str, str], status: int, error: str) -> None:
    with gateway(tmp_path, keys=_ring()) as gate:
        reply = gate.post("/v1/chat/completions", HI, headers)
        entry = gate.entry()
        listed = gate.send(request("/v1/models", b"", headers, "GET"))
    assert reply.status == status
    assert (entry.status, entry.error) == (status, error)
    assert (listed.status == 401) == (status == 401)
    if status == 200:
        assert entry.key_id == "key_all"


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.com", 403), ("null", 403), ("http://localhost:3000", 200)]
)
def test_where_no_key_is_asked_for_a_page_of_another_site_is_not_served(
    tmp_path: Path, origin: str, status: int
) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.post("/v1/chat/completions", HI, {"origin": origin, "content-type": "text/plain"})
        listed = gate.send(request("/v1/models", b"", {"origin": origin}, "GET"))
        asked, entry = len(gate.host.seen), gate.entry()
    assert (reply.status, listed.status) == (status, status)
    assert asked == (status == 200)
    assert (entry.status, entry.error) == (status, "" if asked else "foreign_page")


def test_whoever_shows_a_key_may_come_from_anywhere(tmp_path: Path) -> None:
    with gateway(tmp_path, keys=_ring()) as gate:
        reply = gate.post("/v1/chat/completions", HI, {"origin": "https://app.example.com", "x-api-key": "dh-all"})
    assert reply.status == 200


def test_a_key_is_shown_as_either_sdk_sends_it() -> None:
    given = Request(0.0)
    assert shown_secret(given) == b""
    given.add(b"x-api-key", b"one")
    assert shown_secret(given) == b"one"
    given.add(b"Authorization", b"Bearer two")
    assert shown_secret(given) == b"two"
