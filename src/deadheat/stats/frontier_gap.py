"""Two groups that improve over time: how far, and for how long, does one stand behind the other?"""

from dataclasses import dataclass

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.inputs import BoolArray, FloatArray, IntArray

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFigures:
    """mean_gap: the mean over days of leader's best minus follower's best; gap_now: the same on the last day.

    mean_lag, median_lag: months, over the follower's records; None if no leader ever stood at one of them.
    """

    mean_gap: float
    gap_now: float
    mean_lag: float | None
    median_lag: float | None
    n_lags: int


def record_rows(day: IntArray, value: FloatArray, members: BoolArray) -> IntArray:
    """Rows of `members` that beat every earlier member on the day they came out, in time order."""
    rows: IntArray = np.flatnonzero(members)
    rows = rows[np.lexsort((-value[rows], day[rows]))]
    if len(rows) == 0:
        return rows
    before = np.concatenate([[-np.inf], np.maximum.accumulate(value[rows])[:-1]])
    leading: IntArray = rows[value[rows] > before]
    return leading


def months_behind(day: IntArray, value: FloatArray, *, records: IntArray, leaders: BoolArray) -> FloatArray:
    """For each record, months since a leader first stood at or above it; NaN where none ever did.

    Negative where the leader came later than the record.
    """
    rows = np.flatnonzero(leaders)
    rows = rows[np.argsort(day[rows], kind="stable")]
    reached = value[rows][None, :] >= value[records][:, None]
    first = day[rows][reached.argmax(axis=1)] if len(rows) else np.zeros(len(records))
    return np.where(reached.any(axis=1), (day[records] - first) / DAYS_PER_MONTH, np.nan)


def gap_figures(
    day: IntArray, value: FloatArray, *, followers: BoolArray, leaders: BoolArray, since: int, until: int
) -> GapFigures:
    """Vertical gap and lag between two frontiers over the days `since` to `until`.

    Assumes: value does not change after the day a row came out.
    Args:    day (n,): day numbers; value (n,): one scale for all. since, until: day numbers, both included.
    Returns: gaps in the unit of value, positive where leaders are ahead; lags of the followers' records from `since`.
    Raises:  DataError if a group has nothing out by `since`, or until < since.
    Method:  step functions of the best so far, averaged over days; lag of a record = its day minus the first day on
             which a leader stood at or above its value.
    Checked: tests/stats/test_frontier_gap.py: closed forms, golden (7.3 months, 7.6 points), shift invariance.
    """
    if until < since:
        raise DataError("the period ends before it begins.")
    best = [_best_by_day(day, value, members, since, until) for members in (leaders, followers)]
    gap = best[0] - best[1]
    records = record_rows(day, value, followers)
    lags = months_behind(day, value, records=records[day[records] >= since], leaders=leaders)
    known = lags[np.isfinite(lags)]
    return GapFigures(
        mean_gap=float(gap.mean()),
        gap_now=float(gap[-1]),
        mean_lag=float(known.mean()) if len(known) else None,
        median_lag=float(np.median(known)) if len(known) else None,
        n_lags=len(known),
    )


def _best_by_day(day: IntArray, value: FloatArray, members: BoolArray, since: int, until: int) -> FloatArray:
    """The best value out on each day."""
    records = record_rows(day, value, members)
    if len(records) == 0 or day[records[0]] > since:
        raise DataError("one of the two groups has no model yet on the first day.", hint="Begin later.")
    standing = np.searchsorted(day[records], np.arange(since, until + 1), side="right") - 1
    best: FloatArray = value[records][standing]
    return best
