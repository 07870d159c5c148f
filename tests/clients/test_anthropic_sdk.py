"""The real `anthropic` SDK cannot tell the gateway from the API, whatever the host behind it speaks."""

import asyncio
import json
from collections.abc import Iterator

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic
from anthropic.types import Base64ImageSourceParam, JSONOutputFormatParam, MessageParam, ToolParam

from tests.gateway.harness import Gateway

pytestmark = pytest.mark.slow

HOSTS = ("plain", "claude/plain")
ANSWER = "The quick brown fox jumps over the lazy dog."
ASK: list[MessageParam] = [{"role": "user", "content": "hi"}]
TOOLS: list[ToolParam] = [
    {"name": name, "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}
    for name in ("weather", "time")
]
both = pytest.mark.parametrize("model", HOSTS)


@pytest.fixture
def client(base_url: str) -> Iterator[Anthropic]:
    with Anthropic(base_url=base_url, api_key="sk-any", max_retries=0) as client:
        yield client


@both
def test_a_message(client: Anthropic, model: str) -> None:
    reply = client.messages.create(model=model, max_tokens=50, messages=ASK, system="Be brief.")
    assert [(block.type, block.type == "text" and block.text) for block in reply.content] == [("text", ANSWER)]
    assert reply.stop_reason == "end_turn"
    assert reply.usage.output_tokens == 10
    assert reply.usage.input_tokens > 5


@both
def test_a_stream(client: Anthropic, model: str) -> None:
    with client.messages.stream(model=model, max_tokens=50, messages=ASK) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == ANSWER
    assert final.stop_reason == "end_turn"
    assert final.usage.output_tokens == 10
    assert final.usage.input_tokens > 5


@both
def test_parallel_tool_use_and_its_results(client: Anthropic, model: str) -> None:
    first = client.messages.create(model=model, max_tokens=50, messages=ASK, tools=TOOLS)
    assert first.stop_reason == "tool_use"
    uses = [block for block in first.content if block.type == "tool_use"]
    assert [(use.name, use.input) for use in uses] == [("weather", {"city": "Paris"}), ("time", {"city": "Paris"})]
    turns: list[MessageParam] = [
        *ASK,
        {"role": "assistant", "content": first.content},
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": use.id, "content": "fine"} for use in uses],
        },
    ]
    second = client.messages.create(model=model, max_tokens=50, messages=turns, tools=TOOLS)
    assert second.stop_reason == "end_turn"


@both
def test_streamed_tool_use(client: Anthropic, model: str) -> None:
    with client.messages.stream(model=model, max_tokens=50, messages=ASK, tools=TOOLS) as stream:
        final = stream.get_final_message()
    assert final.stop_reason == "tool_use"
    assert [block.input for block in final.content if block.type == "tool_use"] == [{"city": "Paris"}] * 2


def test_structured_output_of_a_chat_host_keeps_the_schema(client: Anthropic, gate: Gateway) -> None:
    schema: dict[str, object] = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    form: JSONOutputFormatParam = {"type": "json_schema", "schema": schema}
    reply = client.messages.create(model="plain", max_tokens=50, messages=ASK, output_config={"format": form})
    assert reply.content[0].type == "text"
    assert json.loads(reply.content[0].text) == {"city": "Paris", "population": 2102650}
    sent = json.loads(gate.host.seen[-1].body)
    assert sent["response_format"]["json_schema"]["schema"] == schema


def test_a_picture_reaches_a_chat_host(client: Anthropic, gate: Gateway) -> None:
    source: Base64ImageSourceParam = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    turn: MessageParam = {"role": "user", "content": [{"type": "image", "source": source}]}
    client.messages.create(model="plain", max_tokens=50, messages=[turn])
    (part,) = json.loads(gate.host.seen[-1].body)["messages"][0]["content"]
    assert part == {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def test_reasoning_of_a_chat_host_is_a_thinking_block(client: Anthropic) -> None:
    reply = client.messages.create(model="reasons", max_tokens=50, messages=ASK)
    assert [block.type for block in reply.content] == ["thinking", "text"]
    with client.messages.stream(model="reasons", max_tokens=50, messages=ASK) as stream:
        assert [block.type for block in stream.get_final_message().content] == ["thinking", "text"]


def test_tokens_are_counted_where_the_host_counts_them(client: Anthropic) -> None:
    assert client.messages.count_tokens(model="claude/plain", messages=ASK).input_tokens > 0
    with pytest.raises(anthropic.BadRequestError, match="counted by the host"):
        client.messages.count_tokens(model="plain", messages=ASK)


@both
def test_async_streams_side_by_side(base_url: str, model: str) -> None:
    async def one(client: AsyncAnthropic) -> str:
        async with client.messages.stream(model=model, max_tokens=50, messages=ASK) as stream:
            return "".join([text async for text in stream.text_stream])

    async def many() -> list[str]:
        async with AsyncAnthropic(base_url=base_url, api_key="sk-any") as client:
            return list(await asyncio.gather(*(one(client) for _ in range(8))))

    assert asyncio.run(many()) == [ANSWER] * 8


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("denies", anthropic.InternalServerError),  # the gateway's own credential is wrong, not the client's
        ("missing", anthropic.NotFoundError),
        ("refuses", anthropic.BadRequestError),
        ("limited", anthropic.RateLimitError),
        ("fails", anthropic.InternalServerError),
    ],
)
def test_errors_are_the_exceptions_users_know(
    client: Anthropic, model: str, error: type[anthropic.APIStatusError]
) -> None:
    with pytest.raises(error) as caught:
        client.messages.create(model=model, max_tokens=5, messages=ASK)
    body = caught.value.body
    assert isinstance(body, dict)
    assert body["type"] == "error"


@both
def test_a_stream_that_breaks_is_an_error_and_not_a_short_answer(client: Anthropic, model: str) -> None:
    broken = model.replace("plain", "cuts-stream")
    with pytest.raises(anthropic.APIError), client.messages.stream(model=broken, max_tokens=5, messages=ASK) as stream:
        for _ in stream.text_stream:
            pass


def test_what_the_host_has_no_place_for_is_named(client: Anthropic) -> None:
    tools = [{"type": "web_search_20250305", "name": "web_search"}]
    with pytest.raises(anthropic.BadRequestError, match=r"web_search_20250305"):
        client.messages.create(model="plain", max_tokens=5, messages=ASK, tools=tools)
