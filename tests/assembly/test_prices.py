import subprocess
from typing import Any

import pytest

from deadheat.assembly import prices
from deadheat.facts.route import TokenPrice


def test_list_prices_come_from_the_catalogue_and_unknown_models_have_none() -> None:
    found = prices.list_prices(("deepseek-v3", "a-model-nobody-made"))
    assert "a-model-nobody-made" not in found
    for price in found.values():
        assert price.input_nanousd_per_mtok > 0
        assert price.source.startswith("catalogue: ")


@pytest.mark.parametrize("trouble", [OSError("no python"), subprocess.TimeoutExpired("python", 1.0)])
def test_a_price_that_cannot_be_asked_for_is_unknown(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise trouble

    monkeypatch.setattr(subprocess, "run", fail)
    assert prices.list_prices(("deepseek-v3",)) == {}


def test_a_name_that_no_command_line_can_hold_has_no_price() -> None:
    assert prices.list_prices(("a\0b",)) == {}


PRICE = TokenPrice(input_nanousd_per_mtok=1, output_nanousd_per_mtok=2)


def test_a_price_is_learned_once_in_the_background_and_unknown_until_then() -> None:
    asked: list[tuple[str, ...]] = []

    def ask(models: tuple[str, ...]) -> dict[str, TokenPrice]:
        asked.append(models)
        return {"known": PRICE}

    book = prices.PriceBook(ask)
    assert book.price_of("known") is None
    book.wait()
    assert book.price_of("known") == PRICE
    assert book.price_of("unknown") is None
    book.wait()
    assert book.price_of("unknown") is None
    assert asked == [("known",), ("unknown",)]


def test_names_that_clients_make_up_do_not_fill_memory() -> None:
    asked: list[str] = []

    def ask(models: tuple[str, ...]) -> dict[str, TokenPrice]:
        asked.extend(models)
        return {}

    book = prices.PriceBook(ask, most=3)
    for i in range(9):
        book.price_of(f"made-up-{i}")
        book.wait()
    book.price_of("x" * 500)
    book.wait()
    assert len(asked) == 3
