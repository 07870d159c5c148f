"""genai-prices' table, on entries cut from a real wheel."""

from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.feeds.genai_prices import read_genai_prices
from deadheat.errors import DataError
from deadheat.facts.offer import Offer

TABLE = (Path(__file__).parent / "recorded" / "genai_prices.py.txt").read_bytes()
LISTING = read_genai_prices(TABLE, as_of=date(2026, 11, 10))


def _offer(key: str) -> Offer:
    return next(offer for offer in LISTING.offers if offer.key == key)


def test_a_price_with_a_first_day_ends_the_price_before_it() -> None:
    flat = [r for r in _offer("deepseek/deepseek-v4-pro").rates if r.meter == "input" and not r.windows]
    assert [(r.nanousd_per_mtok, r.valid_from, r.valid_to) for r in flat] == [
        (435_000_000, None, date(2026, 8, 16)),
        (660_000_000, date(2026, 8, 17), None),
    ]


def test_a_daily_window_belongs_to_the_last_prices() -> None:
    windows = [r for r in _offer("deepseek/deepseek-v4-pro").rates if r.meter == "input" and r.windows]
    assert [(r.windows[0].from_minute, r.windows[0].to_minute) for r in windows] == [(60, 240), (360, 600)]
    assert {r.valid_from for r in windows} == {date(2026, 8, 17)}


def test_a_future_price_is_known_before_its_day() -> None:
    starts = {r.valid_from: r.nanousd_per_mtok for r in _offer("google/gemini-4-argon").rates
              if r.meter == "input" and r.service_tier == "standard"}  # fmt: skip
    assert starts == {None: 2_000_000_000, max(d for d in starts if d): 4_000_000_000}


def test_context_tiers_and_batch_variants_are_read() -> None:
    gemini = {(r.meter, r.context_above) for r in _offer("google/gemini-2.5-pro").rates}
    assert ("input", 200_000) in gemini
    batch = [r for r in _offer("anthropic/claude-fable-5-1").rates if r.service_tier == "batch" and r.meter == "output"]
    assert [r.nanousd_per_mtok for r in batch] == [25_000_000_000]


def test_a_model_without_token_prices_is_counted() -> None:
    table = (
        b"providers = [Provider(id='p', models=[ModelInfo(id='m', prices=ModelPrice(requests_kcount=Decimal('1')))])]"
    )
    listing = read_genai_prices(table, as_of=date(2026, 1, 1))
    assert (listing.offers, listing.skipped) == ((), {"no token price": 1})


def test_the_table_is_never_run() -> None:
    model = b"ModelInfo(id=exec('boom'), prices=ModelPrice(input_mtok=Decimal('1')))"
    evil = b"import os\nos.abort()\nproviders = [Provider(id='p', models=[" + model + b"])]"
    assert read_genai_prices(evil, as_of=date(2026, 1, 1)).offers == ()


@pytest.mark.parametrize("payload", [b"", b"x = 1", b"def", b"\x00"])
def test_another_file_is_refused(payload: bytes) -> None:
    with pytest.raises(DataError):
        read_genai_prices(payload, as_of=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("old", "new"), [("datetime.time(1", "datetime.time(99"), ("Decimal('0.435')", "Decimal('NaN')")]
)
def test_a_model_whose_prices_cannot_be_read_is_counted(old: str, new: str) -> None:
    text = TABLE.decode()
    assert old in text
    listing = read_genai_prices(text.replace(old, new, 1).encode(), as_of=date(2026, 11, 10))
    assert sum(listing.skipped.values()) == sum(LISTING.skipped.values()) + 1
