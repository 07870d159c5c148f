"""How many times dearer one model is than another on the same items: a ratio of mean costs."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deadheat.errors import ConfigError
from deadheat.stats.distributions import two_sided_t, two_sided_z
from deadheat.stats.inputs import Numbers, checked_alpha, finite_vector, same_length

LARGE = 100
MOST = 1e100
"""A cost above this is a mistake, and would overflow in a sum of squares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioInterval:
    """mean(numerator) / mean(denominator); `estimate` is None when that is not a number.

    log_standard_error: delta-method error of log(estimate); infinite where no interval can be formed.
    """

    estimate: float | None
    lower: float
    upper: float
    log_standard_error: float
    n: int
    alpha: float
    method: str


def ratio_of_means(
    numerator: Numbers, denominator: Numbers, *, alpha: float, critical: float | None = None
) -> RatioInterval:
    """Interval for the ratio of two mean costs of the same items.

    Assumes: the items are independent draws; costs >= 0 with finite variance; n large enough for the log of each mean
             to be nearly normal (costs with a very long tail need more items).
    Args:    numerator, denominator (n,), cost of each item, challenger over incumbent. alpha: two-sided error.
             critical: the interval is estimate * exp(+-critical * error); None takes z (n >= 100) or Student's t. Give
             sqrt(n) times the half-width of an asymptotic confidence sequence for unit variance to look at every n.
    Returns: 0 <= lower <= upper <= inf. No interval, hence [0, inf], when n < 2, when a mean is zero, or when every
             item has the same ratio: what was never seen to vary says nothing about the next item. A zero denominator
             leaves the estimate None; a zero numerator makes it 0.
    Raises:  DataError if a cost is negative or not finite, or lengths differ; ConfigError for alpha or critical.
    Method:  delta method on log(mean a / mean b): error = sd(a / mean a - b / mean b) / sqrt(n). Casella & Berger,
             Statistical Inference (2002), example 5.5.27; anytime: Waudby-Smith et al. (AoS 2024).
    Checked: tests/stats/test_ratio.py (Fieller as second implementation, scaling, inversion); simulation `ratio *`.
    """
    checked_alpha(alpha)
    if critical is not None and not 0 < critical < math.inf:
        raise ConfigError(f"critical is {critical!r}. Expected a positive finite multiplier of the standard error.")
    a = finite_vector("numerator", numerator, lo=0.0, hi=MOST)
    b = finite_vector("denominator", denominator, lo=0.0, hi=MOST)
    n = same_length("numerator", a, "denominator", b)
    mean_a, mean_b = (float(a.mean()), float(b.mean())) if n else (0.0, 0.0)
    if n == 0 or mean_b == 0:
        method = "no items" if n == 0 else "no interval: the denominator is zero for every item"
        return _without_interval(None, n=n, alpha=alpha, method=method)
    estimate = mean_a / mean_b
    error = _log_error(a, b, means=(mean_a, mean_b))
    if math.isinf(error):
        return _without_interval(estimate, n=n, alpha=alpha, method=_why_not(n, mean_a))
    name = "given critical value" if critical is not None else ("z" if n >= LARGE else f"Student t, {n - 1} df")
    factor = math.exp(min(700.0, error * _critical(critical, n, alpha)))
    return RatioInterval(
        estimate=estimate,
        lower=estimate / factor,
        upper=estimate * factor,
        log_standard_error=error,
        n=n,
        alpha=alpha,
        method=f"log-delta ratio of means, {name}",
    )


def _critical(critical: float | None, n: int, alpha: float) -> float:
    if critical is not None:
        return critical
    return two_sided_z(alpha) if n >= LARGE else two_sided_t(alpha, n - 1)


def _log_error(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], *, means: tuple[float, float]) -> float:
    if len(a) < 2 or means[0] == 0:
        return math.inf
    error = float((a / means[0] - b / means[1]).std(ddof=1)) / math.sqrt(len(a))
    return error if error > 1e-12 else math.inf


def _why_not(n: int, mean_a: float) -> str:
    if n < 2:
        return "no interval: one item only"
    if mean_a == 0:
        return "no interval: the numerator is zero for every item"
    return "no interval: every item has the same ratio"


def _without_interval(estimate: float | None, *, n: int, alpha: float, method: str) -> RatioInterval:
    return RatioInterval(
        estimate=estimate, lower=0.0, upper=math.inf, log_standard_error=math.inf, n=n, alpha=alpha, method=method
    )
