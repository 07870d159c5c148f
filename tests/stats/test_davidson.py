"""Chances of win, tie and loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.stats.davidson import chances

differences = st.floats(-30, 30)
weights = st.floats(0, 50)


def one(difference: float, nu: float) -> tuple[float, float, float]:
    found = chances(np.array([difference]), nu)
    return float(found.win[0]), float(found.tie[0]), float(found.loss[0])


def test_equals_tie_as_often_as_the_weight_says() -> None:
    assert one(0.0, 1.0) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert one(0.0, 2.0) == pytest.approx((0.25, 0.5, 0.25))


def test_without_ties_it_is_the_logistic_function() -> None:
    assert one(1.5, 0.0) == pytest.approx((1 / (1 + np.exp(-1.5)), 0.0, 1 / (1 + np.exp(1.5))))


@given(differences, weights)
def test_win_against_loss_has_the_odds_of_the_difference(difference: float, nu: float) -> None:
    win, tie, loss = one(difference, nu)
    assert win + tie + loss == pytest.approx(1.0)
    assert np.log(win / loss) == pytest.approx(difference, abs=1e-9)


@given(differences, weights)
def test_swapping_the_models_swaps_win_and_loss(difference: float, nu: float) -> None:
    assert one(difference, nu) == pytest.approx(one(-difference, nu)[::-1])


@given(st.floats(-5, 5), weights)
def test_expected_points_rise_with_the_difference_at_the_rate_of_their_variance(difference: float, nu: float) -> None:
    step = 1e-5
    ends = chances(np.array([difference - step, difference + step]), nu).expected
    assert (ends[1] - ends[0]) / (2 * step) == pytest.approx(chances(np.array([difference]), nu).variance[0], abs=1e-7)


def test_models_far_apart_do_not_overflow() -> None:
    found = chances(np.array([-1e4, 1e4]), 1.0)
    assert found.win.tolist() == [0.0, 1.0]
    assert found.loss.tolist() == [1.0, 0.0]
