"""Calls come out one after the other, complete, however a host mixes them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.call_order import CallOrder
from deadheat.dialects.deltas import Argued, Called, Delta, Ended, Finished, Said


def test_calls_in_order_pass_without_waiting() -> None:
    order = CallOrder()
    deltas: list[Delta] = [
        Called(0, "a", "f"),
        Argued(0, '{"x":'),
        Argued(0, "1}"),
        Called(1, "b", "g"),
        Argued(1, "{}"),
    ]
    assert [d for delta in deltas for d in order.feed([delta])] == deltas


def test_an_interleaved_call_waits_for_the_one_before() -> None:
    order = CallOrder()
    first = order.feed([Called(0, "a", "f"), Argued(0, '{"x"'), Called(1, "b", "g"), Argued(1, "{}"), Argued(0, ":1}")])
    assert first == [Called(0, "a", "f"), Argued(0, '{"x"'), Argued(0, ":1}")]
    assert order.feed([Finished("tool_calls")]) == [Called(1, "b", "g"), Argued(1, "{}"), Finished("tool_calls")]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_no_fragment_is_lost_or_moved_within_its_call(picks: list[int]) -> None:
    calls = sorted(set(picks))
    whole = {at: json.dumps({"call": at, "text": "x" * at}) for at in calls}
    left = {at: list(whole[at]) for at in calls}
    deltas: list[Delta] = [Called(at, f"id{at}", "f") for at in calls]
    deltas += [Argued(at, left[at].pop(0)) for at in picks if left[at]]
    deltas += [Argued(at, "".join(left[at])) for at in calls if left[at]]
    order = CallOrder()
    out = [d for delta in deltas for d in order.feed([delta])] + order.feed([Said("x"), Ended()])
    assert {at: "".join(d.text for d in out if isinstance(d, Argued) and d.at == at) for at in calls} == whole
    blocks = [d.at for d in out if isinstance(d, Called | Argued)]
    assert [at for i, at in enumerate(blocks) if i == 0 or blocks[i - 1] != at] == calls
