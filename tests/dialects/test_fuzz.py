"""Bodies and streams with bytes changed, cut, doubled and swapped: only errors of our own tree come out."""

import json
import random

import pytest

from deadheat.dialects.chat_stream import ChatStreamEncoder
from deadheat.dialects.deltas import Argued, Called, Counted, Delta, Ended, Finished, Said, Sealed, Started, Thought
from deadheat.dialects.spoken import BY_NAME, DIALECTS
from deadheat.dialects.translate import StreamTranslator, translate_reply, translate_request
from deadheat.dialects.view import conversation_key
from deadheat.errors import DataError, Malformed
from deadheat.facts.chat import DialectName, Usage
from tests.dialects.test_reference import CHAT, MESSAGES, PLAIN, RESPONSES

NAMES: tuple[DialectName, ...] = ("openai_chat", "openai_responses", "anthropic_messages")
TOKENS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"-1",
    b"1e999",
    b"\\ud800",
    b"\xff",
    b"\n\n",
    b"\r",
    b"data: ",
    b"[DONE]",
    b'"type":',
    b'"content":',
    b'"tool_calls":[{"index":9}]',
    b"\x00",
    b" " * 50,
    b"[" * 2000,
]
STREAM: list[Delta] = [
    Started("r", "m", 7), Thought("hm"), Sealed(signature="a:s"), Said("one"), Said(" two"),
    Called(0, "c", "f"), Argued(0, '{"x":'), Argued(0, "1}"), Called(1, "d", "g"), Argued(1, "{}"),
    Finished("tool_calls"), Counted(Usage(input_tokens=9, output_tokens=4, cached_tokens=3)), Ended(),
]  # fmt: skip


def _hurt(data: bytes, rng: random.Random) -> bytes:
    """`data` with one to four faults."""
    for _ in range(rng.randint(1, 4)):
        at, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        fault = rng.randrange(5)
        if fault == 0:
            data = data[:at] + rng.choice(TOKENS) + data[at:]
        elif fault == 1:
            data = data[:at] + data[end:]
        elif fault == 2:
            data = data[:end] + data[at:end] + data[end:]
        elif fault == 3 and data:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        else:
            data = data[: max(at, 1)]
    return data


def _bodies(name: DialectName) -> list[bytes]:
    samples = {"openai_chat": CHAT, "anthropic_messages": MESSAGES, "openai_responses": RESPONSES}[name]
    return [json.dumps({**PLAIN[name], **sample}).encode() for sample in samples.values()]


def _spoken(name: DialectName) -> bytes:
    written = ChatStreamEncoder(include_usage=True).write(STREAM)
    if name == "openai_chat":
        return written
    translator = StreamTranslator("openai_chat", name)
    return translator.feed(written) + translator.close()


@pytest.mark.parametrize("rounds", [40, pytest.param(1500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("source", NAMES)
def test_hurt_requests_are_answered_or_refused(source: DialectName, rounds: int) -> None:
    rng = random.Random(f"{source} {rounds}")
    bodies = _bodies(source)
    for _ in range(rounds):
        body = _hurt(rng.choice(bodies), rng)
        for target in NAMES:
            try:
                view = BY_NAME[source].read_request(body)
                conversation_key(view)
                BY_NAME[source].rewrite(body, view.fields, model="m", ask_usage=True)
                translate_request(body, source, target, model="m")
            except DataError as error:
                assert error.where.startswith("body")  # noqa: PT017


@pytest.mark.parametrize("rounds", [40, pytest.param(1500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("source", NAMES)
def test_hurt_streams_pass_and_are_translated_without_harm(source: DialectName, rounds: int) -> None:
    rng = random.Random(f"{source} {rounds}")
    whole = _spoken(source)
    for _ in range(rounds):
        stream = _hurt(whole, rng)
        at = rng.randrange(len(stream) + 1)
        reader = BY_NAME[source].reader()
        assert reader.feed(stream[:at]) + reader.feed(stream[at:]) + reader.close() == stream
        assert reader.usage is None or 0 <= reader.usage.input_tokens <= 3 * 10**12
        for target in NAMES:
            translator = StreamTranslator(source, target)
            out = translator.feed(stream[:at]) + translator.feed(stream[at:]) + translator.close()
            follower = BY_NAME[target].reader()
            follower.feed(out)
            assert not (follower.done and not reader.is_complete and not reader.done and not reader.error)


@pytest.mark.parametrize("rounds", [40, pytest.param(1500, marks=pytest.mark.slow)])
@pytest.mark.parametrize("source", NAMES)
def test_hurt_replies_are_read_or_malformed(source: DialectName, rounds: int) -> None:
    rng = random.Random(f"{source} {rounds}")
    chat = {
        "id": "c", "model": "m", "created": 1,
        "choices": [{"message": {"content": "hi", "reasoning_content": "hm", "tool_calls": [
            {"id": "1", "function": {"name": "f", "arguments": "{}"}}]}, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 4},
    }  # fmt: skip
    body = json.dumps(chat).encode()
    whole = body if source == "openai_chat" else translate_reply(body, "openai_chat", source)
    for _ in range(rounds):
        reply = _hurt(whole, rng)
        BY_NAME[source].usage_of(reply)
        for target in NAMES:
            try:
                translate_reply(reply, source, target)
            except Malformed as error:
                assert error.message  # noqa: PT017


def test_every_dialect_is_fuzzed_but_embeddings_which_only_passes() -> None:
    assert {d.name for d in DIALECTS} - set(NAMES) == {"openai_embeddings"}
