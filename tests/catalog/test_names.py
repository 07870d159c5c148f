"""Names as hosts spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.catalog.names import is_date, key_of, namespace, plain, readings, region


@pytest.mark.parametrize(
    "name",
    [
        "kimi-k2.6",
        "Kimi-K2.6",
        "@cf/moonshotai/kimi-k2.6",
        "accounts/fireworks/models/kimi-k2p6",
        "hf:moonshotai/Kimi-K2.6",
        "moonshotai/chat-completion/models/Kimi-K2_6",
        "Pro/moonshotai/Kimi-K2.6",
        "TEE/kimi-k2.6",
        "Kimi K2.6",
    ],
)
def test_spellings_of_one_release_share_the_literal_key(name: str) -> None:
    assert next(readings(name)).key == "kimik26"


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("moonshotai/Kimi-K2.6-TEE", "tee"),
        ("moonshotai/kimi-k2.6:thinking", "thinking"),
        ("accounts/fireworks/routers/kimi-k2p6-turbo", "turbo"),
        ("moonshotai/kimi-k2.6:free", "free"),
        ("route/kimi-k2.6-6bit", "6bit"),
    ],
)
def test_what_is_taken_off_the_end_becomes_the_variant(name: str, variant: str) -> None:
    assert ("kimik26", variant) in [(r.key, r.variant) for r in readings(name)]


@pytest.mark.parametrize(
    "name",
    [
        "claude-sonnet-4-5@20250929",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "anthropic/claude-4.5-sonnet-20250929",
        "anthropic--claude-4.5-sonnet-20250929",
    ],
)
def test_a_claude_is_read_in_any_order_and_keeps_its_date(name: str) -> None:
    assert ("claudesonnet45", "20250929") in [(r.key, r.dated) for r in readings(name)]


def test_an_effort_is_not_part_of_the_model() -> None:
    assert key_of("openai/gpt-5.2-2025-12-11_high") == "gpt5220251211"
    assert key_of("claude-opus-4-6_32K") == key_of("claude-opus-4-6")


def test_the_literal_reading_comes_first_so_a_longer_known_name_wins() -> None:
    assert [r.key for r in readings("gpt-4-turbo")] == ["gpt4turbo", "gpt4"]


def test_a_point_may_be_spelled_p_and_a_version_may_drop_its_v() -> None:
    assert key_of("glm-4p7") == key_of("GLM-4.7")
    assert key_of("deepseek-3.2") == key_of("deepseek-ai/DeepSeek-V3.2")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("hf:zai-org/GLM-4.7", "zai-org"), ("us.anthropic.claude-x", "anthropic"), ("gpt-5", ""), ("~x-ai/grok", "x-ai")],
)
def test_the_namespace_is_the_part_before_the_model(name: str, expected: str) -> None:
    assert namespace(name) == expected


def test_plain_keeps_only_what_names_the_model() -> None:
    assert plain("eu.anthropic.Claude-Sonnet-4-5-20250929-v1:0") == "claude-sonnet-4-5-20250929"


@pytest.mark.parametrize(
    ("word", "answer"), [("20250929", True), ("0905", True), ("2507", True), ("70b", False), ("4", False)]
)
def test_a_date_is_told_from_a_size(word: str, answer: bool) -> None:
    assert is_date(word) is answer


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_no_key_comes_twice(name: str) -> None:
    keys = [r.key for r in readings(name)]
    assert len(keys) == len(set(keys))
    assert all(key and key == key.lower() for key in keys)


@given(st.sampled_from(["glm-4.7", "kimi-k2.6", "gpt-oss-120b"]), st.sampled_from(["-fp8", ":free", "-turbo", "-TEE"]))
def test_a_serving_suffix_never_hides_the_model(name: str, suffix: str) -> None:
    assert key_of(name) in [r.key for r in readings(name + suffix)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("eu.anthropic.claude-sonnet-5-5", "eu"),
        ("regional.zai.glm-5.3", "regional"),
        ("us-gov-west-1/anthropic.claude-x", "us-gov-west-1"),
        ("eu/gpt-6-luna", "eu"),
        ("us-model", ""),
        ("anthropic.claude-x", ""),
        ("system.ai.kimi-k3", ""),
    ],
)
def test_the_region_an_id_pins_is_told_from_a_name(name: str, expected: str) -> None:
    assert region(name) == expected
