"""Costs come from the data, else from tokens and list prices, else are said to be unknown."""

from datetime import date

import numpy as np
import pytest

from deadheat.evidence.answers import PairedTask
from deadheat.evidence.costs import PairedPrices, compare_costs, model_costs
from deadheat.facts.price import ListPrice
from deadheat.stats.inputs import FloatArray


def _price(output: int, input_: int = 1_000_000_000) -> ListPrice:
    return ListPrice(
        model="lab/m",
        host="lab",
        input_nanousd_per_mtok=input_,
        output_nanousd_per_mtok=output,
        cache_read_nanousd_per_mtok=None,
        cache_write_nanousd_per_mtok=None,
        n_hosts=1,
        source="test",
        as_of=date(2026, 7, 1),
        basis="list price of lab",
    )


def _pair(ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> PairedTask:
    n = len(next(iter((ours | theirs).values()), [0.0]))
    ones: FloatArray = np.ones(n)
    return PairedTask(
        challenger="c",
        task=None,
        incumbent_score=ones,
        challenger_score=ones,
        repeats=np.ones(n, dtype=np.int64),
        incumbent_measures={k: np.array(v) for k, v in ours.items()},
        challenger_measures={k: np.array(v) for k, v in theirs.items()},
        arrival=np.arange(n),
    )


NO_PRICES = PairedPrices(incumbent=None, challenger=None)
NAN = float("nan")


def test_recorded_cost_wins_over_tokens() -> None:
    measures = {"cost_usd": np.array([0.1]), "input_tokens": np.array([5.0]), "output_tokens": np.array([5.0])}
    assert model_costs(measures, _price(10**9)).source == "cost_usd in the data"


def test_tokens_are_priced_at_list_price() -> None:
    measures = {"input_tokens": np.array([1_000_000.0]), "output_tokens": np.array([500_000.0])}
    costs = model_costs(measures, _price(8 * 10**9, 2 * 10**9))
    assert costs.usd is not None
    assert costs.usd[0] == pytest.approx(2 + 4)
    assert costs.source == "tokens at the list price of lab (2026-07-01)"


@pytest.mark.parametrize(
    ("measures", "price", "why"),
    [
        ({}, _price(1), "no cost_usd and no input_tokens with output_tokens"),
        ({"cost_usd": [0.1, NAN]}, None, "cost_usd is missing for some answers"),
        ({"input_tokens": [1.0, 1.0]}, _price(1), "no input_tokens with output_tokens"),
        ({"input_tokens": [1.0, 1.0], "output_tokens": [1.0, NAN]}, _price(1), "no cost_usd"),
        ({"input_tokens": [1.0, 1.0], "output_tokens": [1.0, 1.0]}, None, "no list price is known"),
    ],
)
def test_an_unknown_cost_says_why(measures: dict[str, list[float]], price: ListPrice | None, why: str) -> None:
    costs = model_costs({k: np.array(v) for k, v in measures.items()}, price)
    assert costs.usd is None
    assert why in costs.source


def test_the_ratio_of_means_has_an_interval_that_holds_it() -> None:
    pair = _pair({"cost_usd": [1.0, 2.0, 3.0]}, {"cost_usd": [0.5, 1.5, 1.0]})
    found = compare_costs(pair, NO_PRICES, alpha=0.05, critical=None, spread=True)
    assert found.ratio == pytest.approx(0.5)
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 0.5 < found.upper
    wider = compare_costs(pair, NO_PRICES, alpha=0.05, critical=10.0, spread=True)
    assert wider.upper is not None
    assert wider.upper > found.upper
    assert found.incumbent is not None
    assert found.incumbent.lower is not None
    assert found.incumbent.lower < found.incumbent.usd_per_item == pytest.approx(2.0)


def test_averages_of_a_run_give_a_ratio_without_an_interval() -> None:
    pair = _pair({"cost_usd": [1.0, 2.0]}, {"cost_usd": [1.0, 1.0]})
    found = compare_costs(pair, NO_PRICES, alpha=0.05, critical=None, spread=False)
    assert found.ratio == pytest.approx(2 / 3)
    assert (found.lower, found.upper) == (None, None)
    assert "only totals were recorded" in found.note


def test_an_incumbent_that_costs_nothing_gives_no_ratio() -> None:
    pair = _pair({"cost_usd": [0.0, 0.0]}, {"cost_usd": [1.0, 1.0]})
    found = compare_costs(pair, NO_PRICES, alpha=0.05, critical=None, spread=True)
    assert found.ratio is None
    assert found.note == "no ratio: the incumbent's answers cost 0"


def test_price_per_token_and_cost_per_answer_can_disagree() -> None:
    tokens = {"input_tokens": [0.0, 0.0], "output_tokens": [1000.0, 2000.0]}
    chatty = {"input_tokens": [0.0, 0.0], "output_tokens": [9000.0, 9000.0]}
    prices = PairedPrices(incumbent=_price(10**9), challenger=_price(5 * 10**8))
    found = compare_costs(_pair(tokens, chatty), prices, alpha=0.05, critical=None, spread=True)
    assert prices.output_ratio == 0.5
    assert found.ratio == pytest.approx(3.0)


def test_one_reason_for_both_models_is_said_once() -> None:
    same = compare_costs(_pair({}, {}), NO_PRICES, alpha=0.05, critical=None, spread=True).note
    assert same == "cost unknown: no cost_usd and no input_tokens with output_tokens (both models)"
    apart = compare_costs(_pair({"cost_usd": [1.0]}, {}), NO_PRICES, alpha=0.05, critical=None, spread=True).note
    assert apart.startswith("cost unknown: ")
    assert "the incumbent" not in apart
