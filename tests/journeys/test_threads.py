"""What users of other gateways complain about, one test for each complaint: none of it happens here.

The complaints are public issues of LiteLLM, Bifrost, mulder, MLflow, Envoy AI Gateway and others; each test names what
went wrong there and plays the host that brought it out.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from deadheat.dialects.chat_stream import ChatStreamDecoder
from deadheat.dialects.exchange import gathered
from deadheat.dialects.messages_stream import MessagesStreamDecoder
from deadheat.dialects.responses_stream import ResponsesStreamDecoder
from deadheat.dialects.spoken import CHAT
from deadheat.dialects.translate import translate_request
from deadheat.facts.entry import Entry
from deadheat.upstream.quirks import traits_of
from tests.gateway.harness import Gateway, Reply, gateway

HEARERS: dict[str, type[ChatStreamDecoder] | type[MessagesStreamDecoder] | type[ResponsesStreamDecoder]] = {
    "chat/completions": ChatStreamDecoder,
    "messages": MessagesStreamDecoder,
    "responses": ResponsesStreamDecoder,
}
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
START: dict[str, Any] = {
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


# --- miscounted cached tokens: litellm#36168, #39088, #11789, otari#256, future-agi#1122


def entry_of(gate: Gateway, reply: Reply) -> Entry:
    def found() -> list[Entry]:
        return [entry for entry in gate.book.entries if entry.id == reply.headers["x-request-id"]]

    gate.wait_for(lambda: bool(found()))
    (entry,) = found()
    return entry


@pytest.mark.parametrize("api", ["chat/completions", "messages"])
@pytest.mark.parametrize("last", [[{"delta": {}}], [{"index": 0, "delta": {}}], []])
def test_usage_in_a_last_chunk_of_any_form_is_counted(gate: Gateway, api: str, last: list[object]) -> None:
    usage = b"data: " + json.dumps({"id": "chatcmpl-1", "choices": last, "usage": USAGE}).encode() + b"\n\n"
    reply = ask(gate, api, "last-chunk", chunk({"content": "hey"}) + chunk({}, "stop") + usage + DONE, stream=True)
    entry = entry_of(gate, reply)
    assert (entry.input_tokens, entry.cached_tokens, entry.output_tokens) == (100, 60, 20)
    if api == "messages":
        told = reply.events[-2]["usage"]
        assert (told["input_tokens"], told["cache_read_input_tokens"], told["output_tokens"]) == (40, 60, 20)


@pytest.mark.parametrize("api", ["chat/completions", "messages", "responses"])
@pytest.mark.parametrize("streams", [True, False])
def test_what_claudes_cache_gave_and_took_is_part_of_the_input(gate: Gateway, api: str, streams: bool) -> None:
    said = b"".join(
        (
            messages_events(START, *block(0, {"type": "text", "text": ""}, {"type": "text_delta", "text": "hey"})),
            messages_events(
                {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 20}},
                {"type": "message_stop"},
            ),
        )
    )
    whole = {**START["message"], "content": [{"type": "text", "text": "hey"}], "stop_reason": "end_turn"}
    whole["usage"] = {**whole["usage"], "output_tokens": 20}
    reply = ask(gate, api, "claude/cache", said if streams else json.dumps(whole).encode(), stream=streams)
    entry = entry_of(gate, reply)
    assert (entry.input_tokens, entry.cached_tokens, entry.output_tokens) == (100, 60, 20)


# --- reasoning that must come back, and switches that get lost: litellm#37636, #27453, mnfst#2047, mulder#193

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("url", "model"),
    [("https://api.deepseek.com/v1", "deepseek-v4-flash"), ("https://api.moonshot.ai/v1", "kimi-k2.6")],
)
def test_reasoning_of_tool_calls_comes_back_whoever_wrote_the_turn(url: str, model: str) -> None:
    traits = traits_of(url, model, dialect="openai", on=TODAY)
    thought = {"type": "thinking", "thinking": "I look it up.", "signature": ""}
    use = {"type": "tool_use", "id": "1", "name": "f", "input": {}}
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "x"}]}
    for blocks, sent in (([thought, use], "I look it up."), ([use], " ")):
        body = {"model": "m", "max_tokens": 9, "messages": [*ASK, {"role": "assistant", "content": blocks}, result]}
        given = json.dumps(body).encode()
        said = translate_request(given, "anthropic_messages", "openai_chat", model=model, traits=traits)
        assert json.loads(said)["messages"][1]["reasoning_content"] == sent


SWITCHED_OFF: list[tuple[str, str, dict[str, object]]] = [
    ("https://api.deepseek.com/v1", "deepseek-v4-flash", {"thinking": {"type": "disabled"}}),
    ("https://api.moonshot.ai/v1", "kimi-k2.6", {"thinking": {"type": "disabled"}}),
    ("https://api.z.ai/api/paas/v4", "glm-4.7", {"thinking": {"type": "disabled"}}),
    ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "qwen3-max", {"enable_thinking": False}),
    ("http://127.0.0.1:8000/v1", "Qwen/Qwen3-32B", {"chat_template_kwargs": {"enable_thinking": False}}),
    ("http://127.0.0.1:8000/v1", "deepseek-ai/DeepSeek-V3.1", {"chat_template_kwargs": {"thinking": False}}),
    ("https://openrouter.ai/api/v1", "deepseek/deepseek-v3.2", {"reasoning": {"enabled": False}}),
    ("https://api.openai.com/v1", "gpt-5.1", {"reasoning_effort": "none"}),
]


@pytest.mark.parametrize(("url", "model", "field"), SWITCHED_OFF)
def test_thinking_that_is_switched_off_is_off_in_the_hosts_own_words(
    url: str, model: str, field: dict[str, object]
) -> None:
    traits = traits_of(url, model, dialect="openai", on=TODAY)
    body = {"model": "m", "max_tokens": 9, "messages": ASK, "thinking": {"type": "disabled"}}
    said = translate_request(json.dumps(body).encode(), "anthropic_messages", "openai_chat", model=model, traits=traits)
    assert field.items() <= json.loads(said).items()
    straight = json.dumps({"model": "m", "messages": ASK, "reasoning_effort": "none"}).encode()
    view = CHAT.read_request(straight)
    passed = json.loads(CHAT.rewrite(straight, view.fields, model=model, traits=traits))
    assert field.items() <= passed.items()


# --- tools lost in translation: litellm#29286, #29491, #18238, bifrost#6123, ollama#15645

TOOLS = [{"name": "look", "input_schema": {"type": "object"}}, {"name": "add", "input_schema": {"type": "object"}}]


def calls(*entries: dict[str, object]) -> bytes:
    return chunk({"tool_calls": list(entries)})


def test_text_beside_empty_tool_calls_does_not_vanish(gate: Gateway) -> None:
    said = chunk({"content": "he", "tool_calls": []}) + chunk({"content": "y", "tool_calls": []})
    reply = ask(gate, "messages", "empty-calls", said + chunk({"tool_calls": []}, "stop") + DONE, stream=True)
    texts = [event["delta"]["text"] for event in reply.events if event["type"] == "content_block_delta"]
    assert ("".join(texts), reply.events[-2]["delta"]["stop_reason"]) == ("hey", "end_turn")


def test_interleaved_calls_keep_their_arguments_and_end_as_tool_use(gate: Gateway) -> None:
    said = b"".join(
        [
            calls({"index": 0, "id": "functions.look:0", "function": {"name": "look", "arguments": ""}}),
            calls({"index": 1, "id": "functions.add:1", "function": {"name": "add", "arguments": ""}}),
            calls({"index": 0, "function": {"arguments": '{"at":'}}, {"index": 1, "function": {"arguments": '{"n":'}}),
            calls({"index": 1, "function": {"arguments": "2}"}}),
            calls({"index": 0, "function": {"arguments": '"x"}'}}),
            chunk({}, "stop") + DONE,
        ]
    )
    reply = ask(gate, "messages", "interleaved", said, stream=True, tools=TOOLS)
    starts = [e["content_block"] for e in reply.events if e["type"] == "content_block_start"]
    pieces = [(e["index"], e["delta"]["partial_json"]) for e in reply.events if e["type"] == "content_block_delta"]
    inputs = [json.loads("".join(text for at, text in pieces if at == index)) for index in (0, 1)]
    assert [(start["name"], given) for start, given in zip(starts, inputs, strict=True)] == [
        ("look", {"at": "x"}),
        ("add", {"n": 2}),
    ]
    assert reply.events[-2]["delta"]["stop_reason"] == "tool_use"


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("model", "text"),
    [
        (
            "moonshotai/Kimi-K2-Instruct",
            (
                "<|tool_calls_section_begin|><|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>"
                '{"at": {"deep": [1]}}<|tool_call_end|><|tool_calls_section_end|>'
            ),
        ),
        ("Qwen/Qwen3-32B", '<tool_call>\n{"name": "look", "arguments": {"at": {"deep": [1]}}}\n</tool_call>'),
        (
            "zai-org/GLM-4.6",
            '<tool_call>look\n<arg_key>at</arg_key>\n<arg_value>{"deep": [1]}</arg_value>\n</tool_call>',
        ),
    ],
)
def test_calls_in_a_familys_own_tokens_do_not_leak_as_text(gate: Gateway, model: str, text: str, streams: bool) -> None:
    choices = [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]
    whole = json.dumps({"id": "c", "choices": choices}).encode()
    streamed = b"".join(chunk({"content": letter}) for letter in text) + chunk({}, "stop") + DONE
    gate.host.script[model] = ("200 OK", streamed if streams else whole)
    body = {"model": model, "max_tokens": 9, "messages": ASK, "stream": streams, "tools": TOOLS}
    reply = gate.post("/v1/messages", body)
    if streams:
        kinds = [e["content_block"]["type"] for e in reply.events if e["type"] == "content_block_start"]
        given = "".join(e["delta"]["partial_json"] for e in reply.events if e["type"] == "content_block_delta")
        stop = reply.events[-2]["delta"]["stop_reason"]
    else:
        kinds = [b["type"] for b in reply.json["content"]]
        given, stop = json.dumps(reply.json["content"][0]["input"]), reply.json["stop_reason"]
    assert (kinds, json.loads(given), stop) == (["tool_use"], {"at": {"deep": [1]}}, "tool_use")


# --- failover after a 200, and what it does to the prompt: bifrost#5395, litellm#31067, livekit#2219


@pytest.mark.parametrize(
    "said",
    [
        chunk({"role": "assistant", "content": ""}),
        chunk({"role": "assistant"}) + b": keep-alive\n\n" + chunk({"content": None, "tool_calls": []}),
        b'data: {"id":"c","choices":[],"usage":null,"prompt_filter_results":[]}\n\n',
        b'data: {"error":{"message":"busy"}}\n\n',
    ],
)
def test_until_the_first_token_another_offer_answers_the_same_prompt(gate: Gateway, said: bytes) -> None:
    gate.host.script["headless"] = ("200 OK", said)
    turns = [*ASK, {"role": "assistant", "content": "so"}, {"role": "user", "content": "on", "odd": [1.50]}]
    body = {"model": "safe/headless", "messages": turns, "stream": True, "tools": [{"type": "function", "odd": 1}]}
    reply = gate.post("/v1/chat/completions", body)
    assert reply.headers["x-deadheat-offer"] == "good"
    sent = json.loads(gate.host.seen[-1].body)
    assert {**sent, "model": 0} == {**body, "model": 0, "stream_options": {"include_usage": True}}
    assert gate.host.seen[-1].headers["authorization"] == "Bearer sk-second"


# --- switches of replica that cost the cache: denkeeper#194, hindsight#3271


@pytest.mark.parametrize("api", ["chat/completions", "messages", "responses"])
def test_a_conversation_stays_where_its_cache_is_in_every_dialect(gate: Gateway, api: str) -> None:
    used = []
    for talk in range(8):
        turns: list[dict[str, str]] = []
        offers = set()
        for turn in range(3):
            turns.append({"role": "user", "content": f"{api} {talk}.{turn}"})
            body: dict[str, object] = {"model": "both", "input" if api == "responses" else "messages": turns}
            reply = gate.post(f"/v1/{api}", {**body, "max_tokens": 9} if api == "messages" else body)
            offers.add(reply.headers["x-deadheat-offer"])
            turns.append({"role": "assistant", "content": "fine"})
        used.append(offers)
    assert all(len(offers) == 1 for offers in used)
    assert set.union(*used) == {"priced", "good"}


@pytest.mark.parametrize("streams", [True, False])
def test_a_translated_response_repeats_what_was_asked(gate: Gateway, streams: bool) -> None:
    asked = {
        "instructions": "Be brief.",
        "metadata": {"a": "b"},
        "temperature": 0.50,
        "tools": [{"type": "function", "name": "look", "parameters": {"type": "object"}}],
        "tool_choice": "auto",
        "top_p": None,
    }
    reply = gate.post("/v1/responses", {"model": "claude/plain", "input": "hi", "stream": streams, **asked})
    told = reply.events[-1]["response"] if streams else reply.json
    assert {name: told[name] for name in asked} == asked
    assert (told["object"], told["status"], told["parallel_tool_calls"]) == ("response", "completed", True)


# --- a host that answers whole although a stream was asked for


@pytest.mark.parametrize(
    ("api", "model"),
    [
        ("chat/completions", "whole"),
        ("chat/completions", "claude/whole-a"),
        ("messages", "whole"),
        ("responses", "claude/whole-a"),
    ],
)
def test_a_client_that_waits_for_events_gets_events(gate: Gateway, api: str, model: str) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "look", "arguments": '{"a":1}'}}
    message = {"role": "assistant", "content": "hey", "reasoning_content": "hm", "tool_calls": [call]}
    choices = [{"index": 0, "message": message, "finish_reason": "tool_calls"}]
    said: dict[str, Any] = {"id": "c", "choices": choices, "usage": USAGE}
    if model.startswith("claude"):
        use = {"type": "tool_use", "id": "1", "name": "look", "input": {"a": 1}}
        thought = {"type": "thinking", "thinking": "hm", "signature": "S"}
        content = [thought, {"type": "text", "text": "hey"}, use]
        said = {**START["message"], "content": content, "stop_reason": "tool_use"}
        said["usage"] = {**said["usage"], "output_tokens": 20}
    reply = ask(gate, api, model, json.dumps(said).encode(), stream=True)
    assert reply.headers["content-type"].startswith("text/event-stream")
    whole = gathered(HEARERS[api]().feed(reply.body))
    assert (whole.text, whole.reasoning, whole.finish, whole.ended) == ("hey", "hm", "tool_calls", True)
    assert [(c.name, json.loads(c.arguments)) for c in whole.calls] == [("look", {"a": 1})]
    entry = entry_of(gate, reply)
    assert (entry.input_tokens, entry.output_tokens, entry.status, entry.error) == (100, 20, 200, "")
