"""Messages replies are read and written block by block."""

import json

import pytest
from hypothesis import given

from deadheat.dialects.messages_reply import read_messages_reply, write_messages_reply
from deadheat.errors import Malformed
from deadheat.facts.chat import ChatReply, Choice, Image, Reasoning, Text, ToolCall, Usage
from tests.dialects.samples import replies


def _reply(*parts: object, **fields: object) -> ChatReply:
    choice = Choice(parts=parts, **{"finish": "stop", **fields})  # type: ignore[arg-type]
    return ChatReply(id="m1", model="m", created=0, choices=(choice,), usage=Usage(input_tokens=10, cached_tokens=4))


def test_the_cached_part_stands_beside_the_input() -> None:
    usage = json.loads(write_messages_reply(_reply(Text(text="a"))))["usage"]
    assert (usage["input_tokens"], usage["cache_read_input_tokens"]) == (6, 4)


def test_blocks_are_written_in_order() -> None:
    parts = (
        Reasoning(text="hm", signature="anthropic-claude-v1:s"),
        Reasoning(hidden="anthropic-claude-v1+hidden:z"),
        Text(text="a"),
    )
    body = write_messages_reply(_reply(*parts, ToolCall(id="1", name="f", arguments=""), finish="tool_calls"))
    written = json.loads(body)
    assert [b["type"] for b in written["content"]] == ["thinking", "redacted_thinking", "text", "tool_use"]
    assert written["content"][3]["input"] == {}
    assert written["stop_reason"] == "tool_use"


def test_a_stop_sequence_is_named() -> None:
    written = json.loads(write_messages_reply(_reply(Text(text="a"), stop_sequence="END")))
    assert (written["stop_reason"], written["stop_sequence"]) == ("stop_sequence", "END")


@pytest.mark.parametrize("arguments", ["[1]", '{"x":', "nonsense", '"text"'])
def test_arguments_that_are_no_object_are_the_hosts_fault(arguments: str) -> None:
    with pytest.raises(Malformed, match="not a JSON object"):
        write_messages_reply(_reply(ToolCall(id="1", name="f", arguments=arguments)))


def test_a_part_no_message_can_show_is_malformed() -> None:
    with pytest.raises(Malformed, match="cannot show"):
        write_messages_reply(_reply(Image(url="u")))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"content":"x"}', b'{"content":[{}]}'])
def test_what_is_no_reply_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="not a message"):
        read_messages_reply(body)


def test_server_tools_leave_no_part() -> None:
    assert read_messages_reply(b'{"content":[{"type":"server_tool_use"}]}').choices[0].parts == ()


@given(replies())
def test_what_is_written_is_read_back(reply: ChatReply) -> None:
    assert read_messages_reply(write_messages_reply(reply), created=reply.created) == reply


def test_arguments_that_the_limit_cut_off_are_empty_beside_the_reason() -> None:
    call = ToolCall(id="c", name="f", arguments='{"city": "Pa')
    reply = ChatReply(id="r", model="m", created=0, choices=(Choice(parts=(call,), finish="length"),), usage=None)
    told = json.loads(write_messages_reply(reply))
    assert (told["content"][0]["input"], told["stop_reason"]) == ({}, "max_tokens")
