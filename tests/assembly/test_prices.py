import subprocess
from typing import Any

import pytest
from msgspec.structs import replace

from deadheat.assembly import prices
from deadheat.facts.entry import Entry
from deadheat.facts.route import TokenPrice
from tests.store.books import PLAIN


def test_list_prices_come_from_the_catalogue_and_unknown_models_have_none() -> None:
    found = prices.list_prices(("deepseek-v3", "a-model-nobody-made"))
    assert list(found) == ["deepseek-v3"]
    assert found["deepseek-v3"].input_nanousd_per_mtok > 0
    assert found["deepseek-v3"].source.startswith("catalogue: ")


@pytest.mark.parametrize("trouble", [OSError("no python"), subprocess.TimeoutExpired("python", 1.0)])
def test_a_price_that_cannot_be_asked_for_is_unknown(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise trouble

    monkeypatch.setattr(subprocess, "run", fail)
    assert prices.list_prices(("deepseek-v3",)) == {}


def test_a_name_that_no_command_line_can_hold_takes_no_price_from_others() -> None:
    assert list(prices.list_prices(("a\0b", "deepseek-v3"))) == ["deepseek-v3"]


PRICE = TokenPrice(input_nanousd_per_mtok=1, output_nanousd_per_mtok=2)


def _entry(**more: Any) -> Entry:
    usage = {"input_tokens": 3_000_000, "output_tokens": 1_000_000, "usage_from": "upstream"}
    return replace(PLAIN, **{"model": "known", "cost_nanousd": None, **usage, **more})


def test_what_ended_before_its_price_was_known_is_priced_once_it_is() -> None:
    asked: list[tuple[str, ...]] = []

    def ask(models: tuple[str, ...]) -> dict[str, TokenPrice]:
        asked.append(models)
        return {"known": PRICE}

    book = prices.PriceBook(ask)
    assert book.price_of("known") is None
    untouched = [
        _entry(model="unknown"),
        _entry(cost_nanousd=7),
        _entry(input_tokens=None, output_tokens=None, usage_from="none"),
        _entry(model=""),
    ]
    assert [e.cost_nanousd for e in book.priced([_entry(), *untouched])] == [5, None, 7, None, None]
    assert book.price_of("known") == PRICE
    assert book.priced([_entry()])[0].cost_nanousd == 5
    assert asked == [("known", "unknown")]


def test_names_that_clients_make_up_do_not_fill_memory() -> None:
    book = prices.PriceBook(lambda models: dict.fromkeys(models, PRICE), most=3)
    for i in range(7):
        assert book.priced([_entry(model=f"made-up-{i}")])[0].cost_nanousd == 5
    assert [book.price_of(f"made-up-{i}") for i in range(7)] == [None] * 4 + [PRICE] * 3


def test_the_books_wait_for_few_names_at_once_and_for_no_more_after_many_in_vain() -> None:
    asked: list[int] = []

    def ask(models: tuple[str, ...]) -> dict[str, TokenPrice]:
        asked.append(len(models))
        return {}

    book = prices.PriceBook(ask, most=50)
    for batch in range(5):
        entries = [_entry(model=f"made-up-{batch}-{i}") for i in range(100)]
        assert [entry.cost_nanousd for entry in book.priced(entries)] == [None] * 100
    assert asked == [32, 32]
