import subprocess
from typing import Any

import pytest

from deadheat.assembly import prices


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
