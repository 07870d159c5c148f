"""Shares of clustered trials."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from deadheat.errors import ConfigError, DataError
from deadheat.stats.clustered_share import clustered_share


@pytest.mark.parametrize(("right", "n"), [(20, 45), (3, 60), (99, 100), (0, 30), (30, 30)])
def test_one_trial_per_item_is_near_wilson(right: int, n: int) -> None:
    """The variance between items is divided by n - 1, which makes the interval that much wider."""
    means = np.array([1.0] * right + [0.0] * (n - right))
    mean, lower, upper = clustered_share(means, n_trials=n, alpha=0.05)
    known = binomtest(right, n).proportion_ci(method="wilson")
    assert mean == right / n
    assert lower == pytest.approx(known.low, abs=0.01)
    assert upper == pytest.approx(known.high, abs=0.01)
    assert upper > lower


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=40))
def test_bounds_hold_the_mean_and_mirror(values: list[float]) -> None:
    means = np.array(values)
    mean, lower, upper = clustered_share(means, n_trials=4 * len(means), alpha=0.1)
    assert 0 <= lower <= mean <= upper <= 1
    assert upper > lower
    other = clustered_share(1 - means, n_trials=4 * len(means), alpha=0.1)
    assert other[1] == pytest.approx(1 - upper)


def test_repeats_of_one_item_tell_less_than_other_items() -> None:
    alike = clustered_share(np.array([1.0, 0.0] * 20), n_trials=400, alpha=0.05)
    mixed = clustered_share(np.array([0.5] * 39 + [0.6]), n_trials=400, alpha=0.05)
    assert alike[2] - alike[1] > 2 * (mixed[2] - mixed[1])


def test_no_item_is_the_widest_interval_and_bad_input_is_refused() -> None:
    _, lower, upper = clustered_share(np.array([]), n_trials=0, alpha=0.05)
    assert (lower, upper) == (0.0, 1.0)
    with pytest.raises(DataError):
        clustered_share(np.array([1.2]), n_trials=1, alpha=0.05)
    with pytest.raises(DataError):
        clustered_share(np.array([1.0, 0.0]), n_trials=1, alpha=0.05)
    with pytest.raises(ConfigError):
        clustered_share(np.array([1.0]), n_trials=1, alpha=0.0)
