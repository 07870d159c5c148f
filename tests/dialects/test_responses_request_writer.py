"""Requests for Responses hosts hold the whole conversation and store nothing."""

import json
from typing import Any

import pytest

from deadheat.dialects.responses_request_writer import write_responses_request
from deadheat.errors import DataError
from deadheat.facts.chat import (
    Audio,
    ChatRequest,
    Document,
    Image,
    Message,
    Reasoning,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolResult,
)

USER = Message(role="user", parts=(Text(text="hi"),), where="messages[0]")


def _write(*messages: Message, **fields: Any) -> dict[str, Any]:
    request = ChatRequest(model="m", messages=messages or (USER,), **fields)
    written: dict[str, Any] = json.loads(write_responses_request(request))
    return written


def test_nothing_is_stored_at_the_host() -> None:
    assert _write()["store"] is False


def test_tools_are_strict_only_when_asked() -> None:
    assert [t["strict"] for t in _write(tools=(Tool(name="f"), Tool(name="g", strict=True)))["tools"]] == [False, True]


def test_sealed_thoughts_go_back_and_unsealed_ones_stay() -> None:
    parts = (
        Reasoning(text="ours", signature="openai-responses-v1:s"),
        Reasoning(text="theirs"),
        Reasoning(hidden="openai-responses-v1+hidden:z"),
        Text(text="a"),
    )
    written = _write(USER, Message(role="assistant", parts=parts))
    thoughts = [item for item in written["input"] if item["type"] == "reasoning"]
    assert [t["encrypted_content"] for t in thoughts] == ["s", "z"]
    assert thoughts[0]["summary"] == [{"type": "summary_text", "text": "ours"}]
    assert "reasoning.encrypted_content" in written["include"]


def test_every_input_has_its_form() -> None:
    parts = (
        Image(url="u", detail="low"),
        Audio(data="a", format="wav"),
        Document(url="https://f"),
        Document(data="B", media_type="application/pdf", name="f.pdf"),
        Document(text="words", name="n"),
    )
    content = _write(Message(role="user", parts=parts))["input"][0]["content"]
    assert [c["type"] for c in content] == ["input_image", "input_audio", "input_file", "input_file", "input_text"]
    assert content[3]["file_data"] == "data:application/pdf;base64,B"


def test_a_tool_may_give_back_a_picture() -> None:
    result = ToolResult(call_id="1", parts=(Image(url="u"),))
    item = _write(Message(role="tool", parts=(result,)))["input"][0]
    assert item["output"][0]["type"] == "input_image"
    failed = ToolResult(call_id="1", parts=(Text(text="no"),), is_error=True)
    assert _write(Message(role="tool", parts=(failed,)))["input"][0]["output"] == "Error: no"


def test_thinking_becomes_an_effort() -> None:
    assert _write(thinking=Thinking(budget_tokens=9000, summary="auto"))["reasoning"] == {
        "effort": "medium",
        "summary": "auto",
    }


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"n": 2}, "body.n"),
        ({"sampling": Sampling(seed=1)}, "body.seed"),
        ({"sampling": Sampling(stop=("x",))}, "body.stop"),
        ({"sampling": Sampling(top_k=1)}, "body.top_k"),
        ({"sampling": Sampling(presence_penalty=0.5)}, "body.presence_penalty"),
        ({"sampling": Sampling(frequency_penalty=0.5)}, "body.frequency_penalty"),
        ({"sampling": Sampling(logit_bias={"1": 1.0})}, "body.logit_bias"),
    ],
)
def test_options_without_a_counterpart_are_refused_by_name(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(DataError, match="no counterpart in openai_responses") as caught:
        _write(**fields)
    assert caught.value.where == where


@pytest.mark.parametrize(
    "message",
    [
        Message(role="user", parts=(Text(text="x"),), name="ann", where="messages[1]"),
        Message(role="assistant", parts=(Image(url="u"),), where="messages[1]"),
        Message(role="user", parts=(Reasoning(text="u"),), where="messages[1]"),
    ],
)
def test_turns_that_cannot_be_carried_are_refused_with_their_place(message: Message) -> None:
    with pytest.raises(DataError) as caught:
        _write(USER, message)
    assert caught.value.where.startswith("body.messages[1]")
