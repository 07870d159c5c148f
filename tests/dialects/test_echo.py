"""Turns with tool calls have their reasoning where a host refuses them without."""

import json
from typing import Any

import pytest

from deadheat.dialects.body import fields_of
from deadheat.dialects.chat_request_writer import write_chat_request
from deadheat.dialects.echo import with_echo
from deadheat.dialects.spoken import CHAT
from deadheat.dialects.traits import Traits
from deadheat.facts.chat import ChatRequest, Message, Reasoning, ToolCall

WANTS = Traits(echo="reasoning_content", echo_turns="all", echo_missing=" ")
CALLS = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]


def _turns(*turns: dict[str, Any], traits: Traits = WANTS) -> list[Any] | None:
    body = json.dumps({"messages": list(turns)}).encode()
    mended = with_echo(fields_of(body)["messages"], traits)
    return None if mended is None else [json.loads(bytes(turn)) for turn in mended]


def test_a_call_without_its_reasoning_gets_what_the_host_takes_for_some() -> None:
    other = {"role": "user", "content": "hi", "tool_calls": [1]}
    for lacking in ({}, {"reasoning_content": None}, {"reasoning_content": ""}):
        turn = {"role": "assistant", "content": None, "tool_calls": CALLS, **lacking}
        assert _turns(other, turn) == [other, {**turn, "reasoning_content": " "}]


@pytest.mark.parametrize(
    "turn",
    [
        {"role": "assistant", "content": "hi"},
        {"role": "assistant", "content": "hi", "tool_calls": []},
        {"role": "assistant", "content": None, "tool_calls": CALLS, "reasoning_content": "I thought."},
        {"role": "assistant", "tool_calls": "odd"},
        {"role": "tool", "tool_call_id": "1", "content": '"tool_calls"'},
    ],
)
def test_whatever_is_well_or_not_ours_to_judge_stays(turn: dict[str, Any]) -> None:
    assert _turns(turn) is None


def test_a_passing_request_keeps_every_other_byte() -> None:
    given = b'{"model":"a", "messages":[ {"role":"user"}, {"role":"assistant", "tool_calls":[{"id":"1"}] } ]}'
    sent = CHAT.rewrite(given, fields_of(given), model="b", traits=WANTS)
    assert sent == (
        b'{"model":"b", "messages":[{"role":"user"},'
        b'{"role":"assistant", "tool_calls":[{"id":"1"}] ,"reasoning_content":" "}]}'
    )
    assert CHAT.rewrite(given, fields_of(given), model="b") == given.replace(b'"a"', b'"b"')


@pytest.mark.parametrize(("thoughts", "sent"), [((), " "), ((Reasoning(text="so"),), "so")])
def test_a_translated_request_has_it_too(thoughts: tuple[Reasoning, ...], sent: str) -> None:
    turn = Message(role="assistant", parts=(*thoughts, ToolCall(id="1", name="f", arguments="{}")))
    written = json.loads(write_chat_request(ChatRequest(model="m", messages=(turn,)), WANTS))
    assert written["messages"][0]["reasoning_content"] == sent
