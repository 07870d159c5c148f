"""OpenRouter, on a recorded payload."""

import json
from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.feeds.openrouter import read_openrouter
from deadheat.errors import DataError

RECORDED = Path(__file__).parent / "recorded"
DAY = date(2026, 5, 12)


def test_prices_per_token_become_nano_dollars_per_million() -> None:
    listing = read_openrouter((RECORDED / "openrouter.json").read_bytes(), as_of=DAY)
    offer = next(o for o in listing.offers if o.id == "moonshotai/kimi-k2.6")
    assert {r.meter: r.nanousd_per_mtok for r in offer.rates} == {
        "input": 730_000_000,
        "output": 3_490_000_000,
        "cache_read": 250_000_000,
    }
    assert offer.host_kind == "aggregator"
    assert offer.tools is True
    assert offer.released == "2026-04-20"


def test_a_variable_price_is_unknown_and_counted() -> None:
    listing = read_openrouter((RECORDED / "openrouter.json").read_bytes(), as_of=DAY)
    auto = [o for o in listing.offers if o.id == "openrouter/auto"]
    assert all(o.rates == () for o in auto)
    assert listing.skipped.get("variable price", 0) == len(auto)


@pytest.mark.parametrize("payload", [b"{}", b"<html>", b'{"data": 3}'])
def test_another_answer_is_refused(payload: bytes) -> None:
    with pytest.raises(DataError, match="not a model list of OpenRouter"):
        read_openrouter(payload, as_of=DAY)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('{"id": "a/b", "pricing": {"prompt": "cheap"}}', "a/b: .*'cheap'"),
        ('{"name": "no id"}', r"data\[0\]: .*id"),
        ('{"id": "a/b", "context_length": -5}', "a/b: a context of -5"),
        ('{"id": "a\\u001b[31mb"}', "no name of an offer"),
    ],
)
def test_an_answer_of_which_nothing_can_be_read_is_refused(entry: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_openrouter(f'{{"data": [{entry}]}}'.encode(), as_of=DAY)


def test_an_offer_that_cannot_be_read_is_counted_and_named_and_hides_no_other() -> None:
    table = json.loads((RECORDED / "openrouter.json").read_bytes())
    whole = read_openrouter(json.dumps(table).encode(), as_of=DAY)
    table["data"][0]["created"] = 1e30
    listing = read_openrouter(json.dumps(table).encode(), as_of=DAY)
    assert len(listing.offers) == len(whole.offers) - 1
    assert listing.skipped["cannot be read"] == 1
    assert table["data"][0]["id"] in listing.unread
