"""Requests for chat hosts hold what the host understands."""

import json
from typing import Any

import pytest

from deadheat.dialects.chat_request_writer import write_chat_request
from deadheat.dialects.traits import Traits
from deadheat.errors import DataError
from deadheat.facts.chat import (
    ChatRequest,
    Document,
    Image,
    Message,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
)

CALL = ToolCall(id="1", name="f", arguments="{}")
RESULT = ToolResult(call_id="1", parts=(Text(text="r"),))


def _write(*messages: Message, traits: Traits | None = None, **fields: Any) -> dict[str, Any]:
    request = ChatRequest(model="m", messages=messages, **fields)
    written: dict[str, Any] = json.loads(write_chat_request(request, traits or Traits()))
    return written


def _turn(*parts: Part) -> Message:
    return Message(role="assistant", parts=parts, where="messages[1]")


def test_a_failed_tool_says_so_in_words() -> None:
    failed = ToolResult(call_id="1", parts=(Text(text="no file"),), is_error=True)
    turn = Message(role="tool", parts=(failed,))
    assert _write(turn)["messages"][0]["content"] == "Error: no file"


def test_reasoning_goes_back_only_where_the_host_wants_it() -> None:
    turns = (
        _turn(Reasoning(text="old"), Text(text="a")),
        Message(role="user", parts=(Text(text="q"),)),
        _turn(Reasoning(text="new"), CALL),
        Message(role="tool", parts=(RESULT,)),
    )
    assert all("reasoning_content" not in m for m in _write(*turns)["messages"])
    recent = _write(*turns, traits=Traits(echo="reasoning_content"))["messages"]
    assert [m.get("reasoning_content") for m in recent] == [None, None, "new", None]
    every = _write(*turns, traits=Traits(echo="reasoning", echo_turns="all"))["messages"]
    assert [m.get("reasoning") for m in every] == ["old", None, "new", None]
    signed = _write(_turn(Reasoning(text="x", signature=":s")), traits=Traits(echo="reasoning_details"))["messages"]
    tagged = _write(_turn(Reasoning(text="x"), Text(text="a")), traits=Traits(echo="think_tags"))["messages"]
    assert tagged[0]["content"] == "<think>\nx\n</think>\n\na"
    assert signed[0]["reasoning_details"] == [{"type": "reasoning.text", "text": "x", "signature": "s"}]


def test_system_text_is_one_text_because_open_hosts_know_no_parts_there() -> None:
    turn = Message(role="system", parts=(Text(text="a"), Text(text="b")))
    assert _write(turn)["messages"] == [{"role": "system", "content": "a\n\nb"}]


def test_developer_turns_are_system_turns_and_one_stands_at_the_head() -> None:
    turns = (
        Message(role="system", parts=(Text(text="a"),)),
        Message(role="developer", parts=(Text(text="b"),)),
        Message(role="user", parts=(Text(text="q"),)),
        Message(role="developer", parts=(Text(text="c"),)),
    )
    said = [(m["role"], m["content"]) for m in _write(*turns)["messages"]]
    assert said == [("system", "a\n\nb"), ("user", "q"), ("system", "c")]
    known = _write(*turns, traits=Traits(developer=True))["messages"]
    assert [m["role"] for m in known] == ["system", "developer", "user", "developer"]


def test_the_ceiling_has_the_name_the_host_knows() -> None:
    assert _write(max_tokens=5)["max_tokens"] == 5
    assert _write(max_tokens=5, traits=Traits(ceiling="max_completion_tokens"))["max_completion_tokens"] == 5


def test_a_stream_asks_for_usage_where_the_host_can() -> None:
    assert _write(stream=True)["stream_options"] == {"include_usage": True}
    assert "stream_options" not in _write(stream=True, traits=Traits(stream_usage=False))
    assert "stream_options" not in _write()


@pytest.mark.parametrize(
    "message",
    [
        Message(role="tool", parts=(ToolResult(call_id="1", parts=(Image(url="u"),)),), where="messages[1]"),
        Message(role="user", parts=(Document(url="u"),), where="messages[1]"),
        Message(role="user", parts=(CALL,), where="messages[1]"),
        _turn(Image(url="u")),
    ],
)
def test_what_chat_has_no_place_for_is_refused(message: Message) -> None:
    with pytest.raises(DataError, match="no counterpart in openai_chat") as caught:
        _write(message)
    assert caught.value.where.startswith("body.messages[1]")
