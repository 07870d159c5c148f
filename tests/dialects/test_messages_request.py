"""Messages requests are read whole, or refused with the field that would be lost."""

import json
from typing import Any

import pytest
from hypothesis import given

from deadheat.dialects.messages_request import read_messages_request
from deadheat.dialects.messages_request_writer import write_messages_request
from deadheat.errors import DataError
from deadheat.facts.chat import (
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
    body = {"model": "m", "max_tokens": 9, "messages": messages or [USER], **fields}
    return read_messages_request(json.dumps(body).encode())


def test_every_block_is_read() -> None:
    request = _read(
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "1", "content": "r", "is_error": True},
                {"type": "tool_result", "tool_use_id": "2"},
                {"type": "text", "text": "t", "cache_control": {"type": "ephemeral"}},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "A"}},
                {"type": "image", "source": {"type": "url", "url": "https://x"}},
                {"type": "document", "source": {"type": "text", "data": "words"}, "title": "n"},
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "s"},
                {"type": "redacted_thinking", "data": "z"},
                {"type": "tool_use", "id": "1", "name": "f", "input": {"x": 1.50}},
            ],
        },
    )
    assert [m.role for m in request.messages] == ["tool", "tool", "user", "assistant"]
    assert request.messages[0].parts == (ToolResult(call_id="1", parts=(Text(text="r"),), is_error=True),)
    assert request.messages[1].parts == (ToolResult(call_id="2", parts=()),)
    assert request.messages[2].parts == (
        Text(text="t"),
        Image(data="A", media_type="image/png"),
        Image(url="https://x"),
        Document(text="words", media_type="text/plain", name="n"),
    )
    assert request.messages[3].parts == (
        Reasoning(text="hm", signature="anthropic-claude-v1:s"),
        Reasoning(hidden="anthropic-claude-v1+hidden:z"),
        ToolCall(id="1", name="f", arguments='{"x": 1.5}'),
    )


def test_every_option_is_read() -> None:
    request = _read(
        system=[{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
        tools=[{"name": "f", "input_schema": {"type": "object"}, "description": "d", "type": "custom"}],
        tool_choice={"type": "tool", "name": "f", "disable_parallel_tool_use": True},
        stop_sequences=["X"],
        temperature=0.1,
        top_k=3,
        output_config={"effort": "xhigh", "format": {"type": "json_schema", "schema": {"a": 1}}},
        thinking={"type": "adaptive", "display": "summarized"},
        metadata={"user_id": "u"},
        stream=True,
    )
    assert request.messages[0].parts == (Text(text="a"), Text(text="b"))
    assert request.tools == (Tool(name="f", description="d", schema={"type": "object"}),)
    assert request.tool_choice == ToolChoice(kind="named", name="f")
    assert request.parallel_tools is False
    assert (request.sampling.stop, request.sampling.top_k) == (("X",), 3)
    assert request.format == OutputFormat(kind="schema", schema={"a": 1}, strict=True)
    assert request.thinking == Thinking(effort="xhigh", adaptive=True, summary="auto")
    assert (request.user, request.max_tokens, request.stream) == ("u", 9, True)


def test_thinking_is_read_in_all_its_forms() -> None:
    assert _read(thinking={"type": "enabled", "budget_tokens": 2048}).thinking == Thinking(budget_tokens=2048)
    assert _read(thinking={"type": "disabled"}).thinking == Thinking(effort="none")
    assert _read(output_config={"effort": "low"}).thinking == Thinking(effort="low")
    assert _read().thinking is None


def test_hints_about_price_and_storage_are_dropped_without_a_word() -> None:
    hints = {"service_tier": "auto", "cache_control": {"type": "ephemeral"}, "context_management": {"edits": []}}
    assert _read(**hints) == _read()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"messages": [{"role": "wizard", "content": "x"}]}, "body.messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "search_result"}]}]}, "body.messages[0].content[0].type"),
        ({"tools": [{"type": "web_search_20260209", "name": "web_search"}]}, "body.tools[0].type"),
        ({"tools": [{"name": "f", "defer_loading": True}]}, "body.tools[0].defer_loading"),
        ({"tool_choice": {"type": "sometimes"}}, "body.tool_choice.type"),
        ({"thinking": {"type": "between_tools"}}, "body.thinking.type"),
        ({"output_config": {"format": {"type": "grammar", "schema": {}}}}, "body.output_config.format.type"),
        ({"inference_geo": "eu"}, "body.inference_geo"),
        ({"mcp_servers": []}, "body.mcp_servers"),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [
                            {
                                "type": "document",
                                "source": {"type": "text", "data": "x"},
                                "citations": {"enabled": True},
                            }
                        ],
                    }
                ]
            },
            "body.messages[0].content[0].citations",
        ),
        (
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [
                            {"type": "image", "source": {"type": "url", "url": "u"}, "transformations": {"a": 1}}
                        ],
                    }
                ]
            },
            "body.messages[0].content[0].transformations",
        ),
    ],
)
def test_what_would_be_lost_is_named(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(DataError) as caught:
        read_messages_request(json.dumps({"model": "m", "max_tokens": 1, "messages": [USER], **fields}).encode())
    assert caught.value.where == where


@given(requests())
def test_what_is_written_is_read_back(request: ChatRequest) -> None:
    first = read_messages_request(write_messages_request(request))
    assert read_messages_request(write_messages_request(first)) == first
    assert [m.parts for m in first.messages] == [m.parts for m in request.messages]
    assert first.tools == request.tools
