"""A client of any dialect says its request to a host of any other and hears the answer it would have got."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.chat_reply import write_chat_reply
from deadheat.dialects.chat_stream import ChatStreamEncoder
from deadheat.dialects.deltas import Broke, Delta, Said, Started, Thought
from deadheat.dialects.exchange import Heard, gathered, hear, hear_stream, say
from deadheat.dialects.spoken import BY_NAME
from deadheat.dialects.traits import Traits
from deadheat.dialects.translate import StreamTranslator, translate_reply
from deadheat.facts.chat import ChatReply, ChatRequest, DialectName, Reasoning, Text, ToolCall
from tests.dialects.samples import replies, requests, streams

NAMES: tuple[DialectName, ...] = ("openai_chat", "openai_responses", "anthropic_messages")
PAIRS = list(product(NAMES, NAMES))
PLAIN = Traits()
CEILINGS = ("max_tokens", "max_completion_tokens", "max_output_tokens")


@given(requests(), st.sampled_from(PAIRS))
def test_what_a_client_says_is_a_request_the_host_can_read(
    request: ChatRequest, pair: tuple[DialectName, DialectName]
) -> None:
    client, host = pair
    view = BY_NAME[host].read_request(say(request, client, host, model="host/m", traits=PLAIN))
    ceiling = next((int(view.fields[name]) for name in CEILINGS if name in view.fields), None)
    assert (view.model, view.stream, ceiling) == ("host/m", request.stream, request.max_tokens)
    assert ("tools" in view.fields) == bool(request.tools)


@given(replies(), st.sampled_from(PAIRS))
def test_a_whole_reply_is_heard_alike_by_every_client(reply: ChatReply, pair: tuple[DialectName, DialectName]) -> None:
    client, host = pair
    body = write_chat_reply(reply)
    spoken = body if host == "openai_chat" else translate_reply(body, "openai_chat", host)
    heard = hear(spoken, host, client, traits=PLAIN)
    parts = reply.choices[0].parts
    assert heard.text == "".join(p.text for p in parts if isinstance(p, Text))
    assert heard.reasoning == "".join(p.text for p in parts if isinstance(p, Reasoning))
    assert heard.calls == tuple(p for p in parts if isinstance(p, ToolCall))
    assert (heard.finish, heard.usage) == (reply.choices[0].finish, reply.usage)


@given(streams(), st.sampled_from(PAIRS))
def test_a_stream_is_heard_alike_by_every_client(deltas: list[Delta], pair: tuple[DialectName, DialectName]) -> None:
    client, host = pair
    written = ChatStreamEncoder(include_usage=True).write(deltas)
    if host != "openai_chat":
        translator = StreamTranslator("openai_chat", host)
        written = translator.feed(written) + translator.close()
    assert hear_stream(written, host, client, traits=PLAIN) == gathered(deltas)


def test_a_stream_without_its_end_is_heard_as_one() -> None:
    heard = gathered([Started("a", "m"), Said("x"), Thought("t"), Broke("boom")])
    assert heard == Heard(text="x", reasoning="t", error="boom", ended=False)


@pytest.mark.parametrize("host", NAMES)
def test_the_model_is_the_hosts_own(host: DialectName) -> None:
    request = ChatRequest(model="mine", messages=())
    assert b'"model":"theirs"' in say(request, "openai_chat", host, model="theirs", traits=PLAIN)
