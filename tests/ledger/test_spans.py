"""A span holds what the entry holds, in the JSON that collectors read."""

import json
from typing import Any

import msgspec
import pytest

from deadheat.facts.entry import Entry
from deadheat.facts.route import Host
from deadheat.ledger.semconv import Names
from deadheat.ledger.spans import Peer, peer_of, render_spans
from tests.store.books import NOON_MS, PLAIN, REFUSED

PEERS = {"local": Peer(provider="openai", address="api.openai.com", port=443)}


def spans(*entries: Entry, names: Names = "current") -> list[dict[str, Any]]:
    document = json.loads(render_spans(entries, PEERS, names=names))
    found: list[dict[str, Any]] = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    return found


def attributes(span: dict[str, Any]) -> dict[str, Any]:
    return {a["key"]: next(iter(a["value"].values())) for a in span["attributes"]}


def test_the_trace_id_is_the_request_id() -> None:
    [span] = spans(PLAIN)
    assert span["traceId"] == PLAIN.id.replace("-", "")
    assert (len(span["traceId"]), len(span["spanId"])) == (32, 16)
    assert int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"]) == 30_000_000
    assert int(span["startTimeUnixNano"]) == NOON_MS * 10**6
    assert span["name"] == "chat qwen3-235b-a22b"
    assert "status" not in span


def test_attributes_follow_the_current_conventions() -> None:
    found = attributes(spans(msgspec.structs.replace(PLAIN, streamed=True, cache_write_tokens=7))[0])
    assert found["gen_ai.operation.name"] == "chat"
    assert found["gen_ai.provider.name"] == "openai"
    assert found["gen_ai.usage.input_tokens"] == "100"
    assert found["gen_ai.usage.cache_read.input_tokens"] == "40"
    assert found["gen_ai.usage.cache_write.input_tokens"] == "7"
    assert found["gen_ai.response.time_to_first_chunk"] == 0.012
    assert found["server.port"] == "443"
    assert found["deadheat.cost_nanousd"] == "60000"
    assert "gen_ai.system" not in found


@pytest.mark.parametrize(("names", "has"), [("previous", (False, True)), ("both", (True, True))])
def test_previous_names_are_there_when_asked_for(names: Names, has: tuple[bool, bool]) -> None:
    found = attributes(spans(PLAIN, names=names)[0])
    assert ("gen_ai.provider.name" in found, "gen_ai.system" in found) == has


def test_an_error_has_its_class_and_unknown_numbers_are_left_out() -> None:
    [span] = spans(REFUSED)
    found = attributes(span)
    assert span["status"] == {"code": 2, "message": "no_route"}
    assert found["error.type"] == "no_route"
    assert "gen_ai.usage.input_tokens" not in found
    assert "deadheat.cost_nanousd" not in found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.anthropic.com", ("anthropic", "api.anthropic.com", 443)),
        ("https://x.openai.azure.com/v1", ("azure.ai.openai", "x.openai.azure.com", 443)),
        ("http://127.0.0.1:8000/v1", ("h", "127.0.0.1", 8000)),
        ("https://notapi.openai.com.evil/v1", ("h", "notapi.openai.com.evil", 443)),
    ],
)
def test_a_host_is_described_by_its_address(url: str, expected: tuple[str, str, int]) -> None:
    peer = peer_of(Host(name="h", base_url=url, dialect="openai"))
    assert (peer.provider, peer.address, peer.port) == expected


def test_embeddings_are_their_own_operation() -> None:
    [span] = spans(msgspec.structs.replace(PLAIN, dialect_in="openai_embeddings"))
    assert span["name"] == "embeddings qwen3-235b-a22b"
