"""Responses replies are read and written item by item."""

import json

import pytest
from hypothesis import given

from deadheat.dialects.responses_reply import read_responses_reply, write_responses_reply
from deadheat.errors import Malformed
from deadheat.facts.chat import ChatReply, Choice, Image, Reasoning, Text, ToolCall
from tests.dialects.samples import replies

ENTRY = {"token": "a", "logprob": -0.1, "bytes": [97], "top_logprobs": []}


def _reply(choice: Choice) -> ChatReply:
    return ChatReply(id="r1", model="m", created=5, choices=(choice,), usage=None)


def test_items_have_names_of_their_own_and_the_status_says_the_ending() -> None:
    parts = (
        Reasoning(text="hm", signature="openai-responses-v1:s"),
        Text(text="a"),
        ToolCall(id="1", name="f", arguments="{}"),
    )
    written = json.loads(write_responses_reply(_reply(Choice(parts=parts, finish="tool_calls"))))
    assert [item["id"] for item in written["output"]] == ["rs_r1_0", "msg_r1_1", "fc_r1_2"]
    assert written["output"][0]["encrypted_content"] == "s"
    assert written["status"] == "completed"
    cut = json.loads(write_responses_reply(_reply(Choice(parts=(Text(text="a"),), finish="length"))))
    assert (cut["status"], cut["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})


def test_logprobs_and_refusals_travel() -> None:
    parts = (Text(text="a"), Text(text="no", refusal=True))
    choice = Choice(parts=parts, finish="stop", logprobs={"content": [ENTRY], "refusal": None})
    body = write_responses_reply(_reply(choice))
    content = json.loads(body)["output"][0]["content"]
    assert content[0]["logprobs"] == [ENTRY]
    assert content[1] == {"type": "refusal", "refusal": "no"}
    assert read_responses_reply(body).choices[0] == choice


def test_a_part_no_response_can_show_is_malformed() -> None:
    with pytest.raises(Malformed, match="cannot show"):
        write_responses_reply(_reply(Choice(parts=(Image(url="u"),), finish="stop")))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"output":[{}]}', b'{"output":{}}'])
def test_what_is_no_reply_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed, match="not a response"):
        read_responses_reply(body)


def test_built_in_tools_and_empty_thoughts_leave_no_part() -> None:
    body = b'{"output":[{"type":"web_search_call"},{"type":"reasoning","summary":[]}]}'
    assert read_responses_reply(body).choices[0].parts == ()


@given(replies())
def test_what_is_written_is_read_back(reply: ChatReply) -> None:
    assert read_responses_reply(write_responses_reply(reply)) == reply
