"""Chat streams are read in every shape hosts send, and written so that SDKs can follow."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.chat_stream import ChatStreamDecoder, ChatStreamEncoder
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
from deadheat.dialects.traits import Traits
from deadheat.facts.chat import Usage
from tests.dialects.samples import streams
from tests.dialects.strategies import cuts

USAGE = {"prompt_tokens": 10, "completion_tokens": 2}
COUNTED = Counted(Usage(input_tokens=10, output_tokens=2))


def _sse(*events: Any) -> bytes:
    return b"".join(b"data: " + (e if isinstance(e, bytes) else json.dumps(e).encode()) + b"\n\n" for e in events)


def _chunk(finish: str | None = None, more: dict[str, Any] | None = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, **(more or {})}
    return {"id": "c", "model": "m", "created": 1, "choices": [choice]}


def _read(*events: Any, traits: Traits | None = None) -> list[Delta]:
    decoder = ChatStreamDecoder(traits or Traits())
    return (decoder.feed(_sse(*events)) + decoder.close())[1:]


def _call(at: int | None, *, id: str | None = None, name: str | None = None, text: Any = None) -> dict[str, Any]:  # noqa: A002
    call = {"index": at, "id": id, "function": {"name": name, "arguments": text}}
    return _chunk(tool_calls=[call])


@pytest.mark.parametrize("thinks", [True, False])
def test_calls_in_the_text_are_calls_and_the_finish_says_so(thinks: bool) -> None:
    traits = Traits(call_tags="tool_call", think_tags=thinks)
    thought = "<think>hm</think>" if thinks else ""
    text = thought + 'ok <tool_call>{"name":"f","arguments":{"a":1}}</tool_call>\n<tool_call>g</tool_call>'
    told = _read(*(_chunk(content=letter) for letter in text), _chunk("stop"), traits=traits)
    calls = [Called(0, "call_c_0", "f"), Argued(0, '{"a":1}'), Called(1, "call_c_1", "g"), Argued(1, "{}")]
    assert "".join(d.text for d in told if isinstance(d, Thought)) == ("hm" if thinks else "")
    assert "".join(d.text for d in told if isinstance(d, Said)) == "ok "
    assert [d for d in told if not isinstance(d, Said | Thought)] == [*calls, Finished("tool_calls"), Ended()]


@pytest.mark.parametrize("traits", [Traits(), Traits(think_tags=True), Traits(think_tags=True, call_tags="tool_call")])
def test_log_probabilities_stay_with_the_text_they_belong_to(traits: Traits) -> None:
    letters = ["a", "<", "b", "<too"]
    chunks = [_chunk(more={"logprobs": {"content": [{"token": letter}]}}, content=letter) for letter in letters]
    told = [delta for delta in _read(*chunks, _chunk("stop"), traits=traits) if isinstance(delta, Said)]
    assert "".join(delta.text for delta in told) == "".join(letters)
    assert [entry for delta in told for entry in delta.logprobs or []] == [{"token": letter} for letter in letters]


@pytest.mark.parametrize("more", [{}, {"usage": USAGE}])
def test_an_error_says_more_than_the_finish_beside_it(more: dict[str, Any]) -> None:
    chunk = {**_chunk("error", content="a"), "error": {"code": 502, "message": "boom"}, **more}
    told = [delta for delta in _read(chunk) if not isinstance(delta, Counted)]
    assert told == [Said("a"), Broke("boom")]


def test_text_beside_empty_tool_calls_is_kept() -> None:
    assert _read(_chunk(role="assistant", content="", tool_calls=[]), _chunk(content="hi", tool_calls=[])) == [
        Said("hi")
    ]


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning_content": "hm"},
        {"reasoning": "hm"},
        {"reasoning_details": [{"text": "hm"}], "reasoning": "hm"},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]},
    ],
)
def test_reasoning_is_found_wherever_it_lives(delta: dict[str, Any]) -> None:
    assert _read(_chunk(**delta)) == [Thought("hm")]


def test_signed_reasoning_is_sealed() -> None:
    details = [{"text": "", "signature": "s"}, {"data": "z"}]
    assert _read(_chunk(reasoning_details=details)) == [Sealed(signature=":s"), Sealed(hidden="+hidden:z")]


def test_think_tags_are_cut_out_across_pieces() -> None:
    pieces = [_chunk(content=text) for text in ("<th", "ink>h", "m</thi", "nk>\n", "\nyes")]
    seen = _read(*pieces, _chunk("stop"), traits=Traits(think_tags=True))
    assert "".join(d.text for d in seen if isinstance(d, Thought)) == "hm"
    assert "".join(d.text for d in seen if isinstance(d, Said)) == "yes"


def test_text_held_for_a_tag_comes_out_at_the_finish() -> None:
    assert _read(_chunk(content="<thi"), _chunk("stop"), traits=Traits(think_tags=True))[:2] == [
        Said("<thi"),
        Finished("stop"),
    ]


def test_parallel_calls_with_split_arguments() -> None:
    seen = _read(
        _call(0, id="a", name="f", text=""),
        _call(0, text='{"x"'),
        _call(1, id="b", name="g", text="{"),
        _call(0, text=":1}"),
        _call(1, text="}"),
        _chunk("tool_calls"),
    )
    assert [d for d in seen if isinstance(d, Called)] == [Called(0, "a", "f"), Called(1, "b", "g")]
    for at, whole in ((0, '{"x":1}'), (1, "{}")):
        assert "".join(d.text for d in seen if isinstance(d, Argued) and d.at == at) == whole
    assert seen[-2:] == [Finished("tool_calls"), Ended()]


def test_calls_are_told_apart_by_id_where_the_index_is_wrong_or_missing() -> None:
    same = _read(_call(0, id="a", name="f", text="{}"), _call(0, id="b", name="g", text="[]"))
    assert same == [Called(0, "a", "f"), Argued(0, "{}"), Called(1, "b", "g"), Argued(1, "[]")]
    bare = _read(_call(None, id="a", name="f", text="{"), _call(None, text="}"), _call(None, id="b", name="g"))
    assert bare == [Called(0, "a", "f"), Argued(0, "{"), Argued(0, "}"), Called(1, "b", "g")]


def test_a_call_without_id_gets_one_and_a_late_name_waits() -> None:
    assert _read(_call(0, name="f", text="{}")) == [Called(0, "call_c_0", "f"), Argued(0, "{}")]
    assert _read(_call(0, id="a", text="{"), _call(0, name="f", text="}")) == [Called(0, "a", "f"), Argued(0, "{}")]
    nameless = _read(_call(0, id="a", text="{}"), _chunk("stop"))
    assert nameless == [Called(0, "a", ""), Argued(0, "{}"), Finished("tool_calls"), Ended()]


def test_arguments_sent_as_an_object_become_text() -> None:
    assert _read(_call(0, id="a", name="f", text={"x": 1}))[1] == Argued(0, '{"x":1}')


@pytest.mark.parametrize(
    "last",
    [
        {"id": "c", "choices": [], "usage": USAGE},
        {"id": "c", "choices": [{"delta": {}}], "usage": USAGE},
        {"id": "c", "choices": [{"delta": {}, "usage": USAGE}]},
        {"id": "c", "choices": [], "x_groq": {"usage": USAGE}},
    ],
)
def test_usage_is_found_wherever_hosts_put_it(last: dict[str, Any]) -> None:
    assert _read(_chunk("stop"), last, b"[DONE]") == [Finished("stop"), COUNTED, Ended()]


def test_a_missing_end_mark_is_no_loss_but_a_missing_finish_is() -> None:
    assert _read(_chunk(content="a"), _chunk("length"))[-1] == Ended()
    assert _read(_chunk(content="a")) == [Said("a")]


def test_an_error_inside_is_told() -> None:
    assert _read(_chunk(content="a"), {"error": {"message": "boom"}}) == [Said("a"), Broke("boom")]
    assert _read(_chunk(content="a"), {"object": "error", "message": "boom"}) == [Said("a"), Broke("boom")]


def test_logprobs_and_stop_sequences_are_read() -> None:
    entry = {"token": "a", "logprob": -1.0}
    seen = _read(
        _chunk(content="a", more={"logprobs": {"content": [entry]}}), _chunk("stop", more={"stop_reason": "E"})
    )
    assert seen[:2] == [Said("a", logprobs=[entry]), Finished("stop", "E")]


def test_a_character_cut_in_two_is_put_together_again() -> None:
    start, end = (
        b'data: {"id":"c","choices":[{"delta":{"content":"%b"}}]}\n\n' % t for t in (rb"a\ud83d", rb"\ude00b")
    )
    halves = start + end
    assert ChatStreamDecoder().feed(halves)[1:] == [Said("a"), Said("\U0001f600b")]


def test_usage_is_written_only_when_asked() -> None:
    deltas: list[Delta] = [Started("c", "m", 1), Said("a"), Finished("stop"), COUNTED, Ended()]
    asked = ChatStreamEncoder(include_usage=True).write(deltas)
    unasked = ChatStreamEncoder(include_usage=False).write(deltas)
    assert b"usage" in asked
    assert b"usage" not in unasked
    assert unasked.endswith(b"data: [DONE]\n\n")


def test_every_delta_has_a_form() -> None:
    deltas: list[Delta] = [
        Started("c", "m", 1),
        Thought("t"),
        Sealed(signature=":s"),
        Sealed(hidden="+hidden:h"),
        Said("no", refusal=True),
        Called(0, "a", "f"),
        Argued(0, "{}"),
    ]
    decoder = ChatStreamDecoder()
    assert decoder.feed(ChatStreamEncoder(include_usage=True).write(deltas)) == deltas
    assert ChatStreamEncoder(include_usage=True).write([Broke("boom")]) == b""


@given(streams(), st.data())
def test_what_is_written_is_read_back_in_any_cut(deltas: list[Delta], data: st.DataObject) -> None:
    written = ChatStreamEncoder(include_usage=True).write(deltas)
    decoder = ChatStreamDecoder()
    back = [d for piece in data.draw(cuts(written)) for d in decoder.feed(piece)] + decoder.close()
    assert back == deltas


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_garbage_gives_no_deltas_and_no_error(pieces: list[bytes]) -> None:
    decoder = ChatStreamDecoder()
    for piece in pieces:
        decoder.feed(piece)
    decoder.close()


def test_what_might_have_become_a_tag_is_told_at_an_end_mark_without_a_finish() -> None:
    assert _read(_chunk(content="<thi"), b"[DONE]", traits=Traits(think_tags=True)) == [Said("<thi"), Ended()]
