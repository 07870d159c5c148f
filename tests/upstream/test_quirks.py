"""The quirks are dated facts with sources, and the right ones apply on the right day."""

from datetime import date

import msgspec
import pytest

from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.upstream.quirks import Quirk, known_quirks, quirks_of, traits_of

TODAY = date(2026, 11, 23)
DEEPSEEK = "https://api.deepseek.com/v1"


@pytest.mark.parametrize("quirk", known_quirks(), ids=lambda quirk: quirk.name)
def test_every_row_has_a_source_days_in_order_and_traits_that_exist(quirk: Quirk) -> None:
    assert quirk.source
    assert quirk.first_day <= (quirk.last_day or TODAY)
    assert quirk.first_day <= (quirk.checked or TODAY)
    assert msgspec.convert(quirk.traits, Traits) != PLAIN_HOST
    assert quirk.dialect in ("openai", "anthropic")
    assert all(pattern == pattern.lower() for pattern in (*quirk.models, *quirk.hosts))


def test_names_are_unique() -> None:
    names = [quirk.name for quirk in known_quirks()]
    assert len(set(names)) == len(names)


def test_an_unknown_host_is_plain() -> None:
    assert traits_of("http://127.0.0.1:8000/v1", "mail-large", dialect="openai", on=TODAY) == PLAIN_HOST
    assert traits_of("", "", dialect="openai", on=TODAY) == PLAIN_HOST


def test_a_contract_that_changed_depends_on_the_day() -> None:
    def echo(day: date) -> tuple[str, str]:
        traits = traits_of(DEEPSEEK, "deepseek-reasoner", dialect="openai", on=day)
        return traits.echo, traits.echo_turns

    assert echo(date(2025, 6, 1)) == ("", "tools")
    assert echo(date(2026, 1, 1)) == ("reasoning_content", "tools")
    assert echo(TODAY) == ("reasoning_content", "all")


@pytest.mark.parametrize(
    ("base_url", "model", "switch"),
    [
        (DEEPSEEK, "deepseek-v4-pro", "thinking_effort"),
        ("https://api.moonshot.ai/v1", "kimi-k2.6", "thinking"),
        ("https://api.moonshot.ai/v1", "kimi-k2-thinking", "reasoning_effort"),
        ("https://api.z.ai/api/paas/v4", "glm-5.1", "thinking"),
        ("https://api.minimax.io/v1", "MiniMax-M2.5", "none"),
        ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "qwen3.6-plus", "enable_thinking"),
        ("http://10.0.0.5:8000/v1", "Qwen/Qwen3-32B", "template"),
        ("http://10.0.0.5:8000/v1", "Qwen/Qwen3-30B-A3B-Instruct-2507", "none"),
        ("http://10.0.0.5:8000/v1", "deepseek-ai/DeepSeek-V3.1", "template_thinking"),
        ("https://openrouter.ai/api/v1", "qwen/qwen3-32b", "reasoning"),
        ("https://openrouter.ai/api/v1", "z-ai/glm-5", "reasoning"),
    ],
)
def test_each_family_gets_its_switch(base_url: str, model: str, switch: str) -> None:
    assert traits_of(base_url, model, dialect="openai", on=TODAY).thinking == switch


def test_the_dialect_of_the_host_matters() -> None:
    kimi = "https://api.moonshot.ai"
    assert traits_of(kimi + "/anthropic", "kimi-k2.6", dialect="anthropic", on=TODAY).unsigned
    assert not traits_of(kimi + "/v1", "kimi-k2.6", dialect="openai", on=TODAY).unsigned
    older = traits_of("https://api.anthropic.com", "claude-sonnet-4-5-20250929", dialect="anthropic", on=TODAY)
    newer = traits_of("https://api.anthropic.com", "claude-sonnet-4-6", dialect="anthropic", on=TODAY)
    assert (older.thinking, newer.thinking) == ("budget", "reasoning_effort")


def test_a_name_in_the_address_does_not_make_the_host() -> None:
    for address in ("https://api.deepseek.com.example.org/v1", "https://example.org/api.deepseek.com"):
        assert traits_of(address, "deepseek-v4", dialect="openai", on=TODAY).echo == ""


def test_the_rows_that_apply_are_named() -> None:
    rows = quirks_of("https://api.openai.com/v1", "gpt-5.6", dialect="openai", on=TODAY)
    assert [row.traits for row in rows] == [{"ceiling": "max_completion_tokens", "developer": True}]
