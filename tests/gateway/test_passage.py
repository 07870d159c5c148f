import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from deadheat.dialects.spoken import CHAT, EMBEDDINGS, MESSAGES, RESPONSES, Dialect
from deadheat.dialects.traits import Traits
from deadheat.errors import DataError
from deadheat.gateway.passage import COUNT_TOKENS, passage_to
from deadheat.gateway.table import LiveOffer
from tests.gateway.harness import gateway


@pytest.fixture
def offers(tmp_path: Path) -> dict[str, LiveOffer]:
    with gateway(tmp_path) as gate:
        routes = gate.desk.table.routes
    return {"openai": routes["*"].arms[0], "anthropic": routes["claude/*"].arms[0]}


@pytest.mark.parametrize(
    ("host", "client", "path", "spoken"),
    [
        ("openai", CHAT, b"/chat/completions", CHAT),
        ("openai", RESPONSES, b"/responses", RESPONSES),
        ("openai", EMBEDDINGS, b"/embeddings", EMBEDDINGS),
        ("openai", MESSAGES, b"/chat/completions", CHAT),
        ("anthropic", MESSAGES, b"/v1/messages", MESSAGES),
        ("anthropic", CHAT, b"/v1/messages", MESSAGES),
        ("anthropic", RESPONSES, b"/v1/messages", MESSAGES),
    ],
)
def test_every_client_finds_a_way_to_every_host(
    offers: dict[str, LiveOffer], host: str, client: Dialect, path: bytes, spoken: Dialect
) -> None:
    passage = passage_to(offers[host], client, client.path.encode(), model="m")
    assert (passage.path, passage.host) == (path, spoken)
    assert passage.is_straight == (client is spoken)


def test_ways_that_do_not_exist_are_refused_with_their_reason(offers: dict[str, LiveOffer]) -> None:
    with pytest.raises(DataError, match="embeddings"):
        passage_to(offers["anthropic"], EMBEDDINGS, b"/embeddings", model="m")
    with pytest.raises(DataError, match="counted by the host"):
        passage_to(offers["openai"], MESSAGES, COUNT_TOKENS, model="m")
    assert passage_to(offers["anthropic"], MESSAGES, COUNT_TOKENS, model="m").path == b"/v1/messages/count_tokens"


def test_a_host_without_the_responses_api_is_asked_for_chat(offers: dict[str, LiveOffer]) -> None:
    passage = passage_to(offers["openai"], RESPONSES, b"/responses", model="m", as_chat=True)
    assert (passage.host, passage.path) == (CHAT, b"/chat/completions")


def test_a_straight_way_changes_the_models_name_and_nothing_else(offers: dict[str, LiveOffer]) -> None:
    body = b'{"model":"x","messages":[{"role":"user","content":"hi"}],"odd":  {"a":1.50},"stream":false}'
    passage = passage_to(offers["openai"], CHAT, b"/chat/completions", model="m")
    sent = passage.request(body, CHAT.read_request(body), "m")
    assert json.loads(sent) == {**json.loads(body), "model": "m"}
    assert b"1.50" in sent
    assert passage.translator(CHAT.read_request(body), "m") is None
    assert passage.reply(b"{}", CHAT.read_request(body)) == b"{}"


def test_what_looks_like_a_call_is_one_only_where_tools_were_offered(offers: dict[str, LiveOffer]) -> None:
    reply = b'{"id":"c","choices":[{"message":{"content":"<tool_call>look</tool_call>"},"finish_reason":"stop"}]}'
    way = passage_to(offers["openai"], MESSAGES, b"/messages", model="m")
    passage = replace(way, traits=Traits(call_tags="tool_call"))
    body = {"model": "x", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}
    for more, kind in (({}, "text"), ({"tools": [{"name": "look", "input_schema": {}}]}, "tool_use")):
        view = MESSAGES.read_request(json.dumps({**body, **more}).encode())
        told = json.loads(passage.reply(reply, view))
        assert [block["type"] for block in told["content"]] == [kind]
