"""OpenRouter, on a recorded payload."""

import json
import re
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


@pytest.mark.parametrize("payload", [b"{}", b"<html>", b'{"data": [{"name": "no id"}]}'])
def test_another_answer_is_refused(payload: bytes) -> None:
    with pytest.raises(DataError, match="not a model list of OpenRouter"):
        read_openrouter(payload, as_of=DAY)


def test_a_price_that_is_no_number_is_named_with_its_model() -> None:
    payload = b'{"data": [{"id": "a/b", "pricing": {"prompt": "cheap"}}]}'
    with pytest.raises(DataError, match="a/b.*'cheap'"):
        read_openrouter(payload, as_of=DAY)


def test_an_offer_that_cannot_be_read_is_named() -> None:
    table = json.loads((RECORDED / "openrouter.json").read_bytes())
    table["data"][0]["created"] = 1e30
    with pytest.raises(DataError, match=re.escape(table["data"][0]["id"])):
        read_openrouter(json.dumps(table).encode(), as_of=DAY)
