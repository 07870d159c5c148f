"""A line per request that programs and people can read, and that no name can break."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from deadheat.ledger.request_log import render_log
from tests.store.books import PLAIN, REFUSED


def test_json_lines_hold_what_is_known_and_leave_out_the_rest() -> None:
    served, refused = (json.loads(line) for line in render_log([PLAIN, REFUSED], "json").splitlines())
    assert served == {
        "time": "2026-11-23T12:00:00.000Z",
        "event": "request",
        "id": PLAIN.id,
        "status": 200,
        "ms": 30.0,
        "route": "assistant",
        "offer": "qwen",
        "model": "qwen3-235b-a22b",
        "attempts": 1,
        "input_tokens": 100,
        "output_tokens": 50,
        "cost_nanousd": 60_000,
        "first_token_ms": 12.0,
    }
    assert refused["error"] == "no_route"
    assert "cost_nanousd" not in refused


def test_text_lines_are_pairs() -> None:
    line = render_log([PLAIN], "text")
    assert line.startswith("time=2026-11-23T12:00:00.000Z event=request id=")
    assert " route=assistant " in line


@given(st.text(), st.sampled_from(["json", "text"]))
def test_no_name_can_forge_a_second_line(name: str, form: str) -> None:
    hostile = msgspec.structs.replace(PLAIN, model=name)
    text = render_log([hostile], "json" if form == "json" else "text")
    assert text.count("\n") == 1
    assert "\r" not in text


def test_no_entries_are_no_lines() -> None:
    assert render_log([], "json") == render_log([], "text") == ""
