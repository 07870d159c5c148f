"""What users of other gateways complain about, one test for each complaint: none of it happens here.

The complaints are public issues of LiteLLM, Bifrost, mulder, MLflow, Envoy AI Gateway and others; each test names what
went wrong there and plays the host that brought it out.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.harness import Gateway, Reply, gateway

ASK = [{"role": "user", "content": "hi"}]
USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 20,
    "total_tokens": 120,
    "prompt_tokens_details": {"cached_tokens": 60},
}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with gateway(tmp_path_factory.mktemp("threads")) as running:
        yield running


def chunk(delta: object, finish: str | None = None, **more: object) -> bytes:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json.dumps({**head, "choices": choices, **more}).encode() + b"\n\n"


def messages_events(*events: dict[str, Any]) -> bytes:
    return b"".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


DONE = b"data: [DONE]\n\n"
START = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 10,
            "cache_read_input_tokens": 60,
            "cache_creation_input_tokens": 30,
            "output_tokens": 1,
        },
    },
}


def block(at: int, kind: dict[str, object], *deltas: dict[str, object]) -> tuple[dict[str, object], ...]:
    return (
        {"type": "content_block_start", "index": at, "content_block": kind},
        *({"type": "content_block_delta", "index": at, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": at},
    )


def ask(gate: Gateway, api: str, model: str, said: bytes, status: str = "200 OK", **more: object) -> Reply:
    """One request to an API of the gateway, of a host that says `said`."""
    gate.host.script[model.rpartition("/")[2]] = (status, said)
    body: dict[str, object] = {"model": model, **more}
    body |= {"input": "hi"} if api == "responses" else {"messages": ASK}
    body |= {"max_tokens": 99} if api == "messages" else {}
    return gate.post(f"/v1/{api}", body)


# --- errors: mlflow#25897, and whoever debugs through a gateway


@pytest.mark.parametrize(
    ("api", "model"),
    [("messages", "kaboom"), ("responses", "claude/kaboom-a"), ("chat/completions", "claude/kaboom-a")],
)
def test_an_error_in_the_middle_of_a_translated_stream_is_one_event_with_the_hosts_words(
    gate: Gateway, api: str, model: str
) -> None:
    of_chat = chunk({"content": "hey"}) + b'data: {"error":{"message":"kaboom","code":"x"}}\n\n'
    text = block(0, {"type": "text", "text": ""}, {"type": "text_delta", "text": "hey"})
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "kaboom"}}
    said = messages_events(START, *text[:2], error) if "claude" in model else of_chat
    before = len(gate.book.entries)
    reply = ask(gate, api, model, said, stream=True)
    errors = [event for event in reply.events if event != "[DONE]" and "error" in event]
    assert len(errors) == 1
    assert errors == reply.events[-1:]
    assert "kaboom" in errors[0]["error"]["message"]
    gate.wait_for(lambda: len(gate.book.entries) == before + 1)
    entry = gate.book.entries[-1]
    assert entry.error == "upstream"
    assert (errors[0].get("request_id") or errors[0]["error"]["request_id"]) == entry.id
    if api == "responses":
        assert [event["sequence_number"] for event in reply.events] == list(range(len(reply.events)))


def test_a_host_of_the_other_dialect_tells_the_client_why_it_refused(gate: Gateway) -> None:
    of_claude = b'{"type":"error","error":{"type":"invalid_request_error","message":"messages.0: nope"}}'
    chat = ask(gate, "chat/completions", "claude/no-a", of_claude, "400 Bad Request")
    assert (chat.status, chat.json["error"]["message"]) == (400, "messages.0: nope")
    assert chat.json["error"]["type"] == "invalid_request_error"
    messages = ask(gate, "messages", "no-o", b'{"error":{"message":"too long"}}', "413 Content Too Large")
    assert (messages.status, messages.json["error"]) == (413, {"type": "request_too_large", "message": "too long"})


@pytest.mark.parametrize("said", [b'{"detail": "odd"}', b'{"error": "odd"}', b'{"object":"error","message":"odd"}'])
def test_a_host_with_errors_of_no_known_shape_is_told_in_the_clients(gate: Gateway, said: bytes) -> None:
    reply = ask(gate, "chat/completions", "odd", said, "422 Unprocessable Entity")
    assert reply.status == 422
    assert reply.json["error"]["message"] == "odd"
    assert reply.json["error"]["request_id"] == reply.headers["x-request-id"]


def test_the_field_at_fault_is_the_errors_param(gate: Gateway) -> None:
    reply = gate.post("/v1/chat/completions", {"model": "claude/plain", "messages": ASK, "logit_bias": {"1": 2}})
    assert (reply.status, reply.json["error"]["param"]) == (400, "logit_bias")
    reply = gate.post("/v1/chat/completions", {"model": "plain", "messages": "hi"})
    assert (reply.status, reply.json["error"]["param"]) == (400, "messages")


# --- half an answer passed off as a whole one: litellm#29286, bifrost#6123


@pytest.mark.parametrize("word", ["network_error", "insufficient_system_resource", "error", "abort"])
def test_an_answer_the_host_broke_off_is_an_error_and_not_an_end_of_turn(gate: Gateway, word: str) -> None:
    streamed = ask(gate, "messages", "broken-off", chunk({"content": "hey"}) + chunk({}, word) + DONE, stream=True)
    assert [event["type"] for event in streamed.events][-1] == "error"
    assert word in streamed.events[-1]["error"]["message"]
    choices = [{"index": 0, "message": {"role": "assistant", "content": "hey"}, "finish_reason": word}]
    whole = ask(gate, "messages", "broken-off", json.dumps({"id": "c", "choices": choices}).encode())
    assert whole.status == 502
    assert word in whole.json["error"]["message"]


def test_a_refusal_ends_as_one(gate: Gateway) -> None:
    said = chunk({"refusal": "I can't"}) + chunk({}, "stop") + DONE
    streamed = ask(gate, "messages", "declines", said, stream=True)
    assert streamed.events[-2]["delta"]["stop_reason"] == "refusal"
    choices = [
        {"index": 0, "message": {"role": "assistant", "content": None, "refusal": "no"}, "finish_reason": "stop"}
    ]
    whole = ask(gate, "messages", "declines", json.dumps({"id": "c", "choices": choices}).encode())
    assert whole.json["stop_reason"] == "refusal"
