"""Asymptotic confidence sequences: golden, closed form at the tuning point, planning, invariances."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.asymptotic import asymptotic_cs, asymptotic_half_width, items_needed
from deadheat.stats.confseq import mean_interval

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "anytime.json").read_text())
X = np.random.default_rng(7).choice([0.0, 0.5, 1.0], size=400, p=[0.3, 0.3, 0.4])

alphas = st.floats(0.001, 0.5)


@pytest.mark.parametrize("case", GOLDEN["normal_mixture"], ids=lambda c: f"v{c['v']}-alpha{c['alpha']}")
def test_half_width_is_the_normal_mixture_boundary_of_the_confseq_package(case: dict[str, Any]) -> None:
    ours = asymptotic_half_width(1.0, case["v"], alpha=case["alpha"], tuned_at=100) * case["v"]
    assert ours == pytest.approx(case["bound"], rel=1e-9)


@given(alphas, st.integers(1, 10_000))
def test_half_width_at_the_tuning_point_has_its_closed_form_and_is_the_least(alpha: float, n: int) -> None:
    width = asymptotic_half_width(1.0, n, alpha=alpha, tuned_at=n)
    s = (width * math.sqrt(n)) ** 2 - 1
    assert s == pytest.approx(math.log1p(s) - 2 * math.log(alpha), rel=1e-9)
    for other in (0.8 * n, 1.25 * n):
        assert asymptotic_half_width(1.0, n, alpha=alpha, tuned_at=max(1, round(other))) >= width - 1e-12


def test_last_row_has_the_half_width_of_the_sample_spread() -> None:
    sequence = asymptotic_cs(X, alpha=0.05)
    half = asymptotic_half_width(float(np.std(X)), len(X), alpha=0.05)
    assert sequence.estimate[-1] == pytest.approx(X.mean())
    assert sequence.upper[-1] - sequence.estimate[-1] == pytest.approx(half, rel=1e-9)
    assert sequence.estimate[-1] - sequence.lower[-1] == pytest.approx(half, rel=1e-9)


def test_asymptotic_interval_is_about_as_wide_as_the_exact_one() -> None:
    for n in (100, 400):
        exact = mean_interval(X[:n], alpha=0.05)
        half = asymptotic_half_width(float(np.std(X[:n])), n, alpha=0.05)
        assert 0.85 < (exact.upper - exact.lower) / (2 * half) < 1.15


def test_rows_before_the_first_look_and_without_spread_claim_nothing() -> None:
    sequence = asymptotic_cs(X, alpha=0.05, first_look=50)
    assert np.all(np.isinf(sequence.lower[:49]))
    assert np.all(np.isfinite(sequence.lower[49:]))
    flat = asymptotic_cs([0.7] * 60, alpha=0.05)
    assert np.all(flat.lower == -np.inf)
    assert np.all(flat.upper == np.inf)


def test_rows_use_only_earlier_observations() -> None:
    whole, half = asymptotic_cs(X, alpha=0.05), asymptotic_cs(X[:200], alpha=0.05)
    assert np.array_equal(whole.lower[:200], half.lower)


@given(st.floats(-1000, 1000), st.floats(0.01, 1000))
def test_shift_and_scale_move_the_interval_with_the_values(shift: float, scale: float) -> None:
    moved, plain = asymptotic_cs(shift + scale * X, alpha=0.05), asymptotic_cs(X, alpha=0.05)
    assert moved.lower[-1] == pytest.approx(shift + scale * plain.lower[-1], rel=1e-6, abs=1e-6)
    assert moved.upper[-1] == pytest.approx(shift + scale * plain.upper[-1], rel=1e-6, abs=1e-6)


def test_each_option_matters() -> None:
    base = asymptotic_cs(X, alpha=0.05).upper[-1]
    assert asymptotic_cs(X, alpha=0.01).upper[-1] > base
    assert asymptotic_cs(X, alpha=0.05, tuned_at=400).upper[-1] < base
    assert items_needed(0.4, 0.05, alpha=0.05, power=0.8) > items_needed(0.4, 0.05, alpha=0.05)
    assert items_needed(0.4, 0.05, alpha=0.05, tuned_at=1000) != items_needed(0.4, 0.05, alpha=0.05)


def test_no_observation_gives_empty_rows() -> None:
    assert asymptotic_cs([], alpha=0.05).lower.shape == (0,)


@given(st.floats(0.05, 2.0), st.floats(0.02, 1.0), alphas)
def test_items_needed_is_the_first_n_that_is_enough(spread: float, distance: float, alpha: float) -> None:
    n = items_needed(spread, distance, alpha=alpha)
    assert asymptotic_half_width(spread, n, alpha=alpha) <= distance
    if n > 1:
        assert asymptotic_half_width(spread, n - 1, alpha=alpha) > distance


def test_items_needed_grows_with_the_inverse_square_of_the_distance() -> None:
    ratio = items_needed(0.4, 0.005, alpha=0.05) / items_needed(0.4, 0.05, alpha=0.05)
    assert 90 < ratio < 220


@pytest.mark.parametrize("distance", [0.0, -0.1, math.nan, math.inf, 1e-12])
def test_a_distance_that_cannot_be_resolved_is_refused(distance: float) -> None:
    with pytest.raises(DataError):
        items_needed(0.4, distance, alpha=0.05)


@pytest.mark.parametrize("spread", [0.0, -1.0, math.nan, math.inf])
def test_values_without_spread_plan_nothing(spread: float) -> None:
    with pytest.raises(DataError, match="standard_deviation"):
        items_needed(spread, 0.1, alpha=0.05)
    with pytest.raises(DataError, match="standard_deviation"):
        asymptotic_half_width(spread, 100, alpha=0.05)


def test_arguments_out_of_range_are_refused() -> None:
    for power in (0.0, 1.0, 80.0):
        with pytest.raises(ConfigError, match="power"):
            items_needed(0.4, 0.1, alpha=0.05, power=power)
    for alpha in (0.0, 1.0, 95.0, math.nan):
        with pytest.raises(ConfigError, match="alpha"):
            asymptotic_cs(X, alpha=alpha)
    with pytest.raises(ConfigError, match="tuned_at"):
        asymptotic_cs(X, alpha=0.05, tuned_at=0)
    with pytest.raises(ConfigError, match="first_look"):
        asymptotic_cs(X, alpha=0.05, first_look=1)
    with pytest.raises(DataError, match="n is 0"):
        asymptotic_half_width(0.4, 0, alpha=0.05)
    with pytest.raises(DataError, match=r"x\[1\] is nan"):
        asymptotic_cs([0.5, math.nan], alpha=0.05)
