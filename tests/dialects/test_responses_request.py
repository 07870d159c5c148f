"""Responses requests are read whole, or refused with the field that would be lost."""

import json
from typing import Any

import pytest
from hypothesis import given

from deadheat.dialects.responses_request import read_responses_request
from deadheat.dialects.responses_request_writer import write_responses_request
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


def _read(given: Any = "hi", **fields: Any) -> ChatRequest:
    return read_responses_request(json.dumps({"model": "m", "input": given, **fields}).encode())


def test_bare_text_is_a_user_turn() -> None:
    (message,) = _read("hi").messages
    assert (message.role, message.parts) == ("user", (Text(text="hi"),))


def test_every_item_is_read_and_one_answer_is_one_turn() -> None:
    request = _read(
        [
            {"role": "developer", "content": "d"},
            {
                "type": "message",
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "t"},
                    {"type": "input_image", "image_url": "https://x", "detail": "auto"},
                    {"type": "input_file", "file_data": "data:application/pdf;base64,B", "filename": "f.pdf"},
                    {"type": "input_file", "file_url": "https://f"},
                ],
            },
            {
                "type": "reasoning",
                "id": "r",
                "summary": [{"type": "summary_text", "text": "hm"}],
                "encrypted_content": "sig",
            },
            {"type": "reasoning", "id": "r", "summary": [], "encrypted_content": "z"},
            {
                "type": "message",
                "role": "assistant",
                "id": "x",
                "status": "completed",
                "content": [
                    {"type": "output_text", "text": "a", "annotations": []},
                    {"type": "refusal", "refusal": "no"},
                ],
            },
            {"type": "function_call", "call_id": "1", "name": "f", "arguments": "{}", "id": "fc"},
            {"type": "function_call_output", "call_id": "1", "output": "r"},
            {
                "type": "function_call_output",
                "call_id": "2",
                "output": [{"type": "input_image", "image_url": "https://i"}],
            },
        ],
        instructions="s",
    )
    assert [m.role for m in request.messages] == ["system", "developer", "user", "assistant", "tool", "tool"]
    assert request.messages[2].parts == (
        Text(text="t"),
        Image(url="https://x", detail="auto"),
        Document(data="B", media_type="application/pdf", name="f.pdf"),
        Document(url="https://f"),
    )
    assert request.messages[3].parts == (
        Reasoning(text="hm", signature="openai-responses-v1:sig"),
        Reasoning(hidden="openai-responses-v1+hidden:z"),
        Text(text="a"),
        Text(text="no", refusal=True),
        ToolCall(id="1", name="f", arguments="{}"),
    )
    assert request.messages[5].parts == (ToolResult(call_id="2", parts=(Image(url="https://i"),)),)
    assert request.messages[5].where == "input[7]"


def test_every_option_is_read() -> None:
    request = _read(
        tools=[{"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True}],
        tool_choice={"type": "function", "name": "f"},
        max_output_tokens=5,
        text={"format": {"type": "json_schema", "name": "s", "schema": {"a": 1}, "strict": True}, "verbosity": "low"},
        reasoning={"effort": "low", "summary": "auto"},
        include=["message.output_text.logprobs", "reasoning.encrypted_content"],
        top_logprobs=2,
        stream=True,
        store=True,
        parallel_tool_calls=False,
    )
    assert request.tools == (Tool(name="f", schema={"type": "object"}, strict=True),)
    assert request.tool_choice == ToolChoice(kind="named", name="f")
    assert request.format == OutputFormat(kind="schema", name="s", schema={"a": 1}, strict=True)
    assert request.thinking == Thinking(effort="low", summary="auto")
    assert (request.logprobs, request.top_logprobs, request.max_tokens) == (True, 2, 5)
    assert (request.verbosity, request.parallel_tools, request.stream) == ("low", False, True)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"previous_response_id": "r"}, "body.previous_response_id"),
        ({"conversation": "c"}, "body.conversation"),
        ({"background": True}, "body.background"),
        ({"prompt": {"id": "p"}}, "body.prompt"),
        ({"max_tool_calls": 3}, "body.max_tool_calls"),
        ({"truncation": "auto"}, "body.truncation"),
        ({"tools": [{"type": "web_search"}]}, "body.tools[0].type"),
        ({"tool_choice": "sometimes"}, "body.tool_choice"),
        ({"tool_choice": {"type": "mcp"}}, "body.tool_choice.type"),
        ({"text": {"format": {"type": "grammar"}}}, "body.text.format.type"),
        ({"input": [{"type": "item_reference", "id": "x"}]}, "body.input[0].type"),
        ({"input": [{"role": "wizard", "content": "x"}]}, "body.input[0].role"),
        ({"input": [{"role": "user", "content": [{"type": "video"}]}]}, "body.input[0].content[0].type"),
        ({"input": [{"type": "function_call", "call_id": 3}]}, "body.input[0].call_id"),
        ({"input": [{"role": "user", "content": "x", "wand": 1}]}, "body.input[0].wand"),
        ({"wand": 1}, "body.wand"),
    ],
)
def test_what_would_be_lost_is_named(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(DataError) as caught:
        read_responses_request(json.dumps({"model": "m", "input": "hi", **fields}).encode())
    assert caught.value.where == where


@pytest.mark.parametrize("field", [{"async": True}, {"defer_loading": True}, {"allowed_callers": ["code"]}, {"new": 1}])
def test_a_function_loses_nothing_in_silence(field: dict[str, Any]) -> None:
    tool = {"type": "function", "name": "f", "parameters": {}, **field}
    with pytest.raises(DataError) as caught:
        read_responses_request(json.dumps({"model": "m", "input": "hi", "tools": [tool]}).encode())
    assert caught.value.where == f"body.tools[0].{next(iter(field))}"


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_only_some_hosts_know_is_not_translated(limit: int) -> None:
    with pytest.raises(DataError) as caught:
        read_responses_request(json.dumps({"model": "m", "input": "hi", "max_output_tokens": limit}).encode())
    assert caught.value.where == "body.max_output_tokens"


def test_defaults_spelled_out_are_no_reason_to_refuse() -> None:
    assert _read(truncation="disabled", background=False, previous_response_id=None) == _read()


@given(requests())
def test_what_is_written_is_read_back(request: ChatRequest) -> None:
    first = read_responses_request(write_responses_request(request))
    assert read_responses_request(write_responses_request(first)) == first
    assert [m.role for m in first.messages] == [m.role for m in request.messages]
    assert [m.parts for m in first.messages] == [m.parts for m in request.messages] or any(
        isinstance(part, Image) for m in request.messages for part in m.parts
    )
    assert (first.tools, first.tool_choice, first.format) == (request.tools, request.tool_choice, request.format)
