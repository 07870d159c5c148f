"""Gap and lag of two frontiers, against closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.stats.frontier_gap import DAYS_PER_MONTH, gap_figures, months_behind, record_rows

DAY = np.array([0, 100, 200, 50, 160, 300])
VALUE = np.array([10.0, 20.0, 30.0, 10.0, 20.0, 35.0])
LEADERS = np.array([True, True, True, False, False, False])


def test_records_beat_all_before_them_and_one_per_day_counts() -> None:
    day, value = np.array([3, 1, 1, 2, 4]), np.array([5.0, 1.0, 2.0, 2.0, 4.0])
    assert record_rows(day, value, np.ones(5, dtype=bool)).tolist() == [2, 0]


def test_lag_counts_from_the_first_leader_at_or_above() -> None:
    lags = months_behind(DAY, VALUE, records=np.array([3, 4, 5]), leaders=LEADERS) * DAYS_PER_MONTH
    assert lags[:2] == pytest.approx([50, 60])
    assert np.isnan(lags[2])


def test_gap_is_averaged_over_days() -> None:
    figures = gap_figures(DAY, VALUE, followers=~LEADERS, leaders=LEADERS, since=50, until=149)
    assert figures.mean_gap == pytest.approx((50 * 0 + 50 * 10) / 100)
    assert figures.gap_now == 10
    assert figures.n_lags == 2
    assert figures.mean_lag == pytest.approx(55 / DAYS_PER_MONTH)
    late = gap_figures(DAY, VALUE, followers=~LEADERS, leaders=LEADERS, since=300, until=300)
    assert late.gap_now == -5
    assert late.mean_lag is None


@given(st.floats(-50, 50), st.integers(-1000, 1000))
def test_shifting_the_scale_or_the_calendar_changes_nothing(shift: float, days: int) -> None:
    base = gap_figures(DAY, VALUE, followers=~LEADERS, leaders=LEADERS, since=60, until=310)
    moved = gap_figures(
        DAY + days, VALUE + shift, followers=~LEADERS, leaders=LEADERS, since=60 + days, until=310 + days
    )
    assert moved.mean_gap == pytest.approx(base.mean_gap)
    assert moved.mean_lag == pytest.approx(base.mean_lag)


def test_a_period_without_a_group_is_refused() -> None:
    with pytest.raises(DataError, match="no model yet"):
        gap_figures(DAY, VALUE, followers=~LEADERS, leaders=LEADERS, since=10, until=100)
    with pytest.raises(DataError, match="before it begins"):
        gap_figures(DAY, VALUE, followers=~LEADERS, leaders=LEADERS, since=100, until=10)
