"""How many times likelier a bad event is with one model than with another: a ratio of two risks."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from deadheat.errors import ConfigError
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import FloatArray, Numbers, checked_alpha, checked_count, finite_vector, same_length
from deadheat.stats.proportions import PairedTable, wilson_bounds

UnpairedMethod = Literal["koopman", "miettinen_nurminen", "katz"]
PairedMethod = Literal["tang", "bonett_price", "delta"]
BLOCK = 1_000_000
"""Cells of ratios times items that are worked on at once, so that memory stays below 100 MB."""
_SPAN = math.log(1e9)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeRisk:
    """risk 1 / risk 0; `estimate` is None when risk 0 was never seen, so that only a lower bound is known.

    A bound of 0 or of infinity says nothing; the other one then holds by itself with error alpha / 2 (`one_sided`).
    """

    estimate: float | None
    lower: float
    upper: float
    one_sided: bool
    n: int
    alpha: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeRiskSequence:
    """lower[t] <= risk ratio <= upper[t] for all t at once with probability 1 - alpha; row t uses items 0..t."""

    lower: FloatArray
    upper: FloatArray
    n: int
    alpha: float
    method: str


def relative_risk(
    events_1: int, n_1: int, *, events_0: int, n_0: int, alpha: float, method: UnpairedMethod = "koopman"
) -> RelativeRisk:
    """Interval for the ratio of two risks from independent samples.

    Assumes: two independent samples of independent yes/no events.
    Args:    events_1 of n_1, events_0 of n_0. alpha: two-sided error. method: `koopman` (score), the same with the
             variance factor N / (N - 1) of `miettinen_nurminen`, or `katz` (log-Wald, [0, inf] where no item or every
             item has an event).
    Returns: 0 <= lower <= upper <= inf. No event in sample 1: lower 0; none in sample 0: upper inf; none at all or an
             empty sample: [0, inf].
    Raises:  DataError if a count is impossible; ConfigError if alpha is not in (0, 1) or the method is unknown.
    Method:  Koopman (Biometrics 1984); Miettinen & Nurminen (Stat. Med. 1985); Katz et al. (Biometrics 1978). The score
             is inverted by bisection with the restricted maximum likelihood in closed form.
    Checked: tests/stats/test_relative_risk.py (statsmodels golden, inversion, numeric likelihood); simulation.
    """
    z = two_sided_z(checked_alpha(alpha))
    checked_count("events_1", events_1, most=checked_count("n_1", n_1))
    checked_count("events_0", events_0, most=checked_count("n_0", n_0))
    if method not in ("koopman", "miettinen_nurminen", "katz"):
        raise ConfigError(f"method is {method!r}. Expected 'koopman', 'miettinen_nurminen' or 'katz'.")
    if not (n_1 and n_0 and events_1 + events_0):
        return _risk((0, 0), (0.0, math.inf), n=n_1 + n_0, alpha=alpha, method=f"{method}: no event was seen")
    if method == "katz":
        always = events_1 == n_1 and events_0 == n_0
        if always or not (events_1 and events_0):
            bounds = (0.0, math.inf)
        else:
            error = math.sqrt(1 / events_1 - 1 / n_1 + 1 / events_0 - 1 / n_0)
            bounds = _around(events_1 * n_0 / (n_1 * events_0), z * error)
    else:
        factor = (n_1 + n_0) / (n_1 + n_0 - 1) if method == "miettinen_nurminen" else 1.0
        score = _unpaired_score((events_1, n_1), (events_0, n_0), factor)
        bounds = _inverted(score, z, lowest=events_1 == 0, highest=events_0 == 0)
    return _risk((events_1 * n_0, events_0 * n_1), bounds, n=n_1 + n_0, alpha=alpha, method=method)


def relative_risk_paired(table: PairedTable, *, alpha: float, method: PairedMethod = "tang") -> RelativeRisk:
    """Interval for the ratio of two risks of the same items, first over second; "right" in the table means the event.

    Assumes: the items are independent draws; the two events of one item may depend in any way.
    Args:    table: the four counts. alpha: two-sided error. method: `tang` (score), `bonett_price` (hybrid Wilson) or
             `delta` (log-Wald, [0, inf] without events or differences).
    Returns: 0 <= lower <= upper <= inf. A side without events leaves a one-sided interval; no event at all [0, inf].
    Raises:  ConfigError if alpha is not in (0, 1) or the method is unknown.
    Method:  Tang, Tang & Chan (Stat. Med. 2003); Bonett & Price (Stat. Med. 2006); delta: se^2 of the log ratio is
             (only_first + only_second) / (x1 x0).
    Checked: tests/stats/test_relative_risk.py (Fagerland's example, numeric likelihood, inversion); simulation.
    """
    z = two_sided_z(checked_alpha(alpha))
    if method not in ("tang", "bonett_price", "delta"):
        raise ConfigError(f"method is {method!r}. Expected 'tang', 'bonett_price' or 'delta'.")
    first, second = table.both + table.only_first, table.both + table.only_second
    if first + second == 0:
        return _risk((0, 0), (0.0, math.inf), n=table.n, alpha=alpha, method=f"{method}: no event was seen")
    if method == "tang":
        bounds = _inverted(_tang_score(table), z, lowest=first == 0, highest=second == 0)
    elif method == "bonett_price":
        bounds = _bonett_price(table, z)
    elif first and second:
        error = math.sqrt((table.only_first + table.only_second) / (first * second))
        bounds = _around(first / second, z * error) if error else (0.0, math.inf)
    else:
        bounds = (0.0, math.inf)
    return _risk((first, second), bounds, n=table.n, alpha=alpha, method=method)


def relative_risk_log_e(x1: Numbers, x0: Numbers, *, ratio: float, larger: bool = True) -> FloatArray:
    """Log e-process against "risk 1 is at most `ratio` times risk 0" (`larger`), or at least that much (not `larger`).

    Assumes: 0 <= x <= 1; the pairs arrive in an order that carries no information (E[x1 - ratio x0 | past] constant).
    Args:    x1, x0 (n,), event (or share of attempts) per item, in arrival order. ratio > 0.
    Returns: (n,) log e-value after each item; reject at any time once it has reached log(1 / alpha).
    Raises:  DataError if a value is outside [0, 1] or lengths differ; ConfigError if ratio is not positive.
    Method:  prod(1 + l_i (x1_i - ratio x0_i)) with predictable l_i in [0, 1 / (2 ratio)], aGRAPA of Waudby-Smith &
             Ramdas (JRSS-B 2024); Ville's inequality.
    Checked: tests/stats/test_relative_risk.py (the product by hand, exact expectation); simulation `relative risk cs`.
    """
    if not 0 < ratio < math.inf:
        raise ConfigError(f"ratio is {ratio!r}. Expected a positive number.")
    a, b = _events(x1, x0)
    return _log_e(a, b, _past(a, b), np.asarray(ratio, dtype=np.float64), larger=larger)


def relative_risk_cs(x1: Numbers, x0: Numbers, *, alpha: float) -> RelativeRiskSequence:
    """Time-uniform interval for the ratio of two risks: exact at every n and at every look.

    Assumes: as `relative_risk_log_e`.
    Args:    x1, x0 (n,), event (or share of attempts) per item, in arrival order. alpha: total two-sided error.
    Returns: lower, upper (n,), nested in time; 0 and inf until the data say more. The grid has steps of 1 % from
             1e-4 to 1e4, rounded outwards. Should the two sides ever cross, the last interval before that is kept.
    Raises:  DataError if a value is outside [0, 1] or lengths differ; ConfigError if alpha is not in (0, 1).
    Method:  all ratios whose two e-processes both stayed below 2 / alpha (running intersection).
    Checked: tests/stats/test_relative_risk.py (JailbreakBench cells, swap, look-back); simulation `relative risk cs`.
    """
    checked_alpha(alpha)
    a, b = _events(x1, x0)
    n, threshold = len(a), math.log(2 / alpha)
    steps = math.ceil(math.log(1e4) / math.log1p(0.01))
    grid = np.exp(np.linspace(-1, 1, 2 * steps + 1) * math.log(1e4))
    past = _past(a, b)
    blocks = np.array_split(grid[:, None], math.ceil(len(grid) * max(n, 1) / BLOCK))

    def leaves(*, larger: bool) -> npt.NDArray[np.intp]:
        """The item at which each ratio of the grid is refuted; n where it never is."""
        return np.concatenate([_first(_log_e(a, b, past, r, larger=larger) >= threshold) for r in blocks])

    below = np.searchsorted(np.maximum.accumulate(leaves(larger=True)), np.arange(n), side="right")
    above = np.searchsorted(np.maximum.accumulate(leaves(larger=False)[::-1]), np.arange(n), side="right")
    lower = np.concatenate([[0.0], grid])[below]
    upper = np.concatenate([[math.inf], grid[::-1]])[above]
    kept = np.maximum.accumulate(np.where(lower <= upper, np.arange(n), 0))
    return RelativeRiskSequence(
        lower=lower[kept], upper=upper[kept], n=n, alpha=alpha, method="betting e-process, exact at every look"
    )


def _risk(events: tuple[int, int], bounds: tuple[float, float], *, n: int, alpha: float, method: str) -> RelativeRisk:
    estimate = events[0] / events[1] if events[1] else None
    one_sided = (bounds[0] == 0) != math.isinf(bounds[1])
    return RelativeRisk(
        estimate=estimate, lower=bounds[0], upper=bounds[1], one_sided=one_sided, n=n, alpha=alpha, method=method
    )


def _around(estimate: float, half: float) -> tuple[float, float]:
    return estimate / math.exp(half), estimate * math.exp(half)


def _unpaired_score(one: tuple[int, int], zero: tuple[int, int], factor: float) -> Callable[[float], float]:
    (x1, n1), (x0, n0) = one, zero

    def score(r: float) -> float:
        b = n1 * r + x1 + n0 + x0 * r
        root = math.sqrt(max(0.0, b * b - 4 * (n1 + n0) * r * (x1 + x0)))
        p0 = 2 * (x1 + x0) / (b + root)
        p1 = min(1.0, r * p0)
        variance = factor * (p1 * (1 - p1) / n1 + r * r * p0 * (1 - p0) / n0)
        gap = x1 / n1 - r * x0 / n0
        return _scaled(gap, variance)

    return score


def _tang_score(table: PairedTable) -> Callable[[float], float]:
    n, first, second = table.n, table.both + table.only_first, table.both + table.only_second
    seen = table.both + table.only_first + table.only_second

    def score(r: float) -> float:
        a, b = n * (1 + r), second * r * r - (first + 2 * table.only_second)
        c = table.only_second * (1 - r) * seen / n
        root = math.sqrt(max(0.0, b * b - 4 * a * c))
        only_second = -2 * c / (b + root) if b > 0 else (root - b) / (2 * a)
        variance = n * (1 + r) * only_second + seen * (r - 1)
        gap = first - second * r
        return _scaled(gap, variance)

    return score


def _scaled(gap: float, variance: float) -> float:
    if variance > 1e-12:
        return gap / math.sqrt(variance)
    return math.copysign(math.inf, gap) if gap else 0.0


def _inverted(score: Callable[[float], float], z: float, *, lowest: bool, highest: bool) -> tuple[float, float]:
    """The ratios with |score| <= z for a falling score; a side that no data bound stays 0 or infinite."""
    lower = 0.0 if lowest else math.exp(_crossing(score, z))
    return lower, math.inf if highest else math.exp(_crossing(score, -z))


def _crossing(score: Callable[[float], float], level: float) -> float:
    low, high = -_SPAN, _SPAN
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if score(math.exp(middle)) > level else (low, middle)
    return (low + high) / 2


def _bonett_price(table: PairedTable, z: float) -> tuple[float, float]:
    first, second = table.both + table.only_first, table.both + table.only_second
    n = table.both + table.only_first + table.only_second
    spread = math.sqrt((table.only_first + table.only_second + 2) / ((first + 1) * (second + 1)))
    each = [math.sqrt((1 - (x + 1) / (n + 2)) / (x + 1)) for x in (first, second)]
    (low1, up1), (low2, up2) = (wilson_bounds(x, n, z * spread / sum(each)) for x in (first, second))
    return low1 / up2, up1 / low2 if low2 else math.inf


def _events(x1: Numbers, x0: Numbers) -> tuple[FloatArray, FloatArray]:
    a, b = finite_vector("x1", x1, lo=0, hi=1), finite_vector("x0", x0, lo=0, hi=1)
    same_length("x1", a, "x0", b)
    return a, b


def _past(a: FloatArray, b: FloatArray) -> FloatArray:
    """Means before each item of x1, x0 and their products, with one prior item of (1/2, 1/2) and variance 1/4."""
    rows = np.stack([a, b, a * a, a * b, b * b])
    prior = np.array([[0.5], [0.5], [0.5], [0.25], [0.5]])
    sums = np.cumsum(np.concatenate([prior, rows[:, :-1]], axis=1), axis=1)[:, : len(a)]
    return np.asarray(sums / np.arange(1, len(a) + 1), dtype=np.float64)


def _log_e(a: FloatArray, b: FloatArray, past: FloatArray, ratio: FloatArray, *, larger: bool) -> FloatArray:
    """One row for each ratio of a column; as a scalar array it gives one course."""
    m1, m0, s11, s10, s00 = past
    sign = 1.0 if larger else -1.0
    mean = sign * (m1 - ratio * m0)
    square = s11 - 2 * ratio * s10 + ratio * ratio * s00
    bet = np.clip(mean / np.maximum(square, 1e-300), 0.0, 0.5 / ratio if larger else 0.5)
    return np.asarray(np.cumsum(np.log1p(bet * sign * (a - ratio * b)), axis=-1), dtype=np.float64)


def _first(hit: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    n = hit.shape[1]
    return np.where(hit.any(axis=1), hit.argmax(axis=1), n) if n else np.zeros(len(hit), dtype=np.intp)
