"""How prices moved."""

from datetime import UTC, date, datetime

import pytest

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.charge import price
from deadheat.catalog.history import price_history, with_past_rates
from deadheat.facts.price import Usage


def test_the_cut_of_deepseek_v4_pro_is_there() -> None:
    offers = [o for o in open_catalogue().offers(models=["deepseek/deepseek-v4-pro"]) if o.host == "deepseek"]
    history = price_history("deepseek/deepseek-v4-pro", offers)
    (event,) = history.events
    assert (event.day, event.input, event.output) == (date(2026, 5, 25), 435_000_000, 870_000_000)
    assert (history.cuts, history.rises) == (1, 0)
    everything = price_history("deepseek/deepseek-v4-pro", offers, moves_only=False)
    assert [e.kind for e in everything.events] == ["listed", "price"]
    assert everything.events[0].input == 1_740_000_000


def test_a_model_without_offers_has_no_history() -> None:
    assert price_history("x/y", []).events == ()


@pytest.mark.parametrize(
    ("day", "nanousd"),
    [
        (date(2026, 4, 24), 5_220_000_000),  # 1.74 + 3.48
        (date(2026, 5, 24), 5_220_000_000),
        (date(2026, 5, 25), 1_305_000_000),  # 0.435 + 0.87
        (date(2026, 8, 17), 2_640_000_000),  # a source that dates its rates: 0.66 + 1.98 at an hour off the peak
    ],
)
def test_a_past_day_has_the_price_that_the_history_knows(day: date, nanousd: int) -> None:
    offers = [o for o in open_catalogue().offers(models=["deepseek/deepseek-v4-pro"]) if o.host == "deepseek"]
    [offer] = with_past_rates(offers, day)
    usage = Usage(input_tokens=1_000_000, output_tokens=1_000_000, requests=100)
    charge = price(usage, offer, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert charge.nanousd == nanousd
    assert not charge.assumptions


def test_before_and_after_its_days_the_history_changes_nothing() -> None:
    offers = open_catalogue().offers(models=["deepseek/deepseek-v4-pro"])
    assert with_past_rates(offers, date(2025, 1, 1)) == offers
    assert with_past_rates(offers, date(2026, 7, 2)) == offers
