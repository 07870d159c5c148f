"""What a real inference server says passes: streams, tool calls, schemas, log-probabilities, all three APIs."""

import json
from collections.abc import Iterator

import pytest
from anthropic import Anthropic
from anthropic.types import MessageParam
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam

from tests.gateway.harness import Gateway

pytestmark = pytest.mark.slow

MAIL = "please refund the kettle, order 1234, no hurry"
ASK: list[ChatCompletionMessageParam] = [{"role": "user", "content": MAIL}]
FIELDS = ("intent", "product", "order", "urgency")
SCHEMA = {"type": "object", "properties": {name: {"type": ["string", "null"]} for name in FIELDS}, "required": FIELDS}
TOOLS: list[ChatCompletionToolParam] = [
    {"type": "function", "function": {"name": "record", "description": "Record a mail.", "parameters": dict(SCHEMA)}}
]
both = pytest.mark.parametrize("model", ["tiny", "tiny-messages"])


@pytest.fixture
def client(tiny_url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{tiny_url}/v1", api_key="sk-any", max_retries=0) as client:
        yield client


@both
def test_whole_and_streamed_answers_are_the_same_json(client: OpenAI, model: str) -> None:
    whole = client.chat.completions.create(model=model, messages=ASK, max_tokens=60, temperature=0)
    stream = client.chat.completions.create(model=model, messages=ASK, max_tokens=60, temperature=0, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert text == whole.choices[0].message.content
    assert json.loads(text)["product"] == "kettle"


@both
def test_real_tool_calls_whole_and_streamed(client: OpenAI, model: str) -> None:
    whole = client.chat.completions.create(model=model, messages=ASK, tools=TOOLS, max_tokens=200, temperature=0)
    assert whole.choices[0].finish_reason == "tool_calls"
    with client.chat.completions.stream(
        model=model, messages=ASK, tools=TOOLS, max_tokens=200, temperature=0
    ) as stream:
        for _ in stream:
            pass
        final = stream.get_final_completion()
    (call,) = final.choices[0].message.tool_calls or []
    assert call.function.name == "record"
    assert set(json.loads(call.function.arguments)) == set(FIELDS)


def test_a_json_schema_is_kept(client: OpenAI) -> None:
    reply = client.chat.completions.create(
        model="tiny",
        messages=ASK,
        max_tokens=200,
        response_format={"type": "json_schema", "json_schema": {"name": "mail", "schema": dict(SCHEMA)}},
    )
    assert set(json.loads(reply.choices[0].message.content or "")) == set(FIELDS)


def test_log_probabilities_pass(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="tiny", messages=ASK, max_tokens=5, logprobs=True, top_logprobs=2)
    logprobs = reply.choices[0].logprobs
    assert logprobs is not None
    assert all(len(entry.top_logprobs) == 2 and entry.logprob <= 0 for entry in logprobs.content or [])


@both
def test_responses_whole_and_streamed(client: OpenAI, model: str) -> None:
    """The events are read one by one: llama.cpp leaves `output_index` out, which the SDK's own accumulator needs."""
    whole = client.responses.create(model=model, input=MAIL, max_output_tokens=60, temperature=0)
    stream = client.responses.create(model=model, input=MAIL, max_output_tokens=60, temperature=0, stream=True)
    events = list(stream)
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert events[-1].type == "response.completed"
    assert whole.output_text == text
    assert json.loads(whole.output_text)["intent"] == "refund"


@both
def test_messages_whole_and_streamed(tiny_url: str, model: str) -> None:
    ask: list[MessageParam] = [{"role": "user", "content": MAIL}]
    with Anthropic(base_url=tiny_url, api_key="sk-any", max_retries=0) as client:
        whole = client.messages.create(model=model, max_tokens=60, messages=ask)
        with client.messages.stream(model=model, max_tokens=60, messages=ask) as stream:
            text = "".join(stream.text_stream)
            usage = stream.get_final_message().usage
    assert whole.content[0].type == "text"
    assert json.loads(text)["product"] == json.loads(whole.content[0].text)["product"] == "kettle"
    assert usage.output_tokens > 5


def test_the_books_agree_with_what_the_server_reported(client: OpenAI, tiny_gate: Gateway) -> None:
    before = len(tiny_gate.book.entries)
    reply = client.chat.completions.create(model="tiny", messages=ASK, max_tokens=60)
    assert reply.usage is not None
    tiny_gate.wait_for(lambda: len(tiny_gate.book.entries) == before + 1)
    entry = tiny_gate.book.entries[-1]
    assert (entry.input_tokens, entry.output_tokens) == (reply.usage.prompt_tokens, reply.usage.completion_tokens)
