"""The index equals the published one, and says what it rests on."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from deadheat.errors import ConfigError
from deadheat.evidence.fitted_index import IndexOptions, fit_index
from deadheat.evidence.index import frontier_slope, summarise_index
from deadheat.evidence.score_sheet import read_score_sheet
from deadheat.facts.index import CapabilityIndex

pytestmark = pytest.mark.slow

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "capability_index.json").read_text())


@pytest.fixture(scope="module")
def result() -> CapabilityIndex:
    return summarise_index(fit_index(read_score_sheet(), IndexOptions(draws=100)))


def test_every_strong_model_is_within_two_hundredths_of_the_published_index(result: CapabilityIndex) -> None:
    ours = {m.model: m.index for m in result.models}
    strong = {name: cells[0] for name, cells in GOLDEN["models"].items() if cells[0] >= 120}
    assert len(strong) == 150
    assert max(abs(ours[name] - published) for name, published in strong.items()) <= 0.02


def test_the_tail_and_the_difficulties_are_near_the_published_ones(result: CapabilityIndex) -> None:
    """The published optimiser stops early, which shows in weakly tested models and benchmarks."""
    ours = {m.model: m.index for m in result.models}
    assert max(abs(ours[name] - cells[0]) for name, cells in GOLDEN["models"].items()) <= 0.25
    difficulty = {b.benchmark: b.difficulty for b in result.benchmarks}
    shifts = [abs(difficulty[name] - published) for name, published in GOLDEN["benchmarks"].items()]
    assert float(np.median(shifts)) <= 0.005
    assert max(shifts) <= 0.25


def test_intervals_are_as_wide_as_the_published_ones(result: CapabilityIndex) -> None:
    widths = [
        (m.upper - m.lower) / (GOLDEN["models"][m.model][2] - GOLDEN["models"][m.model][1])
        for m in result.models
        if m.lower is not None and m.upper is not None and m.index >= 120
    ]
    assert 0.85 < float(np.median(widths)) < 1.1


def test_gradient_is_zero_and_the_order_is_by_index(result: CapabilityIndex) -> None:
    assert result.gradient < 1e-9
    values = [m.index for m in result.models]
    assert values == sorted(values, reverse=True)


def test_anchors_have_no_interval_and_everyone_else_has_one(result: CapabilityIndex) -> None:
    fixed = {m.model for m in result.models if m.lower is None}
    assert fixed == {"Claude 3.5 Sonnet", "GPT-5"}
    assert all(m.is_anchor == (m.model in fixed) for m in result.models)


def test_a_dead_heat_needs_the_whole_difference_inside_the_margin(result: CapabilityIndex) -> None:
    assert result.models[0].call is None
    calls = {m.call for m in result.models[1:]}
    assert "dead_heat" in calls
    for m in result.models[1:]:
        assert m.behind_lower is not None
        assert m.behind_upper is not None
        inside = -result.margin <= m.behind_lower and m.behind_upper <= result.margin
        assert (m.call == "dead_heat") == inside


def test_sensitivity_and_influence_name_the_models_they_move(result: CapabilityIndex) -> None:
    assert result.sensitivity is not None
    assert result.sensitivity.moved_model in {m.model for m in result.models}
    assert result.sensitivity.points_per_year != result.sensitivity.points_per_year_here
    best = result.models[0]
    assert best.decisive_benchmark is not None
    assert best.shift_without is not None
    assert all(b.largest_shift is not None for b in result.benchmarks)


def test_quick_results_leave_them_out_and_no_draws_leave_calls_unknown() -> None:
    quick = summarise_index(
        fit_index(read_score_sheet(), IndexOptions(draws=0)), with_sensitivity=False, with_influence=False
    )
    assert quick.sensitivity is None
    assert quick.models[0].decisive_benchmark is None
    assert {m.call for m in quick.models} == {None}


def test_benchmark_resampling_widens_the_intervals_of_the_leaders(result: CapabilityIndex) -> None:
    other = summarise_index(
        fit_index(read_score_sheet(), IndexOptions(draws=100, resample="benchmark")),
        with_sensitivity=False,
        with_influence=False,
    )
    assert other.resample == "benchmark"
    assert [m.lower for m in other.models[:5]] != [m.lower for m in result.models[:5]]


def test_margin_must_be_positive() -> None:
    with pytest.raises(ConfigError, match="margin"):
        summarise_index(fit_index(read_score_sheet(), IndexOptions(draws=0)), margin=0)


def test_frontier_slope_of_a_straight_line_is_its_slope() -> None:
    days: list[date | None] = [date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1), None]
    assert frontier_slope(days, np.array([10.0, 20.0, 30.0, 99.0])) == pytest.approx(10, rel=0.01)
    assert frontier_slope(days[:2], np.array([10.0, 20.0])) is None
