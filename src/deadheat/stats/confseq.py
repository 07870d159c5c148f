"""Confidence sequences and e-values for the mean of bounded observations, on arrays.

The process is that of `stats/eprocess.py`: ten bettors with fixed fractions f bet on y = (x - lo) / (hi - lo) against
"mean <= m", each multiplying its share by 1 + f (y / m - 1), and their mirror images bet against "mean >= m". Every
factor falls as m rises, so the means that are not refuted form an interval and each limit is one root. The product
does not depend on the order of the rows, and at m = the sample mean it is at most 1: the interval after n rows always
holds the sample mean and is never empty.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deadheat.stats.eprocess import FRACTIONS, WEIGHTS, BettingProcess, Null, check_range, log_threshold
from deadheat.stats.inputs import FloatArray, Numbers, finite_vector

METHOD = "hedged betting with ten fixed fractions, anytime-valid"

_FRACTIONS = np.array(FRACTIONS)[:, None]
_LOG_WEIGHTS = np.log(np.array(WEIGHTS))
_BLOCK = 4096  # rows at once: ten bettors fit the cache
_CELLS = 8192  # a running limit is rounded outward to a multiple of the range / _CELLS
_ROUNDING = 1e-10  # the limit of one interval is moved outward by this part of the range
_SMALLEST_MEAN = 1e-12
_TWO_SIDES = math.log(2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConfidenceSequence:
    """Row t holds the interval after x[:t+1]; from row `empty_from` on no mean is left and both limits are NaN."""

    lower: FloatArray
    upper: FloatArray
    n: int
    alpha: float
    lo: float
    hi: float
    empty_from: int | None
    method: str = METHOD


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanInterval:
    """The interval after all n rows, with the sample mean; `estimate` is None when there is no row."""

    estimate: float | None
    lower: float
    upper: float
    n: int
    alpha: float
    method: str = METHOD


def mean_cs(x: Numbers, *, alpha: float, lo: float = 0.0, hi: float = 1.0) -> ConfidenceSequence:
    """Time-uniform interval for the mean of bounded observations: all rows hold at once with probability 1 - alpha.

    Assumes: lo <= x[i] <= hi; E[x[i] | past] constant; no independence needed. Any stopping rule is valid.
    Args:    x (n,), in arrival order. alpha: total two-sided error in (0, 1). lo, hi: known bounds, same unit as x.
    Returns: lower, upper of shape (n,), same unit as x; row t uses x[:t+1] only and lies inside row t-1 (running
             intersection), rounded outward to (hi - lo) / 8192. n == 0 -> empty arrays. When nothing is left, which
             has probability <= alpha if the assumptions hold and else says that the mean moved, the rows are NaN
             from `empty_from` on: never [lo, hi], never a limit that looks like knowledge.
    Raises:  DataError if a value is outside [lo, hi] or not finite; ConfigError if alpha is not in (0, 1) or lo >= hi.
    Method:  hedged betting. Waudby-Smith & Ramdas (JRSS-B 2024), arXiv:2010.09686, section 4, for the hedge; the bets
             are diversified Kelly with fixed fractions, see `eprocess.BettingProcess`.
    Checked: tests/stats/test_confseq.py — golden (confseq 0.0.11), brute-force grid, invariances;
             tests/simulation/anytime.py — miss rate at any row <= alpha.
    """
    y = _unit_scaled(x, lo, hi)
    threshold = log_threshold(alpha) + _TWO_SIDES
    lower = lo + (hi - lo) * _running_limit(y, threshold)
    upper = hi - (hi - lo) * _running_limit(1.0 - y, threshold)
    empty = lower > upper
    empty_from = int(np.argmax(empty)) if empty.any() else None
    lower[empty] = upper[empty] = np.nan
    lower.flags.writeable = upper.flags.writeable = False
    return ConfidenceSequence(lower=lower, upper=upper, n=len(y), alpha=alpha, lo=lo, hi=hi, empty_from=empty_from)


def mean_interval(x: Numbers, *, alpha: float, lo: float = 0.0, hi: float = 1.0) -> MeanInterval:
    """The anytime-valid interval after all of x, without the rows before: quick, and blind to the order of x.

    Assumes: as `mean_cs`. Valid if n was chosen by looking at the data in arrival order.
    Args:    as `mean_cs`.
    Returns: limits in the unit of x, always lower <= estimate <= upper, rounded outward by 1e-10 of the range. It is
             not intersected with earlier rows, so it holds the last row of `mean_cs`. n == 0 -> [lo, hi].
    Raises:  as `mean_cs`.
    Method:  as `mean_cs`; each limit is the root of log-capital = log(2/alpha), by false position.
    Checked: tests/stats/test_confseq.py — brute-force grid, golden (confseq 0.0.11), closed form for equal values,
             order, reflection, scale; tests/simulation/anytime.py.
    """
    y = _unit_scaled(x, lo, hi)
    threshold = log_threshold(alpha) + _TWO_SIDES
    if not len(y):
        return MeanInterval(estimate=None, lower=lo, upper=hi, n=0, alpha=alpha)
    values, counts = _distinct(y)
    below = _limit(values, counts, threshold)
    above = _limit(1.0 - values, counts, threshold)
    mean = min(max(lo + (hi - lo) * float(np.mean(y)), lo), hi)
    lower, upper = min(lo + (hi - lo) * below, mean), max(hi - (hi - lo) * above, mean)
    return MeanInterval(estimate=mean, lower=lower, upper=upper, n=len(y), alpha=alpha)


def log_e_values(x: Numbers, m: float, *, null: Null, lo: float = 0.0, hi: float = 1.0) -> FloatArray:
    """Log e-value against a claim about the mean after every row: the capital of `BettingProcess`, on arrays.

    Assumes: as `BettingProcess`. The running maximum may be compared with log(1/alpha) (Ville's inequality).
    Args:    x (n,), in arrival order. m: the claimed mean, strictly inside (lo, hi). null: as `BettingProcess`.
    Returns: (n,), natural logarithms, so that no capital overflows; row t uses x[:t+1] only.
    Raises:  DataError for values outside [lo, hi] or not finite; ConfigError for m, null, lo or hi out of range.
    Method:  as `BettingProcess`.
    Checked: tests/stats/test_confseq.py — golden (confseq 0.0.11), equal to the scalar process within 1e-9.
    """
    y, claim = _claimed(x, m, null=null, lo=lo, hi=hi)
    if null == "at_most":
        return _log_path(y, claim)
    if null == "at_least":
        return _log_path(1.0 - y, 1.0 - claim)
    both = np.logaddexp(_log_path(y, claim), _log_path(1.0 - y, 1.0 - claim))
    return np.asarray(both - _TWO_SIDES, dtype=np.float64)


def log_e_value(x: Numbers, m: float, *, null: Null, lo: float = 0.0, hi: float = 1.0) -> float:
    """Log e-value after all of x: the last of `log_e_values`, without the rows before; 0 when there is no row."""
    y, claim = _claimed(x, m, null=null, lo=lo, hi=hi)
    values, counts = _distinct(y)
    above = _log_capital(values, counts, claim) if null != "at_least" else -math.inf
    below = _log_capital(1.0 - values, counts, 1.0 - claim) if null != "at_most" else -math.inf
    return float(np.logaddexp(above, below)) - (_TWO_SIDES if null == "equal" else 0.0)


def p_value(x: Numbers, m: float, *, lo: float = 0.0, hi: float = 1.0) -> float:
    """Two-sided anytime-valid p-value for "mean = m": the smallest alpha whose `mean_interval` leaves m out.

    Assumes: as `mean_cs`. Args, Raises: as `log_e_values`. Returns: in (0, 1]; no row -> 1.
    Method:  2 / the larger of the two one-sided e-values. It agrees with the interval by construction; the e-value
             against "equal" averages the two sides and is never weaker.
    Checked: tests/stats/test_confseq.py, against the interval at random alpha.
    """
    sides: tuple[Null, Null] = ("at_most", "at_least")
    larger = max(log_e_value(x, m, null=null, lo=lo, hi=hi) for null in sides)
    return math.exp(min(0.0, _TWO_SIDES - larger))


def bettors_gain(x: Numbers, m: float, *, lo: float, hi: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean and standard deviation of what each bettor gains per item (log), and the log of what it starts with.

    The bettors are those against the claim on the far side of m from the sample mean; without items nobody gains.
    """
    y, claim = _claimed(x, m, null="at_most", lo=lo, hi=hi)
    if not len(y):
        return np.zeros_like(_LOG_WEIGHTS), np.zeros_like(_LOG_WEIGHTS), _LOG_WEIGHTS
    values, counts = _distinct(y)
    if np.mean(y) < claim:
        values, claim = 1.0 - values, 1.0 - claim
    logs = np.log1p(_FRACTIONS * (values / claim - 1.0))
    drift = np.average(logs, axis=1, weights=counts)
    spread = np.sqrt(np.average((logs - drift[:, None]) ** 2, axis=1, weights=counts))
    return drift, spread, _LOG_WEIGHTS


def _unit_scaled(x: Numbers, lo: float, hi: float) -> FloatArray:
    check_range(lo, hi)
    return np.clip((finite_vector("x", x, lo=lo, hi=hi) - lo) / (hi - lo), 0.0, 1.0)


def _claimed(x: Numbers, m: float, *, null: Null, lo: float, hi: float) -> tuple[FloatArray, float]:
    BettingProcess(m, null=null, lo=lo, hi=hi)  # refuses what the scalar process refuses, in the same words
    return _unit_scaled(x, lo, hi), (m - lo) / (hi - lo)


def _distinct(y: FloatArray) -> tuple[FloatArray, FloatArray | None]:
    """The distinct values with their counts where that is much shorter; scores are often 0, 1/2 and 1."""
    values, counts = np.unique(y, return_counts=True)
    if 4 * len(values) > len(y):
        return y, None
    return values, counts.astype(np.float64)


def _log_capital(y: FloatArray, counts: FloatArray | None, m: float) -> float:
    """Log of the capital against "mean <= m" after all of y; `counts` says how often each value was seen."""
    gain = y / m - 1.0
    total = np.zeros(len(_LOG_WEIGHTS))
    for start in range(0, len(y), _BLOCK):
        rows = slice(start, start + _BLOCK)
        logs = np.log1p(_FRACTIONS * gain[rows])
        total += logs.sum(axis=1) if counts is None else logs @ counts[rows]
    return float(np.logaddexp.reduce(total + _LOG_WEIGHTS))


def _log_path(y: FloatArray, m: float) -> FloatArray:
    """Log of the capital against "mean <= m" after each row."""
    path = np.empty(len(y))
    capital = _LOG_WEIGHTS
    for start in range(0, len(y), _BLOCK):
        rows, capital = _advance(capital, y[start : start + _BLOCK], m)
        path[start : start + _BLOCK] = rows
    return path


def _advance(capital: FloatArray, y: FloatArray, m: float) -> tuple[FloatArray, FloatArray]:
    """Log of the sum after each row of one block, and the log-capital of each bettor at its end."""
    paths = np.log1p(_FRACTIONS * (y / m - 1.0))
    np.cumsum(paths, axis=1, out=paths)
    paths += capital[:, None]
    top = paths.max(axis=0)
    return np.log(np.exp(paths - top).sum(axis=0)) + top, paths[:, -1].copy()


def _first_passage(y: FloatArray, m: float, threshold: float) -> int:
    """The first row after which "mean <= m" is refuted; len(y) if none."""
    capital = _LOG_WEIGHTS
    for start in range(0, len(y), _BLOCK):
        rows, capital = _advance(capital, y[start : start + _BLOCK], m)
        refuted = rows >= threshold
        if refuted.any():
            return start + int(np.argmax(refuted))
    return len(y)


def _running_limit(y: FloatArray, threshold: float) -> FloatArray:
    """The largest multiple of 1 / _CELLS refuted up to each row.

    A smaller mean is refuted no later, so the limit rises over the rows and the rows of one cell stand together:
    halve the cells, and let the first passage at the middle divide the rows between the halves.
    """
    limit = np.zeros(len(y))
    open_cells = [(0, _CELLS, 0, len(y))]
    while open_cells:
        refuted, standing, start, stop = open_cells.pop()
        if start == stop:
            continue
        if standing - refuted == 1:
            limit[start:stop] = refuted / _CELLS
            continue
        middle = (refuted + standing) // 2
        passage = max(start, _first_passage(y[:stop], middle / _CELLS, threshold))
        open_cells += [(refuted, middle, start, passage), (middle, standing, passage, stop)]
    return limit


def _limit(y: FloatArray, counts: FloatArray | None, threshold: float) -> float:
    """The smallest mean that is not refuted, moved outward by the rounding; 0 if every mean stands."""
    mean = float(np.average(y, weights=counts))

    def excess(m: float) -> float:
        return _log_capital(y, counts, m) - threshold

    if mean <= _SMALLEST_MEAN or excess(_SMALLEST_MEAN) < 0:
        return 0.0
    n = float(len(y) if counts is None else counts.sum())
    spread = float(np.average((y - mean) ** 2, weights=counts))
    step = 1.5 * math.sqrt(2.0 * threshold * spread / n) + threshold / (2.0 * n)
    standing, refuted = mean, max(mean - step, _SMALLEST_MEAN)
    while (seen := excess(refuted)) < 0:
        standing, step = refuted, 2.0 * step
        refuted = max(mean - step, _SMALLEST_MEAN)
    root = _falling_root(excess, refuted, seen, standing, excess(standing))
    return max(root - _ROUNDING, 0.0)


def _falling_root(
    falling: Callable[[float], float], left: float, at_left: float, right: float, at_right: float
) -> float:
    """A zero of a falling function between left (>= 0 there) and right (< 0), by the Illinois false position."""
    kept = 0  # which end stood still: it is made to look nearer to zero, or the other end would creep
    for _ in range(200):
        middle = right - at_right * (right - left) / (at_right - at_left)
        seen = falling(middle)
        if abs(seen) < 1e-11 or right - left < _ROUNDING / 10:
            return middle
        if seen > 0:
            left, at_left = middle, seen
            at_right /= 2 if kept == 1 else 1
            kept = 1
        else:
            right, at_right = middle, seen
            at_left /= 2 if kept == -1 else 1
            kept = -1
    return left  # rounding noise at the root: the end that is surely refuted
