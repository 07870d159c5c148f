"""Tails and quantiles of the normal, Student, beta and binomial distributions, in the standard library alone.

scipy.stats takes 1.7 s to import; these few functions are what the fixed-sample methods need of it.
"""

import math
from collections.abc import Callable
from statistics import NormalDist

from deadheat.errors import ConfigError, DataError

_NORMAL = NormalDist()
_TINY = 1e-300
_MOST_TERMS = 100_000


def normal_sf(x: float) -> float:
    """P(Z > x) of a standard normal Z, accurate in the far tail."""
    return 0.5 * math.erfc(x / math.sqrt(2.0))


def normal_cdf(x: float) -> float:
    """P(Z <= x) of a standard normal Z, accurate in the far tail."""
    return normal_sf(-x)


def normal_quantile(p: float) -> float:
    """The x with P(Z <= x) = p for p in (0, 1). Wichura (1988), AS 241, through `statistics.NormalDist`."""
    _in_unit("p", p)
    return _NORMAL.inv_cdf(p)


def two_sided_z(alpha: float) -> float:
    """The z with P(|Z| > z) = alpha; alpha = 0.05 gives 1.96. Exact for a tiny alpha too."""
    _in_unit("alpha", alpha)
    return -_NORMAL.inv_cdf(alpha / 2)


def beta_cdf(x: float, a: float, b: float) -> float:
    """P(B <= x) of a beta variable, the regularised incomplete beta function I_x(a, b).

    Method: the continued fraction of DLMF 8.17.22, evaluated by the modified Lentz algorithm.
    """
    if not (a > 0 and b > 0 and math.isfinite(a) and math.isfinite(b)):
        raise DataError(f"a beta distribution with a={a!r}, b={b!r} does not exist. Expected two positive numbers.")
    if math.isnan(x):
        raise DataError("x is NaN. Expected a number.")
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    return _beta(x, 1.0 - x, a, b)


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x in [0, 1] with P(B <= x) = p, by bisection to the last bit of a double."""
    _in_unit("p", p)
    return _root(lambda x: beta_cdf(x, a, b) - p, 0.0, 1.0)


def student_sf(t: float, df: float) -> float:
    """P(T > t) of a Student variable with `df` > 0 degrees of freedom."""
    if not df > 0:
        raise DataError(f"{df!r} degrees of freedom. Expected a positive number.")
    if math.isinf(df):
        return normal_sf(t)
    if t == 0 or math.isinf(t):
        return 0.5 if t == 0 else 0.5 - math.copysign(0.5, t)
    square = t * t
    tail = 0.5 * _beta(df / (df + square), square / (df + square), df / 2, 0.5)
    return tail if t > 0 else 1.0 - tail


def student_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p for p in (0, 1)."""
    _in_unit("p", p)
    if p < 0.5:
        return -_student_upper(p, df)
    return _student_upper(1.0 - p, df)


def two_sided_t(alpha: float, df: float) -> float:
    """The t with P(|T| > t) = alpha; larger than `two_sided_z` for every finite `df`."""
    _in_unit("alpha", alpha)
    return _student_upper(alpha / 2, df)


def binomial_cdf(k: int, n: int, p: float) -> float:
    """P(K <= k) of K successes in n tries with probability p."""
    _check_binomial(n, p)
    if k < 0 or k >= n:
        return 0.0 if k < 0 else 1.0
    return beta_cdf(1.0 - p, n - k, k + 1)


def binomial_sf(k: int, n: int, p: float) -> float:
    """P(K > k) of K successes in n tries with probability p."""
    _check_binomial(n, p)
    if k < 0 or k >= n:
        return 1.0 if k < 0 else 0.0
    return beta_cdf(p, k + 1, n - k)


def _in_unit(name: str, value: float) -> None:
    if not 0.0 < value < 1.0:
        raise ConfigError(f"{name} is {value!r}. Expected a number between 0 and 1, both excluded.")


def _check_binomial(n: int, p: float) -> None:
    if n < 0 or not 0.0 <= p <= 1.0:
        raise DataError(f"a binomial with n={n!r}, p={p!r} does not exist. Expected n >= 0 and 0 <= p <= 1.")


def _student_upper(tail: float, df: float) -> float:
    if not df > 0:
        raise DataError(f"{df!r} degrees of freedom. Expected a positive number.")
    if tail == 0.5:
        return 0.0
    high = 1.0
    while student_sf(high, df) > tail:
        high *= 2
    return _root(lambda t: tail - student_sf(t, df), 0.0, high)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """The sign change of a rising function on [low, high], by bisection until the doubles run out."""
    while True:
        middle = low + (high - low) / 2
        if middle in (low, high):
            return high if abs(rising(high)) < abs(rising(low)) else low
        if rising(middle) < 0:
            low = middle
        else:
            high = middle


def _beta(x: float, y: float, a: float, b: float) -> float:
    """I_x(a, b) for y = 1 - x, both given so that neither is lost where the other is close to 1."""
    return _beta_lower(x, y, a, b) if x * (a + b + 2) < a + 1 else 1.0 - _beta_lower(y, x, b, a)


def _beta_lower(x: float, y: float, a: float, b: float) -> float:
    if x <= 0:
        return 0.0
    front = a * math.log(x) + b * (math.log(y) if y < 0.5 else math.log1p(-x)) - _log_beta(a, b)
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            step = c * d
            fraction *= step
        if abs(step - 1.0) < 1e-16:
            break
    return math.exp(front) * fraction / a


def _log_beta(a: float, b: float) -> float:
    """log B(a, b) without the cancellation of three large log-gammas. Didonato & Morris (1992), TOMS 708."""
    small, large = min(a, b), max(a, b)
    if large < 10:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    share = small / (small + large)
    rest = _stirling_rest(large) - _stirling_rest(small + large)
    if small < 10:
        return math.lgamma(small) + rest + small * (1 - math.log(small + large)) + (large - 0.5) * math.log1p(-share)
    rest += _stirling_rest(small) + 0.5 * math.log(2 * math.pi / large)
    return rest + (small - 0.5) * math.log(share) + large * math.log1p(-share)


def _stirling_rest(x: float) -> float:
    # log Gamma(x) minus Stirling's leading terms, for x >= 10 (DLMF 5.11.1).
    coefficients = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
    return sum(c / x ** (2 * i + 1) for i, c in enumerate(coefficients))


def _away_from_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY
