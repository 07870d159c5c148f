"""How far two models are apart on the same items, when one look is taken at a sample of fixed size."""

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from deadheat.errors import ConfigError
from deadheat.stats.bounded_score import BoundedSample, score_bounds, score_z
from deadheat.stats.distributions import normal_sf, student_sf, two_sided_t, two_sided_z
from deadheat.stats.inputs import Numbers, checked_alpha, cluster_index, finite_vector
from deadheat.stats.proportions import mcnemar, share_at_most

LARGE = 100
"""From this many items on the z interval is used; below it the CLT is not to be trusted (Bowyer et al. 2025)."""
BEYOND = 5
"""Where n * alpha is smaller, so few items speak of the tails that z and t alone are not to be trusted with them."""
FEW_DIFFER = 5
"""With fewer items than this that differ at all, a standard error says nothing."""

FLAT = 1e-12
"""Differences that spread less than this share of their range are equal up to rounding."""

_Rule = Literal["none", "counts", "tails", "t", "z"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInterval:
    """A mean difference with its interval; `estimate` is None when there are no items.

    standard_error: s / sqrt(n) where the interval rests on it; else half the width over the normal quantile,
    so that it is never zero; infinite for fewer than two items. `method` says in words what was done.
    """

    estimate: float | None
    lower: float
    upper: float
    standard_error: float
    n: int
    alpha: float
    p_value: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusteredMean:
    """A mean with its interval, and how much wider it is than if the rows were independent.

    standard_error (CR1) carries the factor G / (G - 1) for G clusters and the interval uses Student's t with G - 1;
    standard_error_cr0 is the same sum without the factor, as most evaluation tools print it.
    """

    estimate: float | None
    lower: float
    upper: float
    standard_error: float
    standard_error_cr0: float
    standard_error_naive: float
    n: int
    clusters: int
    alpha: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """Two one-sided tests at a margin: `equivalent` when [lower, upper], of level 1 - 2 alpha, lies inside it."""

    estimate: float | None
    lower: float
    upper: float
    margin: float
    p_value: float
    equivalent: bool
    n: int
    alpha: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """All that the intervals need of the differences, so that no array is walked twice."""

    n: int
    mean: float
    error: float
    least: float
    most: float
    positive: int
    negative: int
    lo: float
    hi: float
    rule: _Rule
    seen: BoundedSample


def mean_difference(d: Numbers, *, alpha: float, lo: float = -1.0, hi: float = 1.0) -> DifferenceInterval:
    """Interval and two-sided p-value for the mean of item-level differences, at one look.

    Assumes: the items are independent draws from the work in question; lo <= d[i] <= hi. Repeats of one item were
             averaged before (the item is the cluster). Not valid when the data are looked at repeatedly.
    Args:    d (n,), challenger minus incumbent per item. alpha: total two-sided error in (0, 1). lo, hi: known bounds.
    Returns: bounds inside [lo, hi], never of zero width. n < 2 -> [lo, hi] and p = 1.
    Raises:  DataError if a difference is outside [lo, hi] or not finite; ConfigError if alpha or a bound is unusable.
    Method:  d in {-1, 0, 1}: Tango's score interval with the exact McNemar p, at any n. Other d: z from n = 100 on,
             below it Student's t, and where n * alpha < 5 no narrower than the score interval (`bounded_score`), which
             knows that rare large losses may be unseen; but with no spread, or fewer than 5 items that differ, exact
             tail bounds: at most a Clopper-Pearson share of the work lies beyond what was seen, at worst at lo or hi
             (one order statistic of Anderson's bound, Tech. Rep. 1969). Miller (arXiv:2411.00640) for the paired
             error; Bowyer et al. (arXiv:2503.01747) for small n. Why so: docs/decisions/0020.
    Checked: tests/stats/test_paired.py (Epoch goldens, scipy, Fagerland's example, swap, shift); simulation `paired *`.
    """
    checked_alpha(alpha)
    sample = _sample(d, lo=lo, hi=hi)
    if sample.n == 0:
        return _difference(sample, lo, hi, alpha=alpha, p_value=1.0)
    lower, upper = _bounds(sample, alpha)
    return _difference(sample, lower, upper, alpha=alpha, p_value=_p_zero(sample))


def tost(d: Numbers, *, margin: float, alpha: float, lo: float = -1.0, hi: float = 1.0) -> Equivalence:
    """Whether a mean difference is shown to lie inside +-margin, by two one-sided tests at one look.

    Assumes: as `mean_difference`. The margin was chosen before the data were seen.
    Args:    d (n,), differences per item. margin > 0, same unit. alpha: error of wrongly claiming equivalence.
    Returns: p_value, the larger of the two (1 when no level below 1/2 shows equivalence); n < 2 is never equivalent.
    Raises:  as `mean_difference`; ConfigError if margin is not positive.
    Method:  Schuirmann (J. Pharmacokin. Biopharm. 1987): the 1 - 2 alpha interval of `mean_difference` inside +-margin.
    Checked: tests/stats/test_paired.py (scipy closed form, duality of p and interval); simulation `tost *`.
    """
    checked_alpha(alpha)
    if not 0 < margin < math.inf:
        raise ConfigError(f"margin is {margin!r}. Expected a positive number such as 0.05.")
    if alpha >= 0.5:
        raise ConfigError(f"alpha is {alpha!r}. Expected less than 0.5 for an equivalence test.")
    sample = _sample(d, lo=lo, hi=hi)
    lower, upper = _bounds(sample, 2 * alpha)
    return Equivalence(
        estimate=sample.mean if sample.n else None,
        lower=lower,
        upper=upper,
        margin=margin,
        p_value=_p_equivalence(sample, margin),
        equivalent=-margin <= lower and upper <= margin,
        n=sample.n,
        alpha=alpha,
        method=f"two one-sided tests; {_words(sample, 2 * alpha)}",
    )


def clustered_mean(x: Numbers, cluster: npt.ArrayLike, *, alpha: float) -> ClusteredMean:
    """Mean of all rows with an interval that allows any dependence between rows of one cluster.

    Assumes: the clusters are independent draws; at least about 40 of them for the nominal coverage.
    Args:    x (n,). cluster (n,): a label per row. alpha: total two-sided error in (0, 1).
    Returns: infinite bounds when there are fewer than two clusters or no spread between them: without known bounds
             nothing narrower is honest (`mean_difference` takes bounds).
    Raises:  DataError if x is not finite or lengths differ; ConfigError if alpha is not in (0, 1).
    Method:  SE0 = sqrt(sum_c (sum_{i in c} e_i)^2) / n, Miller (arXiv:2411.00640) eq. 4; CR1 = SE0 sqrt(G / (G - 1)),
             Cameron & Miller (J. Human Resources 2015), with Student's t on G - 1 degrees of freedom.
    Checked: tests/stats/test_paired.py (Epoch goldens, the double sum); simulation `clustered mean`.
    """
    checked_alpha(alpha)
    values = finite_vector("x", x)
    index, n = cluster_index(cluster, values), len(values)
    if n == 0:
        return _clustered(None, (math.inf, math.inf, math.inf), n=0, clusters=0, alpha=alpha)
    mean = float(values.mean())
    sums = np.bincount(index, weights=values - mean)
    cr0 = float(np.sqrt(np.sum(sums**2))) / n
    naive = float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    groups = len(sums)
    cr1 = cr0 * math.sqrt(groups / (groups - 1)) if groups > 1 else math.inf
    return _clustered(mean, (cr1, cr0, naive), n=n, clusters=groups, alpha=alpha)


def _clustered(
    mean: float | None, errors: tuple[float, float, float], *, n: int, clusters: int, alpha: float
) -> ClusteredMean:
    known = mean is not None and clusters > 1 and errors[1] > 1e-12 * max(1.0, abs(mean))
    half = two_sided_t(alpha, clusters - 1) * errors[0] if known else math.inf
    centre = mean if mean is not None else 0.0
    return ClusteredMean(
        estimate=mean,
        lower=centre - half,
        upper=centre + half,
        standard_error=errors[0],
        standard_error_cr0=errors[1],
        standard_error_naive=errors[2],
        n=n,
        clusters=clusters,
        alpha=alpha,
        method="clustered (CR1), Student t" if known else "no spread between clusters: no interval",
    )


def _sample(d: Numbers, *, lo: float, hi: float) -> _Sample:
    if not (math.isfinite(lo) and math.isfinite(hi) and lo < hi):
        raise ConfigError(f"the bounds are [{lo!r}, {hi!r}]. Expected two finite numbers, the lower first.")
    values = finite_vector("d", d, lo=lo, hi=hi)
    n = len(values)
    positive, negative = int((values > 0).sum()), int((values < 0).sum())
    spread = float(values.std(ddof=1)) if n > 1 else math.inf
    return _Sample(
        n=n,
        mean=float(values.mean()) if n else 0.0,
        error=spread / math.sqrt(n) if n > 1 else math.inf,
        least=float(values.min()) if n else lo,
        most=float(values.max()) if n else hi,
        positive=positive,
        negative=negative,
        lo=lo,
        hi=hi,
        rule=_rule(values, spread, bounds=(lo, hi)),
        seen=BoundedSample.of(values, lo=lo, hi=hi),
    )


def _rule(values: npt.NDArray[np.float64], spread: float, *, bounds: tuple[float, float]) -> _Rule:
    n = len(values)
    if n < 2:
        return "none"
    if bounds[0] >= -1 and bounds[1] <= 1 and bool(np.all(np.isin(values, (-1.0, 0.0, 1.0)))):
        return "counts"
    if spread <= FLAT * (bounds[1] - bounds[0]) or np.count_nonzero(values) < FEW_DIFFER:
        return "tails"
    return "z" if n >= LARGE else "t"


def _bounds(s: _Sample, alpha: float) -> tuple[float, float]:
    if s.rule == "none":
        return s.lo, s.hi
    if s.rule == "tails":
        return _tail_lower(s, alpha), -_tail_lower(_mirrored(s), alpha)
    if s.rule == "counts":
        return score_bounds(s.seen, z=two_sided_z(alpha))
    half = s.error * (two_sided_z(alpha) if s.rule == "z" else two_sided_t(alpha, s.n - 1))
    lower, upper = max(s.lo, s.mean - half), min(s.hi, s.mean + half)
    if not _is_far_out(s, alpha):
        return lower, upper
    score = score_bounds(s.seen, z=two_sided_z(alpha))
    return min(lower, score[0]), max(upper, score[1])


def _is_far_out(s: _Sample, alpha: float) -> bool:
    """Whether an interval at this level reaches so far into the tails that z and t have to be checked."""
    return s.rule in ("z", "t") and s.n * alpha < BEYOND


def _tail_lower(s: _Sample, alpha: float) -> float:
    """With confidence 1 - alpha/2 at most `share` of the work lies below `floor`, and none of it below lo."""
    flat = s.most - s.least <= FLAT * (s.hi - s.lo)
    share = share_at_most(0 if flat else s.negative, s.n, alpha=alpha / 2)
    floor = s.least if flat or s.negative == 0 else 0.0
    return s.lo * share + floor * (1 - share)


def _mirrored(s: _Sample) -> _Sample:
    swapped = replace(s, positive=s.negative, negative=s.positive, lo=-s.hi, hi=-s.lo)
    return replace(swapped, mean=-s.mean, least=-s.most, most=-s.least)


def _p_zero(s: _Sample) -> float:
    """Two-sided p-value of a mean difference of zero, the dual of the interval except for the exact McNemar test."""
    if s.rule == "none":
        return 1.0
    if s.rule == "counts":
        return mcnemar(s.positive, s.negative).exact
    if s.rule == "tails":
        return min(_p_tail(s), _p_tail(_mirrored(s)))
    t = abs(s.mean) / s.error
    return _p_checked(s, 2 * _p_normal(s, t), 2 * normal_sf(score_z(s.seen, 0.0)))


def _p_normal(s: _Sample, t: float) -> float:
    return normal_sf(t) if s.rule == "z" else student_sf(t, s.n - 1)


def _p_checked(s: _Sample, p: float, p_score: float) -> float:
    """The least alpha at which `_bounds` says so, from the two-sided p-values of z or t and of the score test."""
    return min(max(p, p_score), BEYOND / s.n) if _is_far_out(s, p) else p


def _p_tail(s: _Sample) -> float:
    if s.negative or s.least <= 0 or s.lo >= 0:
        return 1.0
    return min(1.0, 2 * (1 - s.least / (s.least - s.lo)) ** s.n)


def _p_equivalence(s: _Sample, margin: float) -> float:
    if s.rule in ("z", "t", "counts"):
        nearer = min(score_z(s.seen, -margin), score_z(s.seen, margin)) if abs(s.mean) < margin else 0.0
        if s.rule == "counts":
            return normal_sf(nearer) if nearer else 1.0
        return _p_checked(s, 2 * _p_normal(s, (margin - abs(s.mean)) / s.error), 2 * normal_sf(nearer)) / 2

    def shown(alpha: float) -> bool:
        lower, upper = _bounds(s, 2 * alpha)
        return -margin <= lower and upper <= margin

    low, high = math.log(1e-300), math.log(0.5 - 1e-9)
    if s.rule == "none" or not shown(math.exp(high)):
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if shown(math.exp(middle)) else (middle, high)
    return math.exp(high)


def _words(s: _Sample, alpha: float) -> str:
    if s.rule in ("z", "t"):
        rule = "z over items" if s.rule == "z" else f"Student t over items, {s.n - 1} degrees of freedom"
        return f"paired {rule}" + (", no narrower than the score interval" if _is_far_out(s, alpha) else "")
    if s.rule == "counts":
        return "Tango score interval, exact McNemar test"
    return "exact tail bounds over items" if s.rule == "tails" else "fewer than two items: nothing is known"


def _difference(s: _Sample, lower: float, upper: float, *, alpha: float, p_value: float) -> DifferenceInterval:
    rests_on_error = s.rule in ("z", "t", "none")
    return DifferenceInterval(
        estimate=s.mean if s.n else None,
        lower=lower,
        upper=upper,
        standard_error=s.error if rests_on_error else (upper - lower) / 2 / two_sided_z(alpha),
        n=s.n,
        alpha=alpha,
        p_value=p_value,
        method=_words(s, alpha),
    )
