"""How many items an open question still needs, read off the items there are."""

import math

import numpy as np

from deadheat.stats.confseq import bettors_gain
from deadheat.stats.distributions import normal_quantile
from deadheat.stats.eprocess import log_threshold
from deadheat.stats.inputs import FloatArray, Numbers

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
