"""Median waits, some of which have not ended."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from deadheat.errors import ConfigError, DataError
from deadheat.stats.kaplan_meier import median_wait


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=2, max_size=30))
def test_median_and_interval_agree_with_scipy(rows: list[tuple[int, bool]]) -> None:
    waits = np.array([float(w) for w, _ in rows])
    happened = np.array([e for _, e in rows])
    found = median_wait(waits, happened, alpha=0.1)
    if not happened.any():
        assert (found.median, found.lower, found.upper) == (None, None, None)
        return
    curve = ecdf(CensoredData.right_censored(waits, ~happened)).sf
    at_half = curve.quantiles[curve.probabilities <= 0.5 + 1e-12]
    assert found.median == (at_half.min() if len(at_half) else None)
    if happened.all() and len(np.unique(waits)) < 2:
        return
    with np.errstate(all="ignore"):
        try:
            band = curve.confidence_interval(confidence_level=0.9, method="log-log")
        except RuntimeWarning:
            return
    reached = band.low.quantiles[np.nan_to_num(band.low.probabilities, nan=0.0) <= 0.5]
    events = np.unique(waits[happened])
    expected = next((t for t in events if (reached == t).any()), None)
    assert found.lower == expected


def test_without_censoring_it_is_the_sample_median() -> None:
    found = median_wait(np.array([float(i) for i in range(1, 22)]), np.ones(21, dtype=bool), alpha=0.1)
    assert found.median == 11.0
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 11.0 < found.upper


def test_later_censoring_leaves_the_upper_end_open() -> None:
    found = median_wait(np.array([1.0, 2.0, 9.0, 9.0]), np.array([True, True, False, False]), alpha=0.1)
    assert found.median == 2.0
    assert found.upper is None
    assert (found.n, found.n_events) == (4, 2)


def test_nothing_happened_yet_gives_no_number() -> None:
    found = median_wait(np.array([1.0, 2.0]), np.array([False, False]), alpha=0.1)
    assert (found.median, found.lower, found.upper) == (None, None, None)


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_impossible_waits_are_refused(bad: float) -> None:
    with pytest.raises(DataError):
        median_wait(np.array([bad]), np.array([True]), alpha=0.1)
    with pytest.raises(ConfigError):
        median_wait(np.array([1.0]), np.array([True]), alpha=1.0)
