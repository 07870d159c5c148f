"""The score interval of bounded values: the definition tried numerically, its known cases, symmetries and limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from deadheat.stats.bounded_score import BoundedSample, score_bounds, score_z
from deadheat.stats.paired import mean_difference
from deadheat.stats.proportions import wilson_bounds

Z = 1.959963984540054
values = st.lists(st.floats(-1, 1, allow_nan=False).map(lambda x: round(x, 6)), min_size=1, max_size=60)


def sample(x: list[float], *, lo: float = -1.0, hi: float = 1.0) -> BoundedSample:
    return BoundedSample.of(np.array(x), lo=lo, hi=hi)


def score_by_hand(x: list[float], target: float) -> float:
    """(mean - target) / error, the error from the most likely weights on the values and the bounds with that mean."""
    support = np.array(sorted({*x, -1.0, 1.0}))
    counts = np.array([x.count(v) for v in support], dtype=float)

    def minus_log_likelihood(p: np.ndarray) -> float:
        return -float(counts @ np.log(np.maximum(p, 1e-300)))

    best = minimize(
        minus_log_likelihood,
        np.full(len(support), 1 / len(support)),
        jac=lambda p: -counts / np.maximum(p, 1e-300),
        bounds=[(1e-12, 1)] * len(support),
        constraints=[
            {"type": "eq", "fun": lambda p: p.sum() - 1, "jac": lambda p: np.ones(len(p))},
            {"type": "eq", "fun": lambda p: p @ support - target, "jac": lambda _: support},
        ],
        method="SLSQP",
        options={"maxiter": 2000, "ftol": 1e-15},
    )
    variance = float(best.x @ (support - target) ** 2) / len(x)
    return (float(np.mean(x)) - target) / math.sqrt(variance)


@pytest.mark.parametrize(
    "x",
    [
        [0.0] * 20 + [0.25] * 4 + [-0.25] * 3,
        [-1.0] + [0.0] * 20 + [0.5] * 5,
        [0.9, 0.7, 0.2, -0.1],
        [-1.0] * 5 + [0.3] * 9,
    ],
)
def test_limits_are_where_the_restricted_likelihood_puts_the_score_at_z(x: list[float]) -> None:
    lower, upper = score_bounds(sample(x), z=Z)
    assert score_by_hand(x, lower) == pytest.approx(Z, abs=5e-3)
    assert score_by_hand(x, upper) == pytest.approx(-Z, abs=5e-3)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.1, 6))
def test_zeros_and_ones_inside_zero_and_one_give_wilson(hits: int, misses: int, z: float) -> None:
    n = hits + misses
    if n:
        seen = score_bounds(sample([1.0] * hits + [0.0] * misses, lo=0.0), z=z)
        assert seen == pytest.approx(wilson_bounds(hits, n, z), abs=1e-12)


def test_published_example_of_tango() -> None:
    seen = score_bounds(sample([1.0] + [-1.0] * 7 + [0.0] * 13), z=Z)
    assert seen == pytest.approx((-0.517, -0.026), abs=5e-4)  # Fagerland et al. 2014


@given(values, st.floats(0.05, 5))
def test_limits_are_ordered_inside_the_bounds_and_mirrored(x: list[float], z: float) -> None:
    lower, upper = score_bounds(sample(x), z=z)
    assert -1 <= lower <= np.mean(x) + 1e-12
    assert np.mean(x) - 1e-12 <= upper <= 1
    turned = score_bounds(sample([-v for v in x]), z=z)
    assert turned == pytest.approx((-upper, -lower), abs=1e-10)
    wider = score_bounds(sample(x), z=1.1 * z)
    assert wider[0] <= lower + 1e-12
    assert wider[1] >= upper - 1e-12


@given(values, st.floats(0.05, 5))
def test_the_score_at_a_limit_is_its_z(x: list[float], z: float) -> None:
    for limit in score_bounds(sample(x), z=z):
        if -1 < limit < 1 and abs(limit - np.mean(x)) > 1e-9:
            assert score_z(sample(x), limit) == pytest.approx(z, rel=1e-5)


def test_the_score_is_zero_at_the_mean_and_infinite_outside() -> None:
    x = sample([0.25, 0.5])
    assert score_z(x, x.mean) == 0
    assert score_z(x, -1.0) == score_z(x, 3.0) == math.inf


def test_many_values_without_skew_give_the_z_interval() -> None:
    x = np.random.default_rng(1).uniform(-1, 1, 200_000)
    error = float(x.std()) / math.sqrt(len(x))
    seen = score_bounds(BoundedSample.of(x, lo=-1.0, hi=1.0), z=Z)
    assert seen == pytest.approx((x.mean() - Z * error, x.mean() + Z * error), abs=2e-5)


def test_values_at_one_bound_leave_room_on_the_other_side_alone() -> None:
    assert score_bounds(sample([1.0] * 30), z=2.0) == pytest.approx((1 - 2 * 4 / 34, 1.0))


def test_a_target_close_to_the_mean_is_judged_by_the_spread_that_was_seen() -> None:
    half = np.random.default_rng(0).choice([0.1, 0.3, 0.7], size=400)
    values = np.random.default_rng(1).permutation(np.concatenate([half, -half]))
    seen = BoundedSample.of(values, lo=-1.0, hi=1.0)
    for gap in (1e-17, 1e-12, 1e-7, 1.9e-6, 2.1e-6, 1e-4):
        z = abs(gap - seen.mean) * math.sqrt(800) / float(values.std())
        assert score_z(seen, gap) == pytest.approx(z, rel=1e-3)
        assert score_z(seen, -gap) == pytest.approx(score_z(seen.mirrored(), gap))


@pytest.mark.filterwarnings("error")
def test_differences_that_cancel_but_for_rounding_have_p_one() -> None:
    rng = np.random.default_rng(0)
    for _ in range(100):
        half = rng.choice([0.1, 0.3, 0.7, 0.0], size=40)
        found = mean_difference(rng.permutation(np.concatenate([half, -half])), alpha=0.05)
        assert found.p_value == pytest.approx(1.0)
