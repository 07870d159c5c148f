"""LiteLLM's table, on entries cut from a real wheel."""

import json
from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.feeds.litellm import read_litellm
from deadheat.errors import DataError
from deadheat.facts.offer import Offer

TABLE = (Path(__file__).parent / "recorded" / "litellm.json").read_bytes()
LISTING = read_litellm(TABLE, as_of=date(2026, 11, 12))


def _offer(key: str) -> Offer:
    return next(offer for offer in LISTING.offers if offer.key == key)


def _stated(key: str) -> dict[tuple[str, int, str, str], int]:
    rates = [r for r in _offer(key).rates if not r.windows]
    return {(r.meter, r.context_above, r.service_tier, r.cache_ttl): r.nanousd_per_mtok for r in rates}


def test_tiers_of_context_service_and_cache_are_told_apart() -> None:
    stated = _stated("openai/gpt-6-luna")
    assert stated["input", 0, "standard", ""] == 100_000_000
    assert stated["input", 272_000, "standard", ""] == 200_000_000
    assert stated["input", 0, "batch", ""] == 50_000_000
    assert stated["output", 272_000, "priority", ""] == 1_500_000_000
    assert stated["cache_write", 0, "standard", "12h"] == 250_000_000
    haiku = _stated("anthropic/claude-haiku-5-5")
    assert haiku["input", 100_000, "standard", ""] == 5 * haiku["input", 0, "standard", ""]
    assert haiku["cache_write", 0, "standard", "1h"] == 200_000_000


def test_off_peak_hours_keep_their_weekdays() -> None:
    windows = next(r.windows for r in _offer("deepseek/deepseek-v4-pro").rates if r.windows)
    assert {w.weekdays for w in windows} == {(1, 2, 3, 4, 5), (6, 7)}
    assert [(w.from_minute, w.to_minute) for w in windows if w.weekdays == (6, 7)] == [(0, 1440)]


def test_a_zero_for_writing_a_cache_means_that_it_is_not_charged_apart() -> None:
    assert "cache_write" not in {r.meter for r in _offer("deepseek/deepseek-v4-pro").rates}


def test_steps_of_prompt_size_become_context_tiers() -> None:
    offer = next(o for o in LISTING.offers if o.host == "alibaba")
    assert len({r.context_above for r in offer.rates}) > 1


@pytest.mark.parametrize(
    ("key", "region"),
    [
        ("amazon-bedrock/eu.anthropic.claude-sonnet-5-5", "eu"),
        ("amazon-bedrock/us-gov-west-1/anthropic.claude-sonnet-5", "us-gov-west-1"),
        ("azure/eu/gpt-6-luna", "eu"),
        ("google-vertex-anthropic/claude-sonnet-5@default", ""),
    ],
)
def test_the_region_that_an_id_pins_is_read(key: str, region: str) -> None:
    assert _offer(key).region == region


def test_what_is_no_chat_model_is_counted() -> None:
    assert LISTING.skipped["mode embedding"] == 1


@pytest.mark.parametrize("payload", [b"", b"[]", b'{"m": 3}'])
def test_another_file_is_refused(payload: bytes) -> None:
    with pytest.raises(DataError, match="not LiteLLM's price table"):
        read_litellm(payload, as_of=date(2026, 1, 1))


def test_one_entry_that_cannot_be_read_does_not_lose_the_others() -> None:
    listing = read_litellm(
        b'{"bad": {"mode": "chat", "litellm_provider": 3}, "good": {"mode": "chat", "litellm_provider": "h"}}',
        as_of=date(2026, 1, 1),
    )
    assert [o.key for o in listing.offers] == ["h/good"]
    assert listing.skipped == {"cannot be read": 1}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("input_cost_per_token", "NaN"),
        ("input_cost_per_token", ["a"]),
        ("max_input_tokens", "NaN"),
        ("off_peak_pricing", {"windows": [{"hours_utc": "late"}], "input_cost_per_token": 1}),
        ("off_peak_pricing", {"windows": [{"hours_utc": "01:00-02:00", "weekdays": [9]}], "input_cost_per_token": 1}),
    ],
)
def test_an_entry_that_cannot_be_read_is_counted_and_the_others_stay(field: str, value: object) -> None:
    table = json.loads(TABLE)
    table["gpt-6-luna"][field] = value
    listing = read_litellm(json.dumps(table).encode(), as_of=date(2026, 11, 12))
    assert listing.skipped["cannot be read"] == LISTING.skipped.get("cannot be read", 0) + 1
    assert len(listing.offers) == len(LISTING.offers) - 1
