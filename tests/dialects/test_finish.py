"""Every word for an ending has a counterpart, and usage keeps its sum."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects import finish
from deadheat.dialects.usage import of_chat, of_messages, of_responses
from deadheat.facts.chat import Finish, Usage


@pytest.mark.parametrize("word", [*get_args(Finish), None])
def test_every_finish_has_a_word_everywhere(word: Finish | None) -> None:
    assert finish.to_messages(word, None)
    assert (finish.to_chat(word) is None) == (word is None)
    back = finish.from_messages(finish.to_messages(word, None))
    assert back == (word or "stop")


def test_calls_make_a_stop_a_tool_call() -> None:
    assert finish.from_chat("stop", has_calls=True) == "tool_calls"
    assert finish.from_chat("stop", has_calls=False) == "stop"
    assert finish.from_chat("length", has_calls=True) == "length"
    assert finish.from_chat("never heard of", has_calls=False) == "stop"
    assert finish.from_chat(None, has_calls=True) is None


def test_a_stop_sequence_is_named_where_the_host_tells_it() -> None:
    assert finish.to_messages("stop", "END") == "stop_sequence"
    assert finish.to_messages("stop", None) == "end_turn"
    assert finish.to_messages("tool_calls", "END") == "tool_use"


def test_incomplete_responses_say_why() -> None:
    assert finish.incomplete_reason("length") == "max_output_tokens"
    assert finish.incomplete_reason("stop") is None
    assert finish.from_responses("content_filter", has_calls=False) == "refused"
    assert finish.from_responses(None, has_calls=True) == "tool_calls"


counts = st.integers(0, 10**6)


@given(counts, counts, counts, counts)
def test_usage_survives_every_dialect(plain: int, cached: int, added: int, written: int) -> None:
    usage = Usage(
        input_tokens=plain + cached + added,
        output_tokens=written,
        cached_tokens=cached,
        cache_write_tokens=added,
        reasoning_tokens=written // 2,
    )
    assert of_chat(json.dumps({"usage": finish.chat_usage(usage)}).encode()) == usage
    assert of_messages(json.dumps({"usage": finish.messages_usage(usage)}).encode()) == usage
    assert of_responses(json.dumps({"usage": finish.responses_usage(usage)}).encode()) == usage
