"""Money, days and counts as people type them."""

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.cli.amounts import count, day, moment, nanousd, usd, usd_short, yes_no
from deadheat.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", 0), ("1500", 1500), ("60k", 60_000), ("2.5M", 2_500_000), ("60G", 6 * 10**10), ("1_000", 1000)],
)
def test_counts_may_be_short(text: str, expected: int) -> None:
    assert count(text, "--input") == expected


@pytest.mark.parametrize("text", ["", "k", "-1", "1.5", "2.5555k", "many", "1e6", "1 k"])
def test_a_wrong_count_names_its_option(text: str) -> None:
    with pytest.raises(ConfigError, match="--input"):
        count(text, "--input")


@given(st.integers(0, 10**15))
def test_plain_counts_are_exact(number: int) -> None:
    assert count(str(number), "--input") == number


def test_a_large_sum_is_exact() -> None:
    assert usd_short(15 * 10**27) == "$15,000,000,000,000,000,000.00"


@pytest.mark.parametrize("text", ["free", "-1", "nan", ""])
def test_a_wrong_price_names_its_option(text: str) -> None:
    with pytest.raises(ConfigError, match="--max-input"):
        nanousd(text, "--max-input")


def test_prices_are_read_with_or_without_a_dollar() -> None:
    assert nanousd("$0.5", "--max-input") == nanousd("0.5", "--max-input") == 500_000_000
    assert nanousd(None, "--max-input") is None


def test_days_and_times_are_read_in_utc() -> None:
    assert day("2026-11-23", "--on") == date(2026, 11, 23)
    assert moment("2026-11-23T14:30", "--at").tzinfo is UTC
    with pytest.raises(ConfigError, match="not a day"):
        day("tomorrow", "--on")
    with pytest.raises(ConfigError, match="not a time"):
        moment("noon", "--at")


def test_unknown_is_shown_as_unknown() -> None:
    assert (usd(None), yes_no(None)) == ("?", "?")
    assert (usd(3_625_000), usd_short(34_188 * 10**9), usd_short(10)) == ("$0.003625", "$34,188.00", "$0.00000001")
