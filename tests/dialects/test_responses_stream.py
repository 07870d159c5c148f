"""Responses streams are read once, although their closing events repeat everything."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.deltas import (
    Argued,
    Broke,
    Called,
    Counted,
    Delta,
    Ended,
    Finished,
    Said,
    Sealed,
    Started,
    Thought,
)
from deadheat.dialects.responses_stream import ResponsesStreamDecoder
from deadheat.facts.chat import Usage


def _read(*events: dict[str, Any]) -> list[Delta]:
    decoder = ResponsesStreamDecoder()
    return decoder.feed(b"".join(b"data: " + json.dumps(e).encode() + b"\n\n" for e in events)) + decoder.close()


def test_every_event_is_read_once() -> None:
    thought = {"type": "reasoning", "encrypted_content": "s"}
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}
    seen = _read(
        {"type": "response.created", "response": {"id": "r", "model": "m", "created_at": 4}},
        {"type": "response.output_item.added", "output_index": 0, "item": {"type": "reasoning"}},
        {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": "one"},
        {"type": "response.reasoning_summary_part.added", "output_index": 0, "summary_index": 1},
        {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 1, "delta": "two"},
        {"type": "response.output_item.done", "output_index": 0, "item": thought},
        {"type": "response.output_item.done", "output_index": 1, "item": thought},
        {"type": "response.output_text.delta", "output_index": 2, "delta": "a", "logprobs": [{"token": "a"}]},
        {"type": "response.output_text.done", "output_index": 2, "text": "a"},
        {"type": "response.refusal.delta", "output_index": 2, "delta": "no"},
        {"type": "response.output_item.added", "output_index": 3, "item": call},
        {"type": "response.function_call_arguments.delta", "output_index": 3, "delta": "{}"},
        {"type": "response.function_call_arguments.done", "output_index": 3, "arguments": "{}"},
        {"type": "response.output_item.added", "output_index": 4, "item": {**call, "call_id": "d"}},
        {"type": "response.function_call_arguments.done", "output_index": 4, "arguments": "[]"},
        {"type": "response.completed", "response": {"usage": {"input_tokens": 3, "output_tokens": 2}}},
    )
    assert seen == [
        Started("r", "m", 4),
        Thought("one"),
        Thought("\n"),
        Thought("two"),
        Sealed(signature="openai-responses-v1:s"),
        Sealed(hidden="openai-responses-v1+hidden:s"),
        Said("a", logprobs=[{"token": "a"}]),
        Said("no", refusal=True),
        Called(0, "c", "f"),
        Argued(0, "{}"),
        Called(1, "d", "f"),
        Argued(1, "[]"),
        Counted(Usage(input_tokens=3, output_tokens=2)),
        Finished("tool_calls"),
        Ended(),
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "message": "boom"},
        {"type": "error", "error": {"message": "boom"}},
        {"type": "response.failed", "response": {"error": {"message": "boom"}}},
    ],
)
def test_an_error_inside_is_told(event: dict[str, Any]) -> None:
    assert _read(event) == [Broke("boom")]


def test_an_incomplete_answer_says_why() -> None:
    last = {"type": "response.incomplete", "response": {"incomplete_details": {"reason": "max_output_tokens"}}}
    assert _read(last) == [Finished("length"), Ended()]


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_garbage_gives_no_error(pieces: list[bytes]) -> None:
    decoder = ResponsesStreamDecoder()
    for piece in pieces:
        decoder.feed(piece)
    decoder.close()
