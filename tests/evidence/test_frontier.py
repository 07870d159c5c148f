"""Cheapest above a bar, frontier and savings on the bundled index and catalogue."""

from datetime import UTC, datetime

import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.fitted_index import FittedIndex, IndexOptions, fit_index
from deadheat.evidence.frontier import price_frontier
from deadheat.evidence.score_sheet import read_score_sheet
from deadheat.facts.frontier import Frontier, Workload

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def fitted() -> FittedIndex:
    return fit_index(read_score_sheet(), IndexOptions(draws=60))


@pytest.fixture(scope="module")
def frontier(fitted: FittedIndex) -> Frontier:
    return price_frontier(fitted, Workload(), NOON, threshold=150, incumbent="Claude Sonnet 5")


def test_the_cheapest_is_the_first_that_reaches_the_bar_with_confidence(frontier: Frontier) -> None:
    costs = [row.usd_per_month for row in frontier.models]
    assert costs == sorted(costs)
    sure = [row for row in frontier.models if (row.chance or 0) >= frontier.confidence]
    assert frontier.cheapest == sure[0].model
    assert sure[0].index > 150


def test_more_confidence_or_a_higher_bar_is_never_cheaper(fitted: FittedIndex) -> None:
    def cost(threshold: float, confidence: float) -> float:
        found = price_frontier(fitted, Workload(), NOON, threshold=threshold, confidence=confidence)
        return next(row.usd_per_month for row in found.models if row.model == found.cheapest)

    assert cost(150, 0.6) <= cost(150, 0.99)
    assert cost(145, 0.95) <= cost(158, 0.95)


def test_an_unreachable_bar_has_no_cheapest(fitted: FittedIndex) -> None:
    assert price_frontier(fitted, Workload(), NOON, threshold=200).cheapest is None


def test_the_frontier_rises_in_index_with_cost(frontier: Frontier) -> None:
    on = [row for row in frontier.models if row.on_frontier]
    assert [row.index for row in on] == sorted(row.index for row in on)
    assert all(row.possibly for row in on)
    assert all((row.frontier_chance or 0) > 0 for row in on)
    assert on[-1].index == max(row.index for row in frontier.models)


def test_savings_are_differences_of_cost_with_the_call_of_the_index(frontier: Frontier) -> None:
    assert frontier.incumbent_usd is not None
    for saving in frontier.savings:
        assert saving.saves_usd == pytest.approx(frontier.incumbent_usd - saving.usd_per_month)
        assert saving.break_even_tokens > 1
        assert saving.lower is not None
        assert saving.upper is not None
        assert (saving.call == "dead_heat") == (saving.lower >= -2 and saving.upper <= 2)
    calls = [saving.call for saving in frontier.savings]
    assert calls.index("behind") >= calls.count("dead_heat") + calls.count("ahead") + calls.count("open")


def test_every_assumption_is_part_of_the_result(frontier: Frontier) -> None:
    text = " ".join(frontier.assumptions)
    for words in ("1000 M input tokens", "same tokens", "cache", "list prices", "not your work"):
        assert words in text
    assert any(f"of {frontier.n} models" in note for note in frontier.notes)
    assert frontier.unpriced
    assert not frontier.unresolved


@pytest.mark.parametrize("name", ["claude sonnet 5", "claude-sonnet-5", "us.anthropic.claude-sonnet-5-v1:0"])
def test_the_model_in_use_goes_by_any_of_its_names(fitted: FittedIndex, name: str) -> None:
    asked = price_frontier(fitted, Workload(), NOON, incumbent=name)
    assert asked == price_frontier(fitted, Workload(), NOON, incumbent="Claude Sonnet 5")
    assert asked.incumbent == "Claude Sonnet 5"


def test_questions_that_cannot_be_answered_are_refused(fitted: FittedIndex) -> None:
    with pytest.raises(ConfigError, match="confidence"):
        price_frontier(fitted, Workload(), NOON, confidence=0.2)
    with pytest.raises(ConfigError, match="margin"):
        price_frontier(fitted, Workload(), NOON, margin=0)
    with pytest.raises(DataError, match="Claude Sonnet 5"):
        price_frontier(fitted, Workload(), NOON, incumbent="Claude Sonet 5")
    with pytest.raises(DataError, match="no offer with a price"):
        price_frontier(fitted, Workload(), NOON, incumbent="PaLM 2-L")
    bare = fit_index(read_score_sheet(), IndexOptions(draws=0))
    with pytest.raises(ConfigError, match="needs intervals"):
        price_frontier(bare, Workload(), NOON, threshold=150)
    assert price_frontier(bare, Workload(), NOON).models[0].lower is None
