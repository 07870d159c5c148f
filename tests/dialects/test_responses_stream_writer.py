"""Responses streams are written with every item opened, filled and closed in full."""

import json
from typing import Any

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
from deadheat.dialects.responses_stream_writer import ResponsesStreamEncoder
from deadheat.facts.chat import Usage
from tests.dialects.samples import streams
from tests.dialects.strategies import cuts


def _events(stream: bytes) -> list[dict[str, Any]]:
    return [json.loads(block.split(b"data: ")[1]) for block in stream.split(b"\n\n") if block]


def test_the_last_event_holds_the_whole_reply() -> None:
    deltas: list[Delta] = [
        Started("r", "m", 4),
        Thought("t"),
        Sealed(signature="openai-responses-v1:s"),
        Said("a"),
        Said("b"),
        Called(0, "c", "f"),
        Argued(0, "{}"),
        Finished("tool_calls"),
        Counted(Usage(input_tokens=3, output_tokens=2)),
        Ended(),
    ]
    last = _events(ResponsesStreamEncoder().write(deltas))[-1]
    assert last["type"] == "response.completed"
    thought, said, call = last["response"]["output"]
    assert (thought["summary"][0]["text"], thought["encrypted_content"]) == ("t", "s")
    assert said["content"][0]["text"] == "ab"
    assert (call["call_id"], call["arguments"]) == ("c", "{}")
    assert last["response"]["usage"]["total_tokens"] == 5


@given(streams())
def test_items_are_numbered_opened_and_closed_in_order(deltas: list[Delta]) -> None:
    encoder = ResponsesStreamEncoder()
    events = _events(encoder.write(deltas))
    assert [e["sequence_number"] for e in events] == list(range(len(events)))
    assert encoder.sequence == len(events)
    opened = [e["output_index"] for e in events if e["type"] == "response.output_item.added"]
    closed = [e["output_index"] for e in events if e["type"] == "response.output_item.done"]
    assert opened == closed == list(range(len(opened)))
    items = [e["item"] for e in events if e["type"] == "response.output_item.done"]
    assert events[-1]["response"]["output"] == items


def test_refusals_hidden_thoughts_and_cuts_have_their_events() -> None:
    deltas: list[Delta] = [
        Started("r", "m", 4),
        Sealed(hidden="openai-responses-v1+hidden:z"),
        Said("no", refusal=True),
        Finished("length"),
        Ended(),
    ]
    events = _events(ResponsesStreamEncoder().write(deltas))
    assert events[-1]["type"] == "response.incomplete"
    assert events[-1]["response"]["output"][0]["encrypted_content"] == "z"
    assert events[-1]["response"]["output"][1]["content"] == [{"type": "refusal", "refusal": "no"}]
    assert ResponsesStreamEncoder().write([Broke("boom")]) == b""  # the gateway tells it, with the request's id


def test_logprobs_are_told_as_they_come_and_again_in_full() -> None:
    entries: list[object] = [{"token": "a", "logprob": -1.0}]
    deltas: list[Delta] = [Started("r", "m"), Said("a", logprobs=entries), Finished("stop"), Ended()]
    events = _events(ResponsesStreamEncoder().write(deltas))
    told = [e["logprobs"] for e in events if e["type"].startswith("response.output_text.")]
    assert told == [entries, entries]


@given(streams(), st.data())
def test_what_is_written_is_read_back_in_any_cut(deltas: list[Delta], data: st.DataObject) -> None:
    written = ResponsesStreamEncoder().write(deltas)
    decoder = ResponsesStreamDecoder()
    back = [d for piece in data.draw(cuts(written)) for d in decoder.feed(piece)] + decoder.close()
    late = Counted | Finished
    assert [d for d in back if not isinstance(d, late)] == [d for d in deltas if not isinstance(d, late)]
    assert {type(d): d for d in back}.get(Counted) == {type(d): d for d in deltas}.get(Counted)
