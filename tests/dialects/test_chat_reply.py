"""Chat replies are read in every spelling hosts use, and written in the one SDKs expect."""

import json
from typing import Any

import pytest
from hypothesis import given

from deadheat.dialects.chat_reply import read_chat_reply, write_chat_reply
from deadheat.dialects.traits import Traits
from deadheat.errors import Malformed
from deadheat.facts.chat import ChatReply, Choice, Reasoning, Text, ToolCall, Usage
from tests.dialects.samples import replies


def _read(message: dict[str, Any], finish: str = "stop", traits: Traits | None = None, **choice: Any) -> Choice:
    body = {"id": "c", "model": "m", "created": 3, "choices": [{"message": message, "finish_reason": finish, **choice}]}
    return read_chat_reply(json.dumps(body).encode(), traits or Traits()).choices[0]


@pytest.mark.parametrize(
    "message",
    [
        {"content": "a", "reasoning_content": "hm"},
        {"content": "a", "reasoning": "hm"},
        {"content": "a", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}], "reasoning": "hm"},
        {
            "content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
                {"type": "text", "text": "a"},
            ]
        },
    ],
)
def test_reasoning_is_found_wherever_it_lives(message: dict[str, Any]) -> None:
    assert _read(message).parts == (Reasoning(text="hm"), Text(text="a"))


def test_think_tags_are_read_only_where_they_are_known() -> None:
    tagged = {"content": "<think>hm</think>\na"}
    assert _read(tagged, traits=Traits(think_tags=True)).parts == (Reasoning(text="hm"), Text(text="a"))
    assert _read(tagged).parts == (Text(text="<think>hm</think>\na"),)


def test_calls_make_the_finish_and_need_no_id() -> None:
    call = {"function": {"name": "f", "arguments": {"x": 1}}}
    choice = _read({"content": None, "tool_calls": [call]}, finish="stop")
    assert choice.parts == (ToolCall(id="call_c_0", name="f", arguments='{"x":1}'),)
    assert choice.finish == "tool_calls"
    assert _read({"content": "a", "tool_calls": []}).finish == "stop"


def test_the_sequence_that_stopped_it_is_kept() -> None:
    assert _read({"content": "a"}, stop_reason="END").stop_sequence == "END"
    assert _read({"content": "a"}, stop_reason=151645).stop_sequence is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"choices":[{}]}', b"<html>", b'{"choices":3}'])
def test_what_is_no_reply_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="not a chat completion"):
        read_chat_reply(body)


def test_several_answers_are_written() -> None:
    choices = (Choice(parts=(Text(text="a"),), finish="stop"), Choice(parts=(Text(text="b"),), finish="length"))
    reply = ChatReply(id="c", model="m", created=1, choices=choices, usage=Usage(input_tokens=1))
    written = json.loads(write_chat_reply(reply))
    assert [(c["index"], c["message"]["content"], c["finish_reason"]) for c in written["choices"]] == [
        (0, "a", "stop"),
        (1, "b", "length"),
    ]
    assert written["usage"]["total_tokens"] == 1


def test_signed_reasoning_is_written_so_that_it_can_come_back() -> None:
    parts = (Reasoning(text="hm", signature=":s"), Reasoning(hidden="+hidden:z"))
    reply = ChatReply(id="c", model="m", created=1, choices=(Choice(parts=parts, finish="stop"),), usage=None)
    body = write_chat_reply(reply)
    assert json.loads(body)["choices"][0]["message"]["reasoning_content"] == "hm"
    assert read_chat_reply(body).choices[0].parts == parts


@given(replies())
def test_what_is_written_is_read_back(reply: ChatReply) -> None:
    assert read_chat_reply(write_chat_reply(reply)) == reply


def test_calls_in_the_text_are_calls_and_the_finish_says_so() -> None:
    text = "ok <tool_call>f</tool_call>"
    seen = _read({"content": text}, traits=Traits(call_tags="tool_call"))
    assert seen.parts == (Text(text="ok "), ToolCall(id="call_c_text_1", name="f", arguments="{}"))
    assert seen.finish == "tool_calls"
    assert _read({"content": text}).parts == (Text(text=text),)
