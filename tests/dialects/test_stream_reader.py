"""A passing stream tells first token, finish, usage, error and end, however it is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.stream_reader import (
    ChatStreamReader,
    MessagesStreamReader,
    ResponsesStreamReader,
    StreamReader,
)
from deadheat.facts.chat import Usage
from tests.dialects.strategies import cuts


def _sse(*events: object, end: bytes = b"\n\n") -> bytes:
    lines = [e if isinstance(e, bytes) else json.dumps(e).encode() for e in events]
    return b"".join(b"data: " + line + end for line in lines)


def _delta(finish: object = None, **delta: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


USAGE = {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}
CHAT = _sse(
    _delta(role="assistant", content=""),
    _delta(content="h\u00e9"),
    _delta(tool_calls=[]),
    _delta("stop"),
    {"choices": [], "usage": USAGE},
    b"[DONE]",
)
MESSAGES = _sse(
    {
        "type": "message_start",
        "message": {"usage": {"input_tokens": 3, "cache_read_input_tokens": 7, "output_tokens": 1}},
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "ping"},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}},
    {"type": "message_stop"},
)
RESPONSES = _sse(
    {"type": "response.created", "response": {"usage": None}},
    {"type": "response.output_item.added", "item": {"type": "message"}},
    {"type": "response.output_text.delta", "delta": "hi"},
    {"type": "response.completed", "response": {"usage": {"input_tokens": 4, "output_tokens": 2}}},
)


def _follow(reader: StreamReader, pieces: list[bytes]) -> bytes:
    return b"".join(reader.feed(piece) for piece in pieces) + reader.close()


@given(cuts(CHAT))
def test_chat_passes_unchanged_and_is_understood(pieces: list[bytes]) -> None:
    reader = ChatStreamReader()
    assert _follow(reader, pieces) == CHAT
    assert (reader.seen_token, reader.finish, reader.done, reader.error) == (True, "stop", True, "")
    assert reader.usage == Usage(input_tokens=10, output_tokens=2)
    assert reader.events == 6


@given(cuts(CHAT))
def test_usage_that_only_we_asked_for_is_taken_out(pieces: list[bytes]) -> None:
    reader = ChatStreamReader(strip_usage=True)
    out = _follow(reader, pieces)
    assert b"usage" not in out
    assert out == CHAT.replace(_sse({"choices": [], "usage": USAGE}), b"")
    assert reader.usage == Usage(input_tokens=10, output_tokens=2)


@given(cuts(MESSAGES))
def test_messages_usage_is_merged_from_both_ends(pieces: list[bytes]) -> None:
    reader = MessagesStreamReader(strip_usage=True)
    _follow(reader, pieces)
    assert reader.usage == Usage(input_tokens=10, output_tokens=5, cached_tokens=7)
    assert (reader.seen_token, reader.finish, reader.done) == (True, "end_turn", True)


@given(cuts(RESPONSES))
def test_responses_stream_is_understood(pieces: list[bytes]) -> None:
    reader = ResponsesStreamReader()
    assert _follow(reader, pieces) == RESPONSES
    assert reader.usage == Usage(input_tokens=4, output_tokens=2)
    assert (reader.seen_token, reader.finish, reader.done) == (True, "completed", True)


@pytest.mark.parametrize(
    "event",
    [_delta(role="assistant"), _delta(content=""), _delta(tool_calls=[]), _delta(content=None), {"choices": []}],
)
def test_metadata_is_no_token(event: object) -> None:
    reader = ChatStreamReader()
    reader.feed(_sse(event))
    assert not reader.seen_token


@pytest.mark.parametrize(
    "delta",
    [
        {"content": "x"},
        {"reasoning_content": "x"},
        {"reasoning": "x"},
        {"refusal": "x"},
        {"tool_calls": [{"index": 0, "function": {"name": "f"}}]},
        {"content": [{"type": "thinking"}]},
    ],
)
def test_text_reasoning_and_tools_are_tokens(delta: dict[str, object]) -> None:
    reader = ChatStreamReader()
    reader.feed(_sse(_delta(**delta)))
    assert reader.seen_token


@pytest.mark.parametrize(
    "last",
    [
        {"choices": [{"delta": {}, "finish_reason": None}], "usage": USAGE},
        {"choices": [{"delta": {}, "usage": USAGE}]},
        {"choices": [], "x_groq": {"usage": USAGE}},
        {"usage": USAGE},
    ],
)
def test_usage_is_found_wherever_hosts_put_it(last: object) -> None:
    reader = ChatStreamReader()
    reader.feed(_sse(last, b"[DONE]"))
    assert reader.usage == Usage(input_tokens=10, output_tokens=2)


def test_a_choice_with_an_empty_delta_beside_usage_is_kept() -> None:
    chunk = _sse({"choices": [{"delta": {}}], "usage": USAGE})
    assert ChatStreamReader(strip_usage=True).feed(chunk) == chunk


@pytest.mark.parametrize(
    ("reader", "event"),
    [
        (ChatStreamReader(), {"error": {"message": "boom"}}),
        (ChatStreamReader(), {"object": "error", "message": "boom"}),
        (ChatStreamReader(), {"choices": None, "base_resp": {"status_code": 1002, "status_msg": "boom"}}),
        (ChatStreamReader(), {"message": "boom"}),
        (MessagesStreamReader(), {"type": "error", "error": {"type": "overloaded_error", "message": "boom"}}),
        (ResponsesStreamReader(), {"type": "error", "message": "boom"}),
        (ResponsesStreamReader(), {"type": "response.failed", "response": {"error": {"message": "boom"}}}),
    ],
)
def test_an_error_inside_the_stream_is_seen(reader: StreamReader, event: object) -> None:
    reader.feed(_sse(event))
    assert "boom" in reader.error


def test_words_beside_a_stream_that_has_begun_are_no_error() -> None:
    reader = ChatStreamReader()
    reader.feed(_sse(_delta(content="x"), {"message": "served by cell 4"}))
    assert reader.error == ""


def test_an_end_mark_alone_ends_nothing() -> None:
    reader = ChatStreamReader()
    reader.feed(_sse(_delta(role="assistant", content=""), b"[DONE]"))
    assert reader.done
    assert not reader.is_complete
    told = ChatStreamReader()
    told.feed(_sse(_delta(content="x"), b"[DONE]"))
    assert told.is_complete


def test_null_error_is_none() -> None:
    reader = ChatStreamReader()
    reader.feed(_sse({"error": None, **_delta(content="x")}))
    assert reader.error == ""


def test_half_an_emoji_does_not_hide_the_token() -> None:
    reader = ChatStreamReader()
    assert reader.feed(b'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n')
    assert reader.seen_token


def test_a_stream_without_end_mark_is_complete_at_its_finish() -> None:
    reader = ChatStreamReader()
    reader.feed(_sse(_delta(content="x")))
    assert not reader.is_complete
    ended = ChatStreamReader()
    ended.feed(_sse(_delta("length")))
    assert ended.is_complete
    assert not ended.done


@given(st.lists(st.binary(max_size=40), max_size=5), st.booleans())
def test_garbage_passes_without_harm(pieces: list[bytes], strip: bool) -> None:
    for kind in (ChatStreamReader, MessagesStreamReader, ResponsesStreamReader):
        reader = kind(strip_usage=strip)
        passed = _follow(reader, pieces)
        if not strip:
            assert passed == b"".join(pieces)
        assert reader.usage is None


def test_usage_beside_half_a_character_is_counted_and_an_error_of_null_is_none() -> None:
    reader = ChatStreamReader()
    reader.feed(b'data: {"error":null,"choices":[{"delta":{"content":"\\ud83d"}}],"usage":{"prompt_tokens":3}}\n\n')
    assert (reader.usage, reader.error) == (Usage(input_tokens=3), "")


def test_comments_that_keep_a_connection_alive_pass_even_where_usage_is_taken_out() -> None:
    reader = ChatStreamReader(strip_usage=True)
    assert reader.feed(b": still working\n\n") == b": still working\n\n"
    assert not reader.seen_token
