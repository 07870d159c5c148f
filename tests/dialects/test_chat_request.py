"""Chat requests are read whole, or refused with the field that would be lost."""

import json
from typing import Any

import pytest
from hypothesis import given

from deadheat.dialects.chat_request import read_chat_request
from deadheat.dialects.chat_request_writer import write_chat_request
from deadheat.errors import DataError
from deadheat.facts.chat import (
    Audio,
    ChatRequest,
    Document,
    Image,
    OutputFormat,
    Reasoning,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)
from tests.dialects.samples import requests

USER = {"role": "user", "content": "hi"}


def _read(*messages: dict[str, Any], **fields: Any) -> ChatRequest:
    return read_chat_request(json.dumps({"model": "m", "messages": messages or [USER], **fields}).encode())


def test_every_part_of_a_message_is_read() -> None:
    request = _read(
        {"role": "developer", "content": "d"},
        {
            "role": "user",
            "name": "ann",
            "content": [
                {"type": "text", "text": "t"},
                {"type": "image_url", "image_url": {"url": "https://x", "detail": "low"}},
                {"type": "input_audio", "input_audio": {"data": "A", "format": "wav"}},
                {"type": "file", "file": {"file_data": "data:application/pdf;base64,B", "filename": "f.pdf"}},
                {"type": "file", "file": {"file_id": "id1"}},
            ],
        },
        {
            "role": "assistant",
            "content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "no"}],
            "reasoning_content": "hm",
            "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            "annotations": [],
            "audio": None,
            "function_call": None,
        },
        {"role": "tool", "tool_call_id": "1", "content": [{"type": "text", "text": "r"}]},
    )
    assert [m.role for m in request.messages] == ["developer", "user", "assistant", "tool"]
    assert request.messages[1].name == "ann"
    assert request.messages[1].parts == (
        Text(text="t"),
        Image(url="https://x", detail="low"),
        Audio(data="A", format="wav"),
        Document(data="B", media_type="application/pdf", name="f.pdf"),
        Document(file_id="id1"),
    )
    assert request.messages[2].parts == (
        Reasoning(text="hm"),
        Text(text="a"),
        Text(text="no", refusal=True),
        ToolCall(id="1", name="f", arguments="{}"),
    )
    assert request.messages[3].parts == (ToolResult(call_id="1", parts=(Text(text="r"),)),)
    assert request.messages[2].where == "messages[2]"


def test_every_option_is_read() -> None:
    request = _read(
        tools=[{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}, "strict": True}}],
        tool_choice={"type": "function", "function": {"name": "f"}},
        parallel_tool_calls=False,
        max_tokens=1,
        max_completion_tokens=2,
        temperature=0.5,
        top_p=0.9,
        seed=7,
        presence_penalty=0.1,
        frequency_penalty=0.2,
        logit_bias={"5": 1},
        stop="END",
        response_format={"type": "json_schema", "json_schema": {"name": "s", "schema": {"a": 1}, "strict": True}},
        reasoning_effort="high",
        verbosity="low",
        n=2,
        logprobs=True,
        top_logprobs=3,
        stream=True,
        stream_options={"include_usage": True},
        user="u",
    )
    assert request.tools == (Tool(name="f", schema={"type": "object"}, strict=True),)
    assert request.tool_choice == ToolChoice(kind="named", name="f")
    assert request.max_tokens == 2
    assert request.sampling.stop == ("END",)
    assert request.sampling.logit_bias == {"5": 1.0}
    assert request.format == OutputFormat(kind="schema", name="s", schema={"a": 1}, strict=True)
    assert request.thinking == Thinking(effort="high")
    assert (request.n, request.logprobs, request.top_logprobs) == (2, True, 3)
    assert (request.stream, request.include_usage, request.user) == (True, True, "u")
    assert (request.parallel_tools, request.verbosity) == (False, "low")


def test_hints_about_price_and_storage_are_dropped_without_a_word() -> None:
    hints = {"metadata": {"a": "b"}, "store": True, "service_tier": "flex", "prompt_cache_key": "k", "prediction": {}}
    assert _read(**hints) == _read()


def test_pieces_of_one_thought_are_put_together_by_their_index() -> None:
    details = [
        {"index": 0, "type": "reasoning.text", "text": "I "},
        {"index": 0, "type": "reasoning.text", "text": "think"},
        {"index": 0, "type": "reasoning.text", "text": "", "signature": "S", "format": "anthropic-claude-v1"},
        {"index": 1, "type": "reasoning.encrypted", "data": "R", "format": "anthropic-claude-v1"},
        {"index": 2, "type": "reasoning.text", "text": "more"},
    ]
    turn = {"role": "assistant", "content": "hi", "reasoning_content": "I thinkmore", "reasoning_details": details}
    parts = read_chat_request(json.dumps({"model": "m", "messages": [turn]}).encode()).messages[0].parts
    assert parts[:-1] == (
        Reasoning(text="I think", signature="anthropic-claude-v1:S"),
        Reasoning(hidden="anthropic-claude-v1+hidden:R"),
        Reasoning(text="more"),
    )


def test_signed_reasoning_is_read_from_its_details() -> None:
    details = [
        {"type": "reasoning.text", "text": "hm", "signature": "sig"},
        {"type": "reasoning.encrypted", "data": "xyz"},
    ]
    turn = {"role": "assistant", "content": "a", "reasoning_details": details, "reasoning_content": "hm"}
    assert _read(turn).messages[0].parts[:2] == (
        Reasoning(text="hm", signature=":sig"),
        Reasoning(hidden="+hidden:xyz"),
    )


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"messages": [{"role": "wizard", "content": "x"}]}, "body.messages[0].role"),
        ({"messages": [{"role": "user", "content": "x", "wand": 1}]}, "body.messages[0].wand"),
        ({"messages": [{"role": "user", "content": [{"type": "video"}]}]}, "body.messages[0].content[0].type"),
        ({"messages": [{"role": "user"}]}, "body.messages[0].content"),
        ({"messages": [USER], "chat_template_kwargs": {}}, "body.chat_template_kwargs"),
        ({"messages": [USER], "audio": {"voice": "x"}}, "body.audio"),
        ({"messages": [USER], "functions": [{}]}, "body.functions"),
        ({"messages": [USER], "modalities": ["audio"]}, "body.modalities"),
        ({"messages": [USER], "tools": [{"type": "custom", "custom": {"name": "x"}}]}, "body.tools[0].type"),
        ({"messages": [USER], "tool_choice": "sometimes"}, "body.tool_choice"),
        ({"messages": [USER], "tool_choice": {"type": "allowed_tools"}}, "body.tool_choice.type"),
        ({"messages": [USER], "response_format": {"type": "xml"}}, "body.response_format.type"),
        ({"messages": [USER], "reasoning_effort": "heroic"}, "body.reasoning_effort"),
        ({"messages": [USER], "temperature": "hot"}, "body.temperature"),
        ({"messages": [{"role": "assistant", "audio": {"id": "a"}}]}, "body.messages[0].audio"),
        (
            {
                "messages": [
                    {"role": "assistant", "tool_calls": [{"id": "1", "type": "custom", "function": {"name": "f"}}]}
                ]
            },
            "body.messages[0].tool_calls[0].type",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:x"}}]}]},
            "body.messages[0].content[0].image_url.url",
        ),
    ],
)
def test_what_would_be_lost_is_named(body: dict[str, Any], where: str) -> None:
    with pytest.raises(DataError) as caught:
        read_chat_request(json.dumps({"model": "m", **body}).encode())
    assert caught.value.where == where


@given(requests())
def test_what_is_written_is_read_back(request: ChatRequest) -> None:
    first = read_chat_request(write_chat_request(request))
    assert read_chat_request(write_chat_request(first)) == first
    assert [m.parts for m in first.messages] == [m.parts for m in request.messages]
    assert (first.tools, first.tool_choice, first.format) == (request.tools, request.tool_choice, request.format)
