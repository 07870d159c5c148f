"""The score interval for the mean of bounded values: what a mean could be, even if the worst values were not seen yet.

For a supposed mean d the values are reweighted as little as possible (most likely weights, those of an empirical
likelihood) so that their mean is d, where a value at a bound may have weight although none was seen. The mean is kept
if the sample mean lies within z standard errors of *that* distribution. Below the sample mean the weights are
proportional to 1 / (y + b), y = x - lo, with one b >= 0 for each d, and what is left over sits at lo. It follows that
the variance is (M - D)(D + b) with M = mean(y), D = d - lo, so that both the limit and the test need one root each:

    sum (y - M)^2 / ((y + b)(M + b)) = z^2,   lower = mean - z^2 (M + b) / (n + z^2),   b = 0 if the sum is smaller.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deadheat.stats.inputs import FloatArray

_MOST_STEPS = 200
_CLOSE = 1e-15
_NEAR = 1e-6
"""Share of the range below which a gap to the mean leaves the weights as they are: the score is the z of the sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedSample:
    """Distinct `values` inside [lo, hi] and how often each was seen; `counts` sum to at least 1."""

    values: FloatArray
    counts: FloatArray
    lo: float
    hi: float

    @property
    def n(self) -> float:
        return float(self.counts.sum())

    @property
    def mean(self) -> float:
        return float(self.counts @ self.values) / self.n

    @classmethod
    def of(cls, values: FloatArray, *, lo: float, hi: float) -> "BoundedSample":
        """The sample of single values, each inside [lo, hi]."""
        distinct, counts = np.unique(values, return_counts=True)
        return cls(values=distinct, counts=counts.astype(np.float64), lo=lo, hi=hi)

    def mirrored(self) -> "BoundedSample":
        """The sample of the negated values."""
        return BoundedSample(values=-self.values, counts=self.counts, lo=-self.hi, hi=-self.lo)


def score_bounds(sample: BoundedSample, *, z: float) -> tuple[float, float]:
    """The means that the score test keeps at the normal quantile `z`.

    Assumes: independent draws of one distribution on [lo, hi].
    Args:    z > 0, such as 1.96.
    Returns: lo <= lower <= mean <= upper <= hi; wider for a larger z, and of zero width only if all values sit at one
             bound, on that side.
    Method:  Tango's score interval (Stat. Med. 17:891, 1998) for any values: restricted maximum likelihood on
             {-1, 0, 1} is an empirical likelihood (Owen, Empirical Likelihood, 2001, ch. 2) on the values seen and the
             bounds. On {0, 1} it is Wilson's. The one root by Newton's method, from the side where it cannot overshoot.
    Checked: tests/stats/test_bounded_score.py (numeric maximum of the likelihood, Wilson, published Tango example);
             simulation `dead heat at the margin, rare losses *`.
    """
    return _lower(sample, z), -_lower(sample.mirrored(), z)


def score_z(sample: BoundedSample, target: float) -> float:
    """The z at which `score_bounds` reaches `target`: 0 at the sample mean, infinite from lo or hi outwards."""
    if target == sample.mean:
        return 0.0
    if not sample.lo < target < sample.hi:
        return math.inf
    side = _Side(sample) if target < sample.mean else _Side(sample.mirrored())
    gap = abs(sample.mean - target)
    wanted = side.mean - gap

    def missing(b: float) -> tuple[float, float]:
        square = side.square(b)
        inverse = 1.0 / (side.values + b)
        spread = side.n * float(side.counts @ inverse**2) / float(side.counts @ inverse) ** 2
        return gap - square * (side.mean + b) / (side.n + square), spread - 1.0

    nothing = side.counts[side.values == 0.0].sum()
    if nothing == 0 and missing(0.0)[0] >= 0:
        return math.sqrt(side.n * gap / wanted)
    if gap <= _NEAR * (sample.hi - sample.lo):
        return gap * math.sqrt(side.n) / side.deviation()
    return math.sqrt(side.n * gap / (wanted + _root(missing, wanted * nothing / (side.n - nothing))))


class _Side:
    """The sample as it lies above lo."""

    def __init__(self, sample: BoundedSample) -> None:
        self.n = sample.n
        self.mean = sample.mean - sample.lo
        seen = sample.counts > 0
        self.values = sample.values[seen] - sample.lo
        self.counts = sample.counts[seen]
        self._weights = self.counts * (self.values - self.mean) ** 2

    def deviation(self) -> float:
        """The standard deviation of the values seen."""
        return math.sqrt(float(self._weights.sum()) / self.n)

    def square(self, b: float) -> float:
        """The squared score at the mean that belongs to `b`."""
        return float(self._weights @ (1.0 / (self.values + b))) / (self.mean + b)

    def slope(self, b: float) -> float:
        """The derivative of `square`."""
        inverse = 1.0 / (self.values + b)
        first, second = float(self._weights @ inverse), float(self._weights @ inverse**2)
        return -(second + first / (self.mean + b)) / (self.mean + b)


def _lower(sample: BoundedSample, z: float) -> float:
    side = _Side(sample)
    if side.mean <= 0.0:
        return sample.lo

    def missing(b: float) -> tuple[float, float]:
        square = side.square(b)
        return square**-0.5 - 1.0 / z, -0.5 * square**-1.5 * side.slope(b)

    nothing = float(side.counts[side.values == 0.0].sum())
    b = 0.0
    if nothing or side.square(0.0) > z * z:
        b = _root(missing, side.mean * (math.sqrt(1.0 + 4.0 * nothing / (z * z)) - 1.0) / 2.0)
    return max(sample.lo, sample.mean - z * z * (side.mean + b) / (side.n + z * z))


def _root(concave: Callable[[float], tuple[float, float]], start: float) -> float:
    """The root of a rising concave function, given with its slope, by Newton's method from its left."""
    b = start
    for _ in range(_MOST_STEPS):
        height, slope = concave(b)
        step = -height / slope
        b += max(step, 0.0)
        if step <= _CLOSE * b:
            break
    return b
