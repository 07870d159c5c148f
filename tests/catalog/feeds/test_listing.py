"""Prices as sources spell them."""

from decimal import Decimal

import pytest

from deadheat.catalog.feeds.listing import per_mtok


@pytest.mark.parametrize("usd", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("1e400")])
def test_what_is_no_price_is_refused(usd: Decimal) -> None:
    with pytest.raises(ValueError, match="is no price"):
        per_mtok(usd, tokens=1)


@pytest.mark.parametrize(
    ("usd", "tokens", "nano"),
    [
        (Decimal("0.435"), 1_000_000, 435_000_000),
        (Decimal("0.003625"), 1_000_000, 3_625_000),
        (Decimal("1e-07"), 1, 100_000_000),
        (Decimal(0), 1, 0),
        (Decimal(-1), 1, None),
        (None, 1, None),
    ],
)
def test_a_price_becomes_whole_nano_dollars_per_million(usd: Decimal | None, tokens: int, nano: int | None) -> None:
    assert per_mtok(usd, tokens=tokens) == nano
