"""What requests cost, on the traps that flat price tables fall into."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.catalog.charge import price, rate_at
from deadheat.catalog.curated import data_folder
from deadheat.catalog.snapshot import read_offers
from deadheat.errors import DataError
from deadheat.facts.money import NANOUSD, round_half_even
from deadheat.facts.offer import HostKind, Offer
from deadheat.facts.price import Rate, Usage, Window

PEAK = datetime(2026, 11, 16, 2, 30, tzinfo=UTC)  # a Monday
OFF_PEAK = datetime(2026, 11, 16, 5, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 15, 2, 30, tzinfo=UTC)
# 60 G prompt tokens a year, 40 % of them cached, 5 G output, in requests of 10,000 tokens.
YEAR = Usage(
    input_tokens=60_000_000_000, cache_read_tokens=24_000_000_000, output_tokens=5_000_000_000, requests=6_000_000
)


def _offer(*rates: Rate, kind: HostKind = "lab") -> Offer:
    return Offer(host="h", host_kind=kind, id="m", model="l/m", rates=rates)


def _bundled(host: str, id_: str) -> Offer:
    return next(o for o in read_offers(data_folder(), hosts=[host]) if o.id == id_)


@pytest.mark.parametrize(
    ("host", "id_", "at", "usd"),
    [
        ("anthropic", "claude-sonnet-5-5", PEAK, 124_400),
        ("openai", "gpt-6.1-sol", PEAK, 124_400),
        ("moonshotai", "kimi-k3.1-pro", PEAK, 126_800),
        ("zai", "glm-5.3", PEAK, 78_640),
        ("deepseek", "deepseek-v4-pro", OFF_PEAK, 34_188),
        ("deepseek", "deepseek-v4-pro", PEAK, 68_376),
        ("anthropic", "claude-haiku-5-5", PEAK, 6_340),
        ("openai", "gpt-6-luna", PEAK, 6_340),
    ],
)
def test_a_years_bill_is_the_published_one(host: str, id_: str, at: datetime, usd: int) -> None:
    assert price(YEAR, _bundled(host, id_), at).nanousd == usd * NANOUSD


def test_deepseeks_peak_hours_do_not_hold_at_the_weekend() -> None:
    offer, usage = _bundled("deepseek", "deepseek-v4-pro"), Usage(input_tokens=1_000_000, output_tokens=0)
    assert [price(usage, offer, at).nanousd for at in (PEAK, OFF_PEAK, SUNDAY)] == [
        1_320_000_000,
        660_000_000,
        660_000_000,
    ]


def test_a_price_announced_for_december_holds_from_december() -> None:
    offer, usage = _bundled("google", "gemini-4-argon"), Usage(input_tokens=1_000_000, output_tokens=1_000_000)
    before, after = datetime(2026, 11, 30, 23, 59, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    assert price(usage, offer, before).nanousd == 12 * NANOUSD
    assert price(usage, offer, after).nanousd == 24 * NANOUSD


def test_reasoning_costs_what_output_costs_once_that_is_announced_anew() -> None:
    offer = _bundled("google", "gemini-4-argon")
    usage = Usage(input_tokens=0, output_tokens=1_000_000, reasoning_tokens=500_000)
    assert price(usage, offer, datetime(2026, 12, 1, tzinfo=UTC)).nanousd == 20 * NANOUSD


def test_a_service_tier_that_an_announcement_leaves_out_has_no_price_from_its_day() -> None:
    offer = _bundled("google", "gemini-4-argon")
    usage = Usage(input_tokens=1_000_000, output_tokens=0, service_tier="flex")
    assert price(usage, offer, PEAK).nanousd == NANOUSD
    with pytest.raises(DataError, match="no flex input price for 2026-12-01"):
        price(usage, offer, datetime(2026, 12, 1, tzinfo=UTC))


def test_a_price_whose_first_day_is_not_known_is_marked_before_the_day_it_was_stated() -> None:
    offer = _bundled("deepseek", "deepseek-v4-pro")
    usage = Usage(input_tokens=1000, output_tokens=0)
    assert price(usage, offer, datetime(2026, 9, 1, tzinfo=UTC)).assumptions == ()
    assert "since when" in price(usage, offer, datetime(2026, 5, 1, tzinfo=UTC)).assumptions[0]


def test_a_prompt_above_the_context_tier_is_charged_at_it_as_a_whole() -> None:
    offer = _bundled("anthropic", "claude-haiku-5-5")
    small, large = Usage(input_tokens=100_000, output_tokens=0), Usage(input_tokens=100_001, output_tokens=0)
    assert price(small, offer, PEAK).nanousd == 10_000_000
    assert price(large, offer, PEAK).nanousd == 50_000_500


def test_many_small_requests_do_not_reach_the_context_tier() -> None:
    offer = _bundled("anthropic", "claude-haiku-5-5")
    usage = Usage(input_tokens=200_000, output_tokens=0, requests=2)
    assert price(usage, offer, PEAK).nanousd == 20_000_000


def test_a_cache_price_that_is_not_stated_is_the_input_price_and_said_so() -> None:
    offer = _offer(Rate(meter="input", nanousd_per_mtok=1000), Rate(meter="output", nanousd_per_mtok=1))
    charge = price(Usage(input_tokens=1_000_000, cache_read_tokens=1_000_000, output_tokens=0), offer, PEAK)
    assert charge.nanousd == 1000
    assert charge.assumptions == ("no cache_read rate is stated: its tokens are charged at the input rate",)


def test_a_zero_price_of_a_plan_is_not_free() -> None:
    offer = _offer(Rate(meter="input", nanousd_per_mtok=0), Rate(meter="output", nanousd_per_mtok=0), kind="plan")
    with pytest.raises(DataError, match="subscription"):
        price(Usage(input_tokens=1, output_tokens=1), offer, PEAK)


def test_a_zero_price_of_a_host_is_zero_with_a_warning() -> None:
    offer = _offer(Rate(meter="input", nanousd_per_mtok=0), Rate(meter="output", nanousd_per_mtok=0))
    charge = price(Usage(input_tokens=1, output_tokens=1), offer, PEAK)
    assert charge.nanousd == 0
    assert "free tier" in charge.assumptions[0]


def test_cache_lives_batches_and_reasoning_have_their_own_rates() -> None:
    offer = _offer(
        Rate(meter="input", nanousd_per_mtok=1_000_000),
        Rate(meter="output", nanousd_per_mtok=4_000_000),
        Rate(meter="reasoning", nanousd_per_mtok=3_000_000),
        Rate(meter="cache_write", nanousd_per_mtok=1_250_000),
        Rate(meter="cache_write", nanousd_per_mtok=2_000_000, cache_ttl="1h"),
        Rate(meter="input", nanousd_per_mtok=500_000, service_tier="batch"),
        Rate(meter="output", nanousd_per_mtok=2_000_000, service_tier="batch"),
    )
    written = Usage(input_tokens=20, cache_write_tokens=10, cache_write_1h_tokens=10, output_tokens=0)
    assert price(written, offer, PEAK).nanousd == round_half_even(10 * 1_250_000 + 10 * 2_000_000, 1_000_000)
    thought = Usage(input_tokens=0, output_tokens=10, reasoning_tokens=6)
    assert price(thought, offer, PEAK).nanousd == 4 * 4 + 6 * 3
    assert price(Usage(input_tokens=2, output_tokens=2, service_tier="batch"), offer, PEAK).nanousd == 5


def test_a_service_tier_without_a_price_is_an_error_that_says_what_there_is() -> None:
    offer = _offer(Rate(meter="input", nanousd_per_mtok=1), Rate(meter="output", nanousd_per_mtok=1))
    with pytest.raises(DataError, match=r"no flex input price.*standard"):
        price(Usage(input_tokens=1, output_tokens=0, service_tier="flex"), offer, PEAK)


def test_a_day_outside_all_prices_is_an_error() -> None:
    offer = _offer(Rate(meter="input", nanousd_per_mtok=1, valid_from=date(2027, 1, 1)))
    with pytest.raises(DataError, match="earliest from 2027-01-01"):
        price(Usage(input_tokens=1, output_tokens=0), offer, PEAK)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(DataError, match="time zone"):
        price(YEAR, _offer(), datetime(2026, 1, 1))  # noqa: DTZ001  the point of the test


def test_a_time_in_another_zone_is_read_in_utc() -> None:
    from datetime import timedelta, timezone

    window = Window(weekdays=(1,), from_minute=0, to_minute=60)
    offer = _offer(Rate(meter="input", nanousd_per_mtok=10), Rate(meter="input", nanousd_per_mtok=5, windows=(window,)))
    berlin = datetime(2026, 11, 16, 1, 30, tzinfo=timezone(timedelta(hours=1)))
    chosen = rate_at(offer, "input", berlin.astimezone(UTC), Usage(input_tokens=1, output_tokens=0))
    assert chosen is not None
    assert chosen.nanousd_per_mtok == 5


@given(st.integers(0, 10**30), st.integers(1, 10**12))
def test_rounding_is_that_of_python_on_exact_fractions(numerator: int, denominator: int) -> None:
    assert round_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**12), st.integers(0, 10**12))
def test_the_charge_is_the_exact_sum_rounded_once(tokens_in: int, tokens_out: int, rate_in: int, rate_out: int) -> None:
    offer = _offer(Rate(meter="input", nanousd_per_mtok=rate_in), Rate(meter="output", nanousd_per_mtok=rate_out))
    charge = price(Usage(input_tokens=tokens_in, output_tokens=tokens_out), offer, PEAK)
    assert charge.nanousd == round(Fraction(tokens_in * rate_in + tokens_out * rate_out, 1_000_000))
