"""Intervals and tests for shares of yes/no outcomes: one share, two independent ones, two of the same items."""

import math
from dataclasses import dataclass

import numpy as np

from deadheat.stats.bounded_score import BoundedSample, score_bounds
from deadheat.stats.distributions import beta_quantile, binomial_cdf, two_sided_z
from deadheat.stats.inputs import checked_alpha, checked_count


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionInterval:
    """A share, or a difference of two shares, with its interval; `estimate` is None when there are no items."""

    estimate: float | None
    lower: float
    upper: float
    n: int
    alpha: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTable:
    """How many items both sides, only the first, only the second, or neither got right."""

    both: int
    only_first: int
    only_second: int
    neither: int

    def __post_init__(self) -> None:
        for name in ("both", "only_first", "only_second", "neither"):
            checked_count(name, getattr(self, name))

    @property
    def n(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither

    def swapped(self) -> "PairedTable":
        """The same items with the two sides exchanged."""
        return PairedTable(
            both=self.both, only_first=self.only_second, only_second=self.only_first, neither=self.neither
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemar:
    """Two-sided p-values of McNemar's test; `exact` never exceeds its level, `mid_p` is less conservative."""

    exact: float
    mid_p: float
    discordant: int


def wilson(successes: int, n: int, *, alpha: float) -> ProportionInterval:
    """Score interval for one share.

    Assumes: n independent yes/no outcomes with one probability.
    Args:    successes of n. alpha: two-sided error in (0, 1).
    Returns: bounds inside [0, 1], never of zero width; n == 0 -> [0, 1].
    Raises:  DataError if successes is not in 0..n; ConfigError if alpha is not in (0, 1).
    Method:  Wilson (JASA 1927), without continuity correction. Approximate: mean coverage near 1 - alpha.
    Checked: tests/stats/test_proportions.py (statsmodels golden, reflection); simulation `wilson coverage`.
    """
    z = two_sided_z(checked_alpha(alpha))
    checked_count("successes", successes, most=checked_count("n", n))
    lower, upper = wilson_bounds(successes, n, z)
    estimate = successes / n if n else None
    return ProportionInterval(estimate=estimate, lower=lower, upper=upper, n=n, alpha=alpha, method="Wilson score")


def clopper_pearson(successes: int, n: int, *, alpha: float) -> ProportionInterval:
    """Exact interval for one share: each side misses with probability at most alpha/2 at every n.

    Assumes: n independent yes/no outcomes with one probability.
    Args:    successes of n. alpha: two-sided error in (0, 1).
    Returns: bounds inside [0, 1]; zero successes of n give an upper bound of 1 - (alpha/2)**(1/n); n == 0 -> [0, 1].
    Raises:  DataError if successes is not in 0..n; ConfigError if alpha is not in (0, 1).
    Method:  Clopper & Pearson (Biometrika 1934), by quantiles of the beta distribution.
    Checked: tests/stats/test_proportions.py (scipy, closed form at zero, reflection).
    """
    checked_alpha(alpha)
    checked_count("successes", successes, most=checked_count("n", n))
    lower = 1.0 - share_at_most(n - successes, n, alpha=alpha / 2)
    upper = share_at_most(successes, n, alpha=alpha / 2)
    estimate = successes / n if n else None
    method = "Clopper-Pearson exact"
    return ProportionInterval(estimate=estimate, lower=lower, upper=upper, n=n, alpha=alpha, method=method)


def share_at_most(successes: int, n: int, *, alpha: float) -> float:
    """The exact one-sided upper bound for a share; it fails with probability at most alpha."""
    checked_alpha(alpha)
    checked_count("successes", successes, most=checked_count("n", n))
    if successes == n:
        return 1.0
    if successes == 0:
        return -math.expm1(math.log(alpha) / n)
    return beta_quantile(1.0 - alpha, successes + 1, n - successes)


def newcombe_unpaired(successes_1: int, n_1: int, *, successes_0: int, n_0: int, alpha: float) -> ProportionInterval:
    """Interval for the difference of two independent shares, p1 - p0.

    Assumes: two independent samples of independent yes/no outcomes.
    Args:    successes_1 of n_1 and successes_0 of n_0. alpha: two-sided error in (0, 1).
    Returns: bounds inside [-1, 1]; an empty sample gives [-1, 1].
    Raises:  DataError if a count is impossible; ConfigError if alpha is not in (0, 1).
    Method:  square-and-add of two Wilson intervals (MOVER). Newcombe (Stat. Med. 17:873, 1998), method 10.
    Checked: tests/stats/test_proportions.py (statsmodels golden, swap of sides); simulation.
    """
    z = two_sided_z(checked_alpha(alpha))
    checked_count("successes_1", successes_1, most=checked_count("n_1", n_1))
    checked_count("successes_0", successes_0, most=checked_count("n_0", n_0))
    method = "Newcombe, two independent shares"
    if n_1 == 0 or n_0 == 0:
        return ProportionInterval(estimate=None, lower=-1.0, upper=1.0, n=n_1 + n_0, alpha=alpha, method=method)
    p1, p0 = successes_1 / n_1, successes_0 / n_0
    (low1, up1), (low0, up0) = wilson_bounds(successes_1, n_1, z), wilson_bounds(successes_0, n_0, z)
    lower = p1 - p0 - math.hypot(p1 - low1, up0 - p0)
    upper = p1 - p0 + math.hypot(up1 - p1, p0 - low0)
    return _difference(p1 - p0, (lower, upper), n=n_1 + n_0, alpha=alpha, method=method)


def newcombe_paired(table: PairedTable, *, alpha: float) -> ProportionInterval:
    """Interval for the difference of two shares of the same items, first minus second.

    Assumes: the items are independent draws; the two outcomes of one item may depend in any way.
    Args:    table: the four counts. alpha: two-sided error in (0, 1).
    Returns: bounds inside [-1, 1], never of zero width; no items -> [-1, 1].
    Raises:  ConfigError if alpha is not in (0, 1).
    Method:  square-and-add of two Wilson intervals with the correlation phi of the table, its numerator reduced by
             n/2 when positive. Newcombe (Stat. Med. 17:2635, 1998), method 10.
    Checked: tests/stats/test_proportions.py (published examples, swap of sides); simulation `newcombe paired coverage`.
    """
    z, n = two_sided_z(checked_alpha(alpha)), table.n
    method = "Newcombe, paired shares"
    if n == 0:
        return ProportionInterval(estimate=None, lower=-1.0, upper=1.0, n=0, alpha=alpha, method=method)
    first, second = table.both + table.only_first, table.both + table.only_second
    (low1, up1), (low2, up2) = wilson_bounds(first, n, z), wilson_bounds(second, n, z)
    p1, p2, phi = first / n, second / n, _phi(table)
    lower = p1 - p2 - _correlated(p1 - low1, up2 - p2, phi)
    upper = p1 - p2 + _correlated(up1 - p1, p2 - low2, phi)
    return _difference(p1 - p2, (lower, upper), n=n, alpha=alpha, method=method)


def tango_paired(only_first: int, only_second: int, *, n: int, alpha: float) -> ProportionInterval:
    """Score interval for the difference of two shares of n items, from the items that differ alone.

    Assumes: the items are independent draws; the two outcomes of one item may depend in any way.
    Args:    only_first, only_second: items that one side alone got right. n: all items. alpha: two-sided error.
    Returns: bounds inside [-1, 1], never of zero width; n == 0 -> [-1, 1].
    Raises:  DataError if the counts exceed n; ConfigError if alpha is not in (0, 1).
    Method:  inversion of the score test with the restricted likelihood. Tango (Stat. Med. 17:891, 1998); computed by
             `bounded_score.score_bounds`, of which it is the case of three values.
    Checked: tests/stats/test_proportions.py (published example, closed form without discordance); simulation.
    """
    z = two_sided_z(checked_alpha(alpha))
    checked_count("only_first", only_first, most=checked_count("n", n))
    checked_count("only_second", only_second, most=n - only_first)
    method = "Tango score, paired shares"
    if n == 0:
        return ProportionInterval(estimate=None, lower=-1.0, upper=1.0, n=0, alpha=alpha, method=method)
    estimate = (only_first - only_second) / n
    counts = np.array([only_second, n - only_first - only_second, only_first], dtype=np.float64)
    bounds = score_bounds(BoundedSample(values=np.array([-1.0, 0.0, 1.0]), counts=counts, lo=-1.0, hi=1.0), z=z)
    return _difference(estimate, bounds, n=n, alpha=alpha, method=method)


def mcnemar(only_first: int, only_second: int) -> McNemar:
    """Exact two-sided test that two shares of the same items are equal, from the items that differ.

    Assumes: the items are independent draws.
    Args:    only_first, only_second: items that one side alone got right.
    Returns: exact and mid-p values; both 1 when no item differs.
    Raises:  DataError if a count is negative.
    Method:  binomial with p = 1/2, McNemar (Psychometrika 1947); mid-p as Fagerland, Lydersen & Laake (BMC Med. Res.
             Methodol. 13:91, 2013).
    Checked: tests/stats/test_proportions.py (published example, scipy.stats.binomtest, symmetry).
    """
    checked_count("only_first", only_first)
    checked_count("only_second", only_second)
    fewer, n = min(only_first, only_second), only_first + only_second
    tail = binomial_cdf(fewer, n, 0.5)
    point = tail - binomial_cdf(fewer - 1, n, 0.5)
    if n == 0 or only_first == only_second:
        return McNemar(exact=1.0, mid_p=1.0 if n == 0 else 1.0 - point / 2, discordant=n)
    return McNemar(exact=min(1.0, 2 * tail), mid_p=2 * tail - point, discordant=n)


def wilson_bounds(successes: float, n: float, z: float) -> tuple[float, float]:
    """The two Wilson bounds for the normal quantile `z`; an effective number of trials need not be whole."""
    if n == 0:
        return 0.0, 1.0
    p, square = successes / n, z * z
    centre = (p + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    lower = 0.0 if successes == 0 else max(0.0, centre - half)
    return lower, 1.0 if successes == n else min(1.0, centre + half)


def _phi(table: PairedTable) -> float:
    first, second = table.both + table.only_first, table.both + table.only_second
    product = first * (table.n - first) * second * (table.n - second)
    if product == 0:
        return 0.0
    covariance = float(table.both * table.neither - table.only_first * table.only_second)
    return (max(covariance - table.n / 2, 0.0) if covariance > 0 else covariance) / math.sqrt(product)


def _correlated(a: float, b: float, phi: float) -> float:
    return math.sqrt(max(0.0, a * a - 2 * phi * a * b + b * b))


def _difference(
    estimate: float, bounds: tuple[float, float], *, n: int, alpha: float, method: str
) -> ProportionInterval:
    lower, upper = max(-1.0, bounds[0]), min(1.0, bounds[1])
    return ProportionInterval(estimate=estimate, lower=lower, upper=upper, n=n, alpha=alpha, method=method)
