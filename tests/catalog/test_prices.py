"""List prices by name, from the bundled snapshot."""

import subprocess
import sys

import pytest

from deadheat.catalog.prices import list_price
from deadheat.facts.money import to_nanousd


@pytest.mark.parametrize(
    ("name", "model", "host", "usd_in", "usd_out"),
    [
        ("anthropic/claude-opus-4-7", "anthropic/claude-opus-4-7", "anthropic", "5", "25"),
        ("openai/gpt-5.2-2025-12-11_high", "openai/gpt-5.2", "openai", "1.75", "14"),
        ("alibaba/qwen3-max-2025-09-23", "alibaba/qwen3-max", "alibaba", "1.2", "6"),
        ("fireworks/fireworks/kimi-k2p5", "moonshotai/kimi-k2.5", "moonshotai", "0.6", "3"),
        ("zhipu/glm-4.7", "zhipuai/glm-4.7", "zai", "0.6", "2.2"),
    ],
)
def test_the_labs_own_host_sets_the_list_price(name: str, model: str, host: str, usd_in: str, usd_out: str) -> None:
    price = list_price(name)
    assert price is not None
    assert (price.model, price.host) == (model, host)
    assert price.input_nanousd_per_mtok == to_nanousd(usd_in)
    assert price.output_nanousd_per_mtok == to_nanousd(usd_out)
    assert "own host" in price.basis


def test_a_model_no_lab_serves_is_priced_at_the_median_of_its_hosts() -> None:
    price = list_price("together/openai/gpt-oss-120b")
    assert price is not None
    assert price.host == ""
    assert price.n_hosts > 5
    assert "median" in price.basis
    assert price.input_nanousd_per_mtok > 0


@pytest.mark.parametrize("name", ["", "no such model", "anthropic/claude-2.0", "gemma-4", "/", "::::"])
def test_an_unknown_or_ambiguous_name_has_no_price(name: str) -> None:
    assert list_price(name) is None


def test_a_list_price_loads_no_numpy() -> None:
    code = (
        "import sys; from deadheat.catalog.prices import list_price; list_price('glm-5'); print('numpy' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )
