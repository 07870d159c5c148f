"""How many items an open question still needs, read off the items there are: at one look, or at any."""

import math
from collections.abc import Sequence

import numpy as np

from deadheat.stats.bounded_score import BoundedSample, score_z
from deadheat.stats.confseq import bettors_gain
from deadheat.stats.distributions import normal_cdf, normal_quantile, two_sided_z
from deadheat.stats.eprocess import log_threshold
from deadheat.stats.inputs import FloatArray, Numbers, checked_alpha, finite_vector
from deadheat.stats.paired import BEYOND, FLAT

POWER = 0.8
MOST_ITEMS = 10**9


def items_to_exclude(x: Numbers, target: float, *, alpha: float, lo: float = 0.0, hi: float = 1.0) -> int | None:
    """How many items in all until `mean_interval` leaves `target` out with 80 % chance, if they go on like x.

    Assumes: the items to come are independent draws from the distribution seen in x; no guarantee, a forecast.
    Args:    x (n,), the items so far. target: the value to be excluded, strictly inside (lo, hi), such as 0 or a
             margin. alpha: total two-sided error of the interval. lo, hi: known bounds.
    Returns: n >= 1 counted from the first item; None if x is empty, its mean is the target, or more than 10^9 items
             would not do.
    Raises:  DataError for values outside [lo, hi]; ConfigError for alpha, target or bounds.
    Method:  each bettor's log-capital after N items is taken as N g - z_0.8 sqrt(N) s, with g and s the mean and
             standard deviation of its gain per item in x; the smallest N whose capital in sum reaches 2/alpha.
    Checked: tests/stats/test_planning.py, against a walk over N and the interval of repeated data;
             tests/simulation/anytime.py, the chance of success.
    """
    threshold = log_threshold(alpha) + math.log(2.0)
    drift, spread, log_weights = bettors_gain(x, target, lo=lo, hi=hi)
    luck = normal_quantile(POWER)

    def is_enough(n: int) -> bool:
        capital: FloatArray = log_weights + n * drift - luck * math.sqrt(n) * spread
        return bool(np.logaddexp.reduce(capital) >= threshold)

    enough = 1
    while not is_enough(enough):
        enough *= 2
        if enough > MOST_ITEMS:
            return None
    too_few = enough // 2
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    return enough


def items_to_settle(d: Numbers, *, margin: float, alpha: float) -> int | None:
    """How many items in all until `mean_difference` leaves out zero or lies inside +-margin, with 80 % chance.

    Assumes: the items to come are independent draws from the distribution seen in d; no guarantee, a forecast.
    Args:    d (n,), differences per item in [-1, 1]. margin in (0, 1). alpha: total two-sided error of the interval.
    Returns: the smaller number of the two ways, n >= 1 counted from the first item; None if d is empty or more than
             10^9 items would not do.
    Raises:  DataError for values outside [-1, 1]; ConfigError for alpha.
    Method:  a z that is q for n items is about N(q sqrt(N / n), 1) for N; Miller (arXiv:2411.00640), section 5, with
             sd >= 1/sqrt(n): that nothing differed yet does not mean that nothing will. The score test, where
             `mean_difference` uses it (0 and 1 alone, or N alpha < 5), divides the same gap by the larger error of its
             null, so that the hurdle grows by that factor. To lie inside the margin both sides must be shown.
    Checked: tests/stats/test_planning.py, against the closed form and fresh samples; tests/simulation/fixed.py, the
             chance of success.
    """
    x, z = finite_vector("d", d, lo=-1.0, hi=1.0), two_sided_z(checked_alpha(alpha))
    if not len(x):
        return None
    n, mean = len(x), float(x.mean())
    spread = max(float(x.std(ddof=1)) if n > 1 else 1.0, 1.0 / math.sqrt(n))
    seen = BoundedSample.of(x, lo=-1.0, hi=1.0)

    def items(*targets: float) -> float:
        plain = [abs(target - mean) * math.sqrt(n) / spread for target in targets]
        by_z = n * _growth([(q, z) for q in plain])
        by_score = n * _growth([(q, z * q / score_z(seen, t)) for q, t in zip(plain, targets, strict=True)])
        if np.isin(x, (-1.0, 0.0, 1.0)).all():
            return by_score
        return min(max(by_z, by_score), max(by_z, BEYOND / alpha))

    ways = [items(0.0)] if abs(mean) > FLAT else []
    if margin - abs(mean) > FLAT:
        ways.append(items(-margin, margin))
    fewest = min(ways, default=math.inf)
    return max(1, math.ceil(fewest)) if fewest <= MOST_ITEMS else None


def _growth(hurdles: Sequence[tuple[float, float]]) -> float:
    """The factor k of growth for which each q sqrt(k), with its noise, exceeds its z, with the chance POWER."""

    def is_enough(root: float) -> bool:
        return sum(normal_cdf(root * q - z) - 1.0 for q, z in hurdles) + 1.0 >= POWER

    low, high = 0.0, max((z + normal_quantile((1 + POWER) / 2)) / q for q, z in hurdles)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high**2
