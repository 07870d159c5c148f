"""How long until something happens, when for some it has not happened yet."""

from dataclasses import dataclass

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import BoolArray, FloatArray, checked_alpha

HALF = 0.5 + 1e-12  # a product of shares that is one half up to rounding counts as one half


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianWait:
    """The median wait; None where the data does not reach it: `upper` is None when it may lie beyond every wait."""

    median: float | None
    lower: float | None
    upper: float | None
    n: int
    n_events: int
    alpha: float


def median_wait(waits: FloatArray, happened: BoolArray, *, alpha: float) -> MedianWait:
    """Kaplan-Meier median of waits, some of which had not ended when the data did.

    Assumes: waits are independent of one another and of the end of the data.
    Args:    waits (n,) >= 0 in any unit; happened (n,): False where it was still going on. alpha: two-sided error.
    Returns: the first time at which at most half are still waiting, with the interval of Brookmeyer and Crowley
             (Biometrics 1982) on the log-log scale. No event gives None for all three.
    Raises:  DataError if a wait is negative or not finite; ConfigError if alpha is not in (0, 1).
    Method:  product-limit estimator (Kaplan and Meier, JASA 1958), Greenwood's variance.
    Checked: tests/stats/test_kaplan_meier.py: scipy.stats.ecdf, no censoring, all censored.
    """
    checked_alpha(alpha)
    if len(waits) != len(happened) or not np.all(np.isfinite(waits) & (waits >= 0)):
        raise DataError("a wait is negative, not a number, or has no event flag. Expected waits >= 0.")
    times = np.unique(waits[happened])
    empty = MedianWait(median=None, lower=None, upper=None, n=len(waits), n_events=int(happened.sum()), alpha=alpha)
    if len(times) == 0:
        return empty
    at_risk = np.array([(waits >= t).sum() for t in times], dtype=float)
    events = np.array([(happened & (waits == t)).sum() for t in times], dtype=float)
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):  # at survival 0 the log-log band is not defined
        spread = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events)))) / np.abs(np.log(survival))
        z = two_sided_z(alpha)
        low = np.where(survival > 0, survival ** np.exp(z * spread), 0.0)
        high = np.where(survival > 0, survival ** np.exp(-z * spread), 0.0)
    return MedianWait(
        median=_first(times, survival <= HALF),
        lower=_first(times, low <= HALF),
        upper=_first(times, (high <= HALF) & (survival > 0)),
        n=len(waits),
        n_events=int(happened.sum()),
        alpha=alpha,
    )


def _first(times: FloatArray, reached: BoolArray) -> float | None:
    return float(times[reached.argmax()]) if reached.any() else None
