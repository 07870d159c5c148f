"""Tokens are counted by one convention whatever the host's own."""

import json

import pytest

from deadheat.dialects.usage import UsageRule, of_chat, of_messages, of_responses
from deadheat.facts.chat import Usage


def _chat(**usage: object) -> Usage | None:
    return _by(UsageRule(), usage)


def _by(rule: UsageRule, usage: object) -> Usage | None:
    return of_chat(json.dumps({"id": "x", "usage": usage}).encode(), rule)


def test_openai_counts_the_cached_part_inside() -> None:
    seen = _chat(
        prompt_tokens=100,
        completion_tokens=7,
        total_tokens=107,
        prompt_tokens_details={"cached_tokens": 80, "cache_write_tokens": 5},
        completion_tokens_details={"reasoning_tokens": 3},
    )
    assert seen == Usage(input_tokens=100, output_tokens=7, cached_tokens=80, cache_write_tokens=5, reasoning_tokens=3)


@pytest.mark.parametrize(
    "spelling",
    [
        {"prompt_cache_hit_tokens": 64, "prompt_cache_miss_tokens": 36},
        {"cached_tokens": 64},
        {"prompt_tokens_details": {"cached_tokens": 64}},
    ],
)
def test_every_spelling_of_cached_is_known(spelling: dict[str, object]) -> None:
    assert _chat(prompt_tokens=100, completion_tokens=1, **spelling) == Usage(
        input_tokens=100, output_tokens=1, cached_tokens=64
    )


def test_anthropic_counts_the_cached_part_outside() -> None:
    body = json.dumps(
        {
            "usage": {
                "input_tokens": 4,
                "output_tokens": 9,
                "cache_read_input_tokens": 90,
                "cache_creation_input_tokens": 6,
            }
        }
    ).encode()
    assert of_messages(body) == Usage(input_tokens=100, output_tokens=9, cached_tokens=90, cache_write_tokens=6)
    assert of_messages(body, UsageRule(cached="included")) == Usage(
        input_tokens=4, output_tokens=9, cached_tokens=90, cache_write_tokens=6
    )


def test_more_cached_than_read_can_only_be_beside_it() -> None:
    seen = _chat(prompt_tokens=4, completion_tokens=9, cache_read_input_tokens=90, cache_creation_input_tokens=6)
    assert seen == Usage(input_tokens=100, output_tokens=9, cached_tokens=90, cache_write_tokens=6)


def test_a_rule_moves_the_cached_part_outside() -> None:
    seen = _by(UsageRule(cached="outside"), {"prompt_tokens": 50, "completion_tokens": 1, "cached_tokens": 40})
    assert seen == Usage(input_tokens=90, output_tokens=1, cached_tokens=40)


def test_reasoning_beside_the_output_is_added_when_the_total_says_so() -> None:
    beside = _chat(
        prompt_tokens=10, completion_tokens=5, total_tokens=40, completion_tokens_details={"reasoning_tokens": 25}
    )
    assert beside == Usage(input_tokens=10, output_tokens=30, reasoning_tokens=25)
    inside = _chat(
        prompt_tokens=10, completion_tokens=30, total_tokens=40, completion_tokens_details={"reasoning_tokens": 25}
    )
    assert inside == Usage(input_tokens=10, output_tokens=30, reasoning_tokens=25)


def test_hidden_output_is_counted_only_by_rule() -> None:
    hidden = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 40}
    assert _by(UsageRule(), hidden) == Usage(input_tokens=10, output_tokens=5)
    assert _by(UsageRule(total="output"), hidden) == Usage(input_tokens=10, output_tokens=30, reasoning_tokens=25)


def test_zero_is_a_count_and_absence_is_none() -> None:
    assert _chat(prompt_tokens=0, completion_tokens=0) == Usage()
    assert _chat() is None
    assert of_chat(b'{"usage":null}') is None
    assert of_chat(b"{}") is None
    assert of_chat(b"not json") is None
    assert of_responses(b'{"usage":{}}') is None
    assert of_messages(b'{"usage":{}}') is None


def test_responses_usage() -> None:
    body = json.dumps(
        {
            "usage": {
                "input_tokens": 10,
                "output_tokens": 6,
                "input_tokens_details": {"cached_tokens": 8},
                "output_tokens_details": {"reasoning_tokens": 2},
            }
        }
    ).encode()
    assert of_responses(body) == Usage(input_tokens=10, output_tokens=6, cached_tokens=8, reasoning_tokens=2)


def test_embeddings_have_no_output() -> None:
    assert _chat(prompt_tokens=12, total_tokens=12) == Usage(input_tokens=12)


def test_numbers_sent_as_text_are_counted() -> None:
    assert _chat(prompt_tokens="12", completion_tokens=1) == Usage(input_tokens=12, output_tokens=1)


@pytest.mark.parametrize("count", [-1, 10**15, 1.5, "many", None])
def test_a_count_that_cannot_be_true_is_no_report(count: object) -> None:
    assert _chat(prompt_tokens=count) is None
