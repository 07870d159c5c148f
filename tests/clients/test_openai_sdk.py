"""The real `openai` SDK cannot tell the gateway from the API, whatever the host behind it speaks."""

import asyncio
import json
from collections.abc import Iterator

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
from pydantic import BaseModel

from tests.gateway.harness import Gateway

pytestmark = pytest.mark.slow

HOSTS = ("plain", "claude/plain")
ANSWER = "The quick brown fox jumps over the lazy dog."
ASK: list[ChatCompletionMessageParam] = [{"role": "user", "content": "hi"}]
PLACE: dict[str, object] = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS: list[ChatCompletionToolParam] = [
    {"type": "function", "function": {"name": name, "parameters": PLACE}} for name in ("weather", "time")
]
both = pytest.mark.parametrize("model", HOSTS)


@pytest.fixture
def client(base_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{base_url}/v1", api_key="sk-any", max_retries=0) as client:
        yield client


class City(BaseModel):
    city: str
    population: int


@both
def test_a_chat_completion(client: OpenAI, model: str) -> None:
    reply = client.chat.completions.create(model=model, messages=ASK, max_tokens=50)
    assert reply.choices[0].message.content == ANSWER
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 10


@both
def test_a_stream_with_usage(client: OpenAI, model: str) -> None:
    stream = client.chat.completions.create(
        model=model, messages=ASK, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == ANSWER
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 10


@both
def test_a_stream_without_usage_has_a_choice_in_every_chunk(client: OpenAI, model: str) -> None:
    chunks = list(client.chat.completions.create(model=model, messages=ASK, stream=True))
    assert all(len(chunk.choices) == 1 and chunk.usage is None for chunk in chunks)


@both
def test_parallel_tool_calls_and_their_results(client: OpenAI, model: str) -> None:
    first = client.chat.completions.create(model=model, messages=ASK, tools=TOOLS)
    calls = first.choices[0].message.tool_calls or []
    assert [(c.type, c.type == "function" and c.function.name) for c in calls] == [
        ("function", "weather"),
        ("function", "time"),
    ]
    assert first.choices[0].finish_reason == "tool_calls"
    turns: list[ChatCompletionMessageParam] = [*ASK, first.choices[0].message.to_dict()]
    turns += [{"role": "tool", "tool_call_id": call.id, "content": "fine"} for call in calls]
    second = client.chat.completions.create(model=model, messages=turns, tools=TOOLS)
    assert second.choices[0].message.content == ANSWER


@both
def test_streamed_tool_calls_with_split_arguments(client: OpenAI, model: str) -> None:
    with client.chat.completions.stream(model=model, messages=ASK, tools=TOOLS) as stream:
        for _ in stream:
            pass
        message = stream.get_final_completion().choices[0].message
    calls = [(c.function.name, c.function.arguments.replace(" ", "")) for c in message.tool_calls or []]
    assert calls == [("weather", '{"city":"Paris"}'), ("time", '{"city":"Paris"}')]


def test_structured_output_is_parsed(client: OpenAI) -> None:
    reply = client.chat.completions.parse(model="plain", messages=ASK, response_format=City)
    assert reply.choices[0].message.parsed == City(city="Paris", population=2102650)


def test_structured_output_of_responses_is_parsed(client: OpenAI) -> None:
    reply = client.responses.parse(model="plain", input="hi", text_format=City)
    assert reply.output_parsed == City(city="Paris", population=2102650)


def test_several_answers(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="plain", messages=ASK, n=3)
    assert [choice.index for choice in reply.choices] == [0, 1, 2]


def test_reasoning_content_reaches_the_client(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="reasons", messages=ASK)
    assert reply.choices[0].message.model_extra == {"reasoning_content": "First I think."}


def test_the_thinking_switch_of_the_family_is_pressed_on_both_ways(client: OpenAI, gate: Gateway) -> None:
    client.chat.completions.create(model="qwen3-8b", messages=ASK, reasoning_effort="none", extra_body={"min_p": 0.1})
    passed = json.loads(gate.host.seen[-1].body)
    client.responses.create(model="claude/claude-sonnet-4-6", input="hi", reasoning={"effort": "none"})
    translated = json.loads(gate.host.seen[-1].body)
    assert passed["chat_template_kwargs"] == {"enable_thinking": False}
    assert "reasoning_effort" not in passed
    assert passed["min_p"] == 0.1
    assert translated["thinking"] == {"type": "disabled"}


def test_embeddings(client: OpenAI) -> None:
    reply = client.embeddings.create(model="plain", input=["a", "b"], encoding_format="float")
    assert [row.embedding for row in reply.data] == [[0.1, 0.2, 0.3]] * 2


@both
def test_responses(client: OpenAI, model: str) -> None:
    reply = client.responses.create(model=model, input="hi")
    assert reply.output_text == ANSWER
    assert reply.status == "completed"
    assert reply.usage is not None
    assert reply.usage.output_tokens == 10


@both
def test_streamed_responses(client: OpenAI, model: str) -> None:
    with client.responses.stream(model=model, input="hi") as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        assert stream.get_final_response().output_text == text == ANSWER


def test_responses_with_tools_on_a_messages_host(client: OpenAI) -> None:
    tools = [{"type": "function", "name": "weather", "parameters": PLACE, "strict": False}]
    first = client.responses.create(model="claude/plain", input="hi", tools=tools)
    call = first.output[0]
    assert call.type == "function_call"
    assert (call.name, call.arguments) == ("weather", '{"city":"Paris"}')
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "fine"}
    turns = [{"role": "user", "content": "hi"}, call.to_dict(), result]
    second = client.responses.create(model="claude/plain", input=turns, tools=tools)
    assert second.output_text == ANSWER


@both
def test_async_streams_side_by_side(base_url: str, model: str) -> None:
    async def one(client: AsyncOpenAI) -> str:
        stream = await client.chat.completions.create(model=model, messages=ASK, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    async def many() -> list[str]:
        async with AsyncOpenAI(base_url=f"{base_url}/v1", api_key="sk-any") as client:
            return list(await asyncio.gather(*(one(client) for _ in range(8))))

    assert asyncio.run(many()) == [ANSWER] * 8


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("denies", openai.InternalServerError),  # the gateway's own credential is wrong, not the client's
        ("missing", openai.NotFoundError),
        ("refuses", openai.BadRequestError),
        ("limited", openai.RateLimitError),
        ("fails", openai.InternalServerError),
    ],
)
def test_errors_are_the_exceptions_users_know(client: OpenAI, model: str, error: type[openai.APIStatusError]) -> None:
    with pytest.raises(error) as caught:
        client.chat.completions.create(model=model, messages=ASK)
    assert caught.value.request_id
    assert caught.value.body


def test_a_field_the_host_has_no_place_for_is_named(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match=r"body\.logit_bias: `logit_bias` has no counterpart"):
        client.chat.completions.create(model="claude/plain", messages=ASK, logit_bias={"5": 1})


@both
def test_a_stream_that_breaks_is_an_error_and_not_a_short_answer(client: OpenAI, model: str) -> None:
    broken = model.replace("plain", "cuts-stream")
    seen: list[str] = []
    stream = client.chat.completions.create(model=broken, messages=ASK, stream=True)
    with pytest.raises(openai.APIError):
        seen.extend(chunk.choices[0].delta.content or "" for chunk in stream)
    assert seen
    assert ANSWER.startswith("".join(seen))


def test_a_broken_responses_stream_is_an_error_too(client: OpenAI) -> None:
    with pytest.raises(openai.APIError):
        for _ in client.responses.create(model="claude/cuts-stream", input="hi", stream=True):
            pass


def test_the_clients_own_timeout_works(base_url: str) -> None:
    hasty = OpenAI(base_url=f"{base_url}/v1", api_key="sk-any", max_retries=0, timeout=0.1)
    with hasty as client, pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(model="slow-250", messages=ASK)


def test_models_are_listed(client: OpenAI) -> None:
    assert "assistant" in [model.id for model in client.models.list()]


def test_every_answer_left_one_entry(client: OpenAI, gate: Gateway) -> None:
    before = len(gate.book.entries)
    for model in HOSTS:
        client.chat.completions.create(model=model, messages=ASK)
        list(client.chat.completions.create(model=model, messages=ASK, stream=True))
    gate.wait_for(lambda: len(gate.book.entries) == before + 4)
    assert all(entry.output_tokens == 10 for entry in gate.book.entries[before:])


def _events(*events: dict[str, object]) -> bytes:
    return b"".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


def _block(at: int, block: dict[str, object], *deltas: dict[str, object]) -> list[dict[str, object]]:
    return [
        {"type": "content_block_start", "index": at, "content_block": block},
        *({"type": "content_block_delta", "index": at, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": at},
    ]


def _thinks(at: int, first: str, second: str, seal: str) -> list[dict[str, object]]:
    empty: dict[str, object] = {"type": "thinking", "thinking": "", "signature": ""}
    deltas: list[dict[str, object]] = [{"type": "thinking_delta", "thinking": text} for text in (first, second)]
    return _block(at, empty, *deltas, {"type": "signature_delta", "signature": seal})


CLAUDE_THINKS = _events(
    {"type": "message_start", "message": {"id": "msg_1", "model": "claude", "usage": {"input_tokens": 9}}},
    *_thinks(0, "one", " two", "SIG1"),
    *_block(1, {"type": "redacted_thinking", "data": "RED"}),
    *_thinks(2, "three", " four", "SIG2"),
    *_block(3, {"type": "text", "text": ""}, {"type": "text_delta", "text": "hello"}),
    *_block(4, {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}),
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 9}},
    {"type": "message_stop"},
)
CLAUDE_HEARS = [
    {"type": "thinking", "thinking": "one two", "signature": "SIG1"},
    {"type": "redacted_thinking", "data": "RED"},
    {"type": "thinking", "thinking": "three four", "signature": "SIG2"},
    {"type": "text", "text": "hello"},
    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}},
]


def test_streamed_thoughts_of_claude_come_back_with_the_seals_that_prove_them(client: OpenAI, gate: Gateway) -> None:
    gate.host.script["seals"] = ("200 OK", CLAUDE_THINKS)
    with client.chat.completions.stream(model="claude/seals", messages=ASK, tools=TOOLS) as stream:
        for _ in stream:
            pass
        said = stream.get_final_completion().choices[0].message.to_dict()
    turns = [*ASK, said, {"role": "tool", "tool_call_id": "toolu_1", "content": "fine"}]
    client.chat.completions.create(model="claude/plain", messages=turns, tools=TOOLS)
    assert json.loads(gate.host.seen[-1].body)["messages"][1]["content"] == CLAUDE_HEARS


def test_streamed_responses_of_claude_come_back_with_their_seals_too(client: OpenAI, gate: Gateway) -> None:
    gate.host.script["seals"] = ("200 OK", CLAUDE_THINKS)
    with client.responses.stream(model="claude/seals", input="hi") as stream:
        for _ in stream:
            pass
        said = [item.to_dict() for item in stream.get_final_response().output]
    result = {"type": "function_call_output", "call_id": "toolu_1", "output": "fine"}
    given = [{"role": "user", "content": "hi"}, *said, result]
    client.responses.create(model="claude/plain", input=given)
    assert json.loads(gate.host.seen[-1].body)["messages"][1]["content"] == CLAUDE_HEARS


def test_a_streamed_call_without_arguments_is_whole_json(client: OpenAI, gate: Gateway) -> None:
    gate.host.script["seals"] = ("200 OK", CLAUDE_THINKS)
    chunks = client.chat.completions.create(model="claude/seals", messages=ASK, tools=TOOLS, stream=True)
    calls = [call for chunk in chunks for call in chunk.choices[0].delta.tool_calls or []]
    assert "".join((call.function and call.function.arguments) or "" for call in calls) == "{}"


def test_one_model_is_found_by_a_name_with_a_slash(client: OpenAI) -> None:
    assert client.models.retrieve("claude/plain").id == "claude/plain"


@both
def test_a_hosts_reason_reaches_the_client(client: OpenAI, gate: Gateway, model: str) -> None:
    told = {"type": "error", "error": {"type": "invalid_request_error", "message": "too many tools"}}
    gate.host.script["strict"] = ("400 Bad Request", json.dumps(told).encode())
    with pytest.raises(openai.BadRequestError, match="too many tools"):
        client.chat.completions.create(model=model.replace("plain", "strict"), messages=ASK)
