"""Messages streams are read and written block by block, one after the other."""

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
from deadheat.dialects.messages_stream import MessagesStreamDecoder, MessagesStreamEncoder
from deadheat.facts.chat import Usage
from tests.dialects.samples import streams
from tests.dialects.strategies import cuts


def _events(stream: bytes) -> list[dict[str, Any]]:
    return [json.loads(block.split(b"data: ")[1]) for block in stream.split(b"\n\n") if block]


def _read(*events: dict[str, Any]) -> list[Delta]:
    decoder = MessagesStreamDecoder()
    fed = decoder.feed(b"".join(b"event: x\ndata: " + json.dumps(e).encode() + b"\n\n" for e in events))
    return fed + decoder.close()


def test_every_event_is_read() -> None:
    seen = _read(
        {
            "type": "message_start",
            "message": {"id": "i", "model": "m", "usage": {"input_tokens": 3, "cache_read_input_tokens": 5}},
        },
        {"type": "ping"},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "t"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "s"}},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "redacted_thinking", "data": "z"}},
        {"type": "content_block_start", "index": 2, "content_block": {"type": "text", "text": "a"}},
        {"type": "content_block_delta", "index": 2, "delta": {"type": "text_delta", "text": "b"}},
        {
            "type": "content_block_start",
            "index": 3,
            "content_block": {"type": "tool_use", "id": "c", "name": "f", "input": {}},
        },
        {"type": "content_block_delta", "index": 3, "delta": {"type": "input_json_delta", "partial_json": ""}},
        {"type": "content_block_delta", "index": 3, "delta": {"type": "input_json_delta", "partial_json": "{}"}},
        {
            "type": "content_block_start",
            "index": 4,
            "content_block": {"type": "tool_use", "id": "d", "name": "g", "input": {"x": 1}},
        },
        {"type": "content_block_start", "index": 5, "content_block": {"type": "server_tool_use", "id": "e"}},
        {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 7}},
        {"type": "message_stop"},
    )
    assert seen == [
        Started("i", "m"),
        Counted(Usage(input_tokens=8, cached_tokens=5)),
        Thought("t"),
        Sealed(signature="anthropic-claude-v1:s"),
        Sealed(hidden="anthropic-claude-v1+hidden:z"),
        Said("a"),
        Said("b"),
        Called(0, "c", "f"),
        Argued(0, "{}"),
        Called(1, "d", "g"),
        Argued(1, '{"x":1}'),
        Counted(Usage(input_tokens=8, cached_tokens=5, output_tokens=7)),
        Finished("tool_calls"),
        Ended(),
    ]


def test_an_error_inside_is_told() -> None:
    assert _read({"type": "error", "error": {"type": "overloaded_error", "message": "boom"}}) == [Broke("boom")]
    assert MessagesStreamEncoder().write([Broke("boom")]) == b""  # the gateway tells it, with the request's id


def test_blocks_open_and_close_one_after_the_other() -> None:
    deltas: list[Delta] = [
        Started("i", "m"),
        Thought("t"),
        Said("a"),
        Called(0, "c", "f"),
        Argued(0, "{"),
        Called(1, "d", "g"),
        Argued(1, "{}"),
        Argued(0, "}"),
        Finished("tool_calls"),
        Ended(),
    ]
    open_blocks: list[int] = []
    for event in _events(MessagesStreamEncoder().write(deltas)):
        if event["type"] == "content_block_start":
            assert not open_blocks
            open_blocks.append(event["index"])
        elif event["type"] == "content_block_delta":
            assert open_blocks == [event["index"]]
        elif event["type"] == "content_block_stop":
            assert open_blocks == [event["index"]]
            open_blocks.clear()
    assert not open_blocks


def test_usage_that_comes_after_the_finish_is_still_told() -> None:
    deltas: list[Delta] = [
        Started("i", "m"),
        Said("a"),
        Finished("stop"),
        Counted(Usage(input_tokens=9, output_tokens=2, cached_tokens=4)),
        Ended(),
    ]
    events = _events(MessagesStreamEncoder().write(deltas))
    assert events[-2]["usage"]["input_tokens"] == 5
    assert events[-2]["usage"]["cache_read_input_tokens"] == 4
    assert events[-2]["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}
    assert events[-1] == {"type": "message_stop"}


def test_a_stream_without_a_name_is_still_a_message() -> None:
    kinds = [e["type"] for e in _events(MessagesStreamEncoder(model="m").write([Said("a"), Ended()]))]
    assert kinds == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert _events(MessagesStreamEncoder().write([Ended()]))[0]["type"] == "message_start"


@given(streams(), st.data())
def test_what_is_written_is_read_back_in_any_cut(deltas: list[Delta], data: st.DataObject) -> None:
    written = MessagesStreamEncoder().write(deltas)
    decoder = MessagesStreamDecoder()
    back = [d for piece in data.draw(cuts(written)) for d in decoder.feed(piece)] + decoder.close()
    told = [d for d in back if not isinstance(d, Counted | Started | Finished)]
    assert told == [d for d in deltas if not isinstance(d, Counted | Started | Finished)]
    assert [d for d in back if isinstance(d, Counted)][-1] == next(d for d in deltas if isinstance(d, Counted))
    assert [d for d in back if isinstance(d, Finished)] == [d for d in deltas if isinstance(d, Finished)]


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_garbage_gives_no_error(pieces: list[bytes]) -> None:
    decoder = MessagesStreamDecoder()
    for piece in pieces:
        decoder.feed(piece)
    decoder.close()
