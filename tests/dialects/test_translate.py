"""What one API says reaches a client of another, and what cannot is refused by name."""

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.chat_reply import read_chat_reply, write_chat_reply
from deadheat.dialects.chat_request import read_chat_request
from deadheat.dialects.chat_request_writer import write_chat_request
from deadheat.dialects.chat_stream import ChatStreamEncoder
from deadheat.dialects.deltas import Counted, Delta, Finished
from deadheat.dialects.spoken import BY_NAME
from deadheat.dialects.translate import StreamTranslator, translate_reply, translate_request
from deadheat.errors import DataError, Malformed
from deadheat.facts.chat import ChatReply, ChatRequest, DialectName
from tests.dialects.samples import replies, requests, streams
from tests.dialects.strategies import cuts, json_values

NAMES: tuple[DialectName, ...] = ("openai_chat", "openai_responses", "anthropic_messages")
PAIRS = list(permutations(NAMES, 2))
USER = {"role": "user", "content": "hi"}


@given(requests(), st.sampled_from(NAMES[1:]))
def test_a_request_there_and_back_keeps_what_both_sides_know(request: ChatRequest, other: DialectName) -> None:
    body = write_chat_request(request)
    there = translate_request(body, "openai_chat", other, model="host/m")
    back = read_chat_request(translate_request(there, other, "openai_chat", model="m"))
    start = read_chat_request(body)
    assert [(m.role, m.parts) for m in back.messages] == [(m.role, m.parts) for m in start.messages] or (
        other == "openai_responses" and b"image" in body
    )
    assert (back.tools, back.tool_choice, back.max_tokens) == (start.tools, start.tool_choice, start.max_tokens)
    assert (back.stream, back.user, bool(back.format)) == (start.stream, start.user, bool(start.format))


@given(replies(), st.sampled_from(NAMES[1:]))
def test_a_reply_there_and_back_is_the_same(reply: ChatReply, other: DialectName) -> None:
    body = write_chat_reply(reply)
    there = translate_reply(body, "openai_chat", other, now=7)
    assert read_chat_reply(translate_reply(there, other, "openai_chat", now=7)) == reply


@given(streams(), st.sampled_from(NAMES[1:]), st.data())
def test_a_stream_there_and_back_is_the_same_in_any_cut(
    deltas: list[Delta], other: DialectName, data: st.DataObject
) -> None:
    written = ChatStreamEncoder(include_usage=True).write(deltas)
    whole = StreamTranslator("openai_chat", other, now=7)
    there = whole.feed(written) + whole.close()
    pieces = StreamTranslator("openai_chat", other, now=7)
    assert b"".join(pieces.feed(piece) for piece in data.draw(cuts(written))) + pieces.close() == there
    back = StreamTranslator(other, "openai_chat", now=7)
    last = [d for d in deltas if not isinstance(d, Finished | Counted)]
    again = StreamTranslator("openai_chat", other, now=7)
    returned = back.feed(there) + back.close()
    assert again.feed(returned) + again.close() == there
    assert last


@given(streams(), st.sampled_from(PAIRS))
def test_the_reader_of_the_target_understands_the_translation(
    deltas: list[Delta], pair: tuple[DialectName, DialectName]
) -> None:
    source, target = pair
    first = StreamTranslator("openai_chat", source)
    written = ChatStreamEncoder(include_usage=True).write(deltas)
    spoken = written if source == "openai_chat" else first.feed(written) + first.close()
    translator = StreamTranslator(source, target)
    out = translator.feed(spoken) + translator.close()
    reader = BY_NAME[target].reader()
    reader.feed(out)
    assert reader.done
    assert reader.is_complete
    assert reader.usage == next(d.usage for d in deltas if isinstance(d, Counted))


@pytest.mark.parametrize("pair", PAIRS, ids="->".join)
def test_a_stream_cut_short_is_never_completed(pair: tuple[DialectName, DialectName]) -> None:
    starts: dict[str, list[dict[str, Any]]] = {
        "openai_chat": [{"id": "c", "choices": [{"index": 0, "delta": {"content": "a"}}]}],
        "anthropic_messages": [
            {"type": "message_start", "message": {"id": "c"}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}},
        ],
        "openai_responses": [
            {"type": "response.created", "response": {"id": "c"}},
            {"type": "response.output_text.delta", "delta": "a"},
        ],
    }
    source, target = pair
    translator = StreamTranslator(source, target)
    out = translator.feed(b"".join(b"data: " + json.dumps(e).encode() + b"\n\n" for e in starts[source]))
    out += translator.close()
    reader = BY_NAME[target].reader()
    reader.feed(out)
    assert reader.seen_token
    assert not reader.is_complete


@pytest.mark.parametrize("pair", PAIRS, ids="->".join)
def test_an_error_inside_a_stream_is_kept_for_the_gateway_to_tell(pair: tuple[DialectName, DialectName]) -> None:
    source, target = pair
    translator = StreamTranslator(source, target)
    said = BY_NAME[source].error_event(502, code="c", message="boom", request_id="r")
    assert translator.feed(said + said) == b""
    assert translator.broken == "boom"
    assert translator.close() == b""


def test_the_model_is_the_hosts_own() -> None:
    body = json.dumps({"model": "route", "messages": [USER]}).encode()
    for target in NAMES[1:]:
        assert json.loads(translate_request(body, "openai_chat", target, model="host/m"))["model"] == "host/m"


def test_embeddings_are_never_translated() -> None:
    with pytest.raises(DataError, match="cannot be sent to a host that speaks anthropic_messages"):
        translate_request(b"{}", "openai_embeddings", "anthropic_messages", model="m")
    with pytest.raises(DataError, match="cannot be sent"):
        translate_request(b"{}", "openai_chat", "openai_embeddings", model="m")


FIELDS = ["messages", "tools", "tool_choice", "stop", "response_format", "input", "system", "thinking", "text", "n"]


@given(st.dictionaries(st.sampled_from(FIELDS), json_values()), st.sampled_from(PAIRS))
def test_any_json_gives_a_body_or_a_data_error(fields: dict[str, Any], pair: tuple[DialectName, DialectName]) -> None:
    body = json.dumps({"model": "m", "messages": [USER], **fields}).encode()
    try:
        translate_request(body, *pair, model="m")
    except DataError as error:
        assert error.where.startswith("body")  # noqa: PT017


@given(json_values() | st.just({"choices": [{"message": {}}]}), st.sampled_from(PAIRS))
def test_any_reply_gives_a_body_or_malformed(reply: object, pair: tuple[DialectName, DialectName]) -> None:
    try:
        translate_reply(json.dumps(reply).encode(), *pair)
    except Malformed as error:
        assert "Expected" in str(error)  # noqa: PT017
