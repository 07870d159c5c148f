"""Asymptotic confidence sequences: no bounds needed, narrow, and a promise that large samples keep."""

import math
from dataclasses import dataclass

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.stats.distributions import normal_quantile
from deadheat.stats.eprocess import log_threshold
from deadheat.stats.inputs import FloatArray, Numbers, checked_alpha, finite_vector

METHOD = "asymptotic confidence sequence, normal mixture"
_MOST_ITEMS = 10**15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AsymptoticSequence:
    """Row t holds the interval after x[:t+1]; it is unbounded before the first look and while all values are equal."""

    estimate: FloatArray
    lower: FloatArray
    upper: FloatArray
    n: int
    alpha: float
    tuned_at: int
    first_look: int
    method: str = METHOD


def asymptotic_cs(x: Numbers, *, alpha: float, tuned_at: int = 100, first_look: int = 30) -> AsymptoticSequence:
    """Intervals for the mean of independent observations that hold together, once samples are large, at every look.

    Assumes: independent observations with one mean and more than two finite moments; no bounds. The error rate tends
             to alpha as first_look grows; at 30 it is a normal approximation like any other (see Checked).
    Args:    x (n,), in arrival order. alpha: total two-sided error. tuned_at: the n at which the interval is as narrow
             as this family allows. first_look: no row before this one claims anything.
    Returns: estimate, lower, upper of shape (n,), unit of x; row t uses x[:t+1] only. n == 0 -> empty arrays.
    Raises:  DataError if a value is not finite; ConfigError for alpha outside (0, 1) or counts below 1 and 2.
    Method:  mean ± s sqrt(2 (t rho^2 + 1) / (t^2 rho^2) log(sqrt(t rho^2 + 1) / alpha)), Robbins' normal mixture.
             Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (AoS 2024), arXiv:2103.06476, section 2.
    Checked: tests/stats/test_asymptotic.py — golden (normal mixture boundary of confseq 0.0.11), shift and scale;
             tests/simulation/anytime.py — miss rate at any look from 30 on.
    """
    values = finite_vector("x", x)
    if first_look < 2:
        raise ConfigError(f"first_look is {first_look!r}. Expected at least 2: one value has no spread.")
    rho2 = _mixture_scale(alpha, tuned_at)
    t = np.arange(1, len(values) + 1, dtype=np.float64)
    origin = values[0] if len(values) else 0.0
    shifted = np.cumsum(values - origin) / t
    variance = np.maximum(np.cumsum((values - origin) ** 2) / t - shifted**2, 0.0)
    spread = np.sqrt(np.where(variance > 1e-14 * shifted**2, variance, 0.0))
    half = spread * np.sqrt(2 * (t * rho2 + 1) / (t * t * rho2) * (0.5 * np.log1p(t * rho2) - math.log(alpha)))
    half[(t < first_look) | (spread == 0)] = np.inf
    estimate = origin + shifted
    return AsymptoticSequence(
        estimate=estimate,
        lower=estimate - half,
        upper=estimate + half,
        n=len(values),
        alpha=alpha,
        tuned_at=tuned_at,
        first_look=first_look,
    )


def asymptotic_half_width(standard_deviation: float, n: int, *, alpha: float, tuned_at: int = 100) -> float:
    """Half the width of the interval of `asymptotic_cs` after n observations with this standard deviation.

    Assumes: as `asymptotic_cs`. The exact interval of `confseq.mean_interval` is about as wide from n = 100 on.
    Raises:  DataError unless 0 < standard_deviation < inf and n >= 1; ConfigError as `asymptotic_cs`.
    Checked: tests/stats/test_asymptotic.py, closed form at n = tuned_at.
    """
    _check_spread(standard_deviation)
    if n < 1:
        raise DataError(f"n is {n!r}. Expected at least 1.")
    return standard_deviation * _unit_half_width(n, _mixture_scale(alpha, tuned_at), alpha)


def items_needed(
    standard_deviation: float, distance: float, *, alpha: float, tuned_at: int = 100, power: float = 0.5
) -> int:
    """The smallest n after which an interval excludes a value `distance` away from the true mean.

    Assumes: as `asymptotic_cs`, with this standard deviation.
    Args:    power: the chance that the interval excludes it at n; 0.5 asks for half-width <= distance.
    Returns: n >= 1; looking at every step can only find it earlier.
    Raises:  DataError unless standard deviation and distance are finite and above 0, or when no n below 10^15 is
             enough; ConfigError unless power and alpha are in (0, 1).
    Method:  half-width(n) + z_power sd / sqrt(n) <= distance, by doubling and halving n.
    Checked: tests/stats/test_asymptotic.py, against a walk over n; tests/simulation/anytime.py, power kept.
    """
    _check_spread(standard_deviation)
    if not (math.isfinite(distance) and distance > 0):
        raise DataError(f"distance is {distance!r}. Expected a finite number above 0.")
    if not 0.0 < power < 1.0:
        raise ConfigError(f"power is {power!r}. Expected a chance between 0 and 1, such as 0.8.")
    rho2, reach = _mixture_scale(alpha, tuned_at), distance / standard_deviation
    luck = normal_quantile(power)

    def is_enough(n: int) -> bool:
        return _unit_half_width(n, rho2, alpha) + luck / math.sqrt(n) <= reach

    enough = 1
    while not is_enough(enough):
        enough *= 2
        if enough > _MOST_ITEMS:
            raise DataError(f"no sample below 10^15 separates {distance:g} from 0 at this spread.")
    too_few = enough // 2
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    return enough


def _unit_half_width(n: int, rho2: float, alpha: float) -> float:
    scaled = n * rho2
    return math.sqrt(2 * (scaled + 1) / (n * scaled) * (0.5 * math.log1p(scaled) - math.log(alpha)))


def _mixture_scale(alpha: float, tuned_at: int) -> float:
    """rho^2 of the mixture; s = tuned_at rho^2 solves s = log(1 + s) - 2 log(alpha), the least width at tuned_at."""
    level = 2 * log_threshold(checked_alpha(alpha))
    if not 1 <= tuned_at < math.inf:
        raise ConfigError(f"tuned_at is {tuned_at!r}. Expected a number of observations, at least 1.")
    s = level + 1
    for _ in range(100):  # a contraction with slope 1 / (1 + s); slow only where alpha is near 1
        s = math.log1p(s) + level
    return s / tuned_at


def _check_spread(standard_deviation: float) -> None:
    if not 0 < standard_deviation < math.inf:
        raise DataError(
            f"standard_deviation is {standard_deviation!r}. Expected a finite number above 0.",
            hint="Values that never differ say nothing about the next ones.",
        )
