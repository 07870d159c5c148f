"""Deltas are plain values."""

from hypothesis import given

from deadheat.dialects.deltas import Called, Ended, Finished, Said, Sealed, Started, deltas_of
from deadheat.dialects.exchange import gathered
from deadheat.facts.chat import ChatReply, Reasoning, Text, ToolCall
from tests.dialects.samples import replies


def test_deltas_compare_by_value() -> None:
    assert Said("a") == Said("a")
    assert Said("a") != Said("a", refusal=True)
    assert Called(0, "id", "f") == Called(0, "id", "f")
    assert Sealed(signature="x") != Sealed(hidden="x")


@given(replies())
def test_a_whole_reply_as_a_stream_says_the_same(reply: ChatReply) -> None:
    choice = reply.choices[0]
    told = deltas_of(reply)
    heard = gathered(told)
    assert heard.text == "".join(part.text for part in choice.parts if isinstance(part, Text))
    assert heard.reasoning == "".join(part.text for part in choice.parts if isinstance(part, Reasoning))
    assert list(heard.calls) == [part for part in choice.parts if isinstance(part, ToolCall)]
    assert (heard.finish, heard.usage, heard.ended) == (choice.finish, reply.usage, True)
    assert isinstance(told[0], Started)


def test_no_answer_is_an_end_all_the_same() -> None:
    told = deltas_of(ChatReply(id="a", model="m", created=1, choices=(), usage=None))
    assert told == [Started("a", "m", 1), Finished("stop"), Ended()]
