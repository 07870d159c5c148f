"""One paired difference under either promise: valid once at the end, or at every look."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deadheat.evidence.answers import PairedTask
from deadheat.facts.call import Mode
from deadheat.stats import asymptotic
from deadheat.stats.confseq import MeanInterval, log_e_value, mean_interval
from deadheat.stats.eprocess import Null
from deadheat.stats.multiplicity import e_holm, holm
from deadheat.stats.paired import DifferenceInterval, mean_difference
from deadheat.stats.planning import items_to_exclude, items_to_settle

# The larger of the two, halved, agrees with the interval: it reaches 1/alpha exactly when the interval leaves out zero.
ONE_SIDED: tuple[Null, Null] = ("at_most", "at_least")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Challenger minus incumbent on [-1, 1]; [lower, upper] at `level` = alpha / family, the pointwise one at alpha.

    evidence: against "no difference": the p-value in fixed mode, the natural logarithm of the e-value in anytime mode.
    """

    estimate: float
    lower: float
    upper: float
    pointwise_lower: float
    pointwise_upper: float
    evidence: float
    n: int
    level: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiplicity:
    """p-values for "no difference", adjusted for all comparisons, and in words what the verdict promises together."""

    p_adjusted: tuple[float, ...]
    words: str


def difference_of(pair: PairedTask, *, alpha: float, family: int, mode: Mode) -> Difference:
    """The difference of a pair's mean scores with its interval, one of `family` that hold together (Bonferroni).

    Assumes: items are independent draws from the work in question; an item's repeats were averaged before, so that
             the item is the cluster. In anytime mode only that the mean given the past is constant.
    """
    d = pair.difference
    level = alpha / family
    joint: DifferenceInterval | MeanInterval
    alone: DifferenceInterval | MeanInterval
    if mode == "fixed":
        joint, alone = (mean_difference(d, alpha=a) for a in (level, alpha))
        evidence = joint.p_value
    else:
        joint, alone = (mean_interval(d, alpha=a, lo=-1.0, hi=1.0) for a in (level, alpha))
        evidence = max(log_e_value(d, 0.0, null=null, lo=-1.0, hi=1.0) for null in ONE_SIDED) - math.log(2.0)
    return Difference(
        estimate=float(d.mean()),
        lower=joint.lower,
        upper=joint.upper,
        pointwise_lower=alone.lower,
        pointwise_upper=alone.upper,
        evidence=evidence,
        n=d.size,
        level=level,
        method=joint.method,
    )


def critical_value(n: int, *, alpha: float, mode: Mode) -> float | None:
    """Half-width of an interval for a mean in standard errors at every look; None in fixed mode (z or t is used)."""
    if mode == "fixed" or n < 2:
        return None
    return math.sqrt(n) * asymptotic.asymptotic_half_width(1.0, n, alpha=alpha)


def items_needed(pair: PairedTask, found: Difference, *, margin: float, mode: Mode) -> int | None:
    """Further items after which an open call settles with 80 % power, if they go on like those seen.

    The cheaper of the two ways out counts: the interval excludes zero, or it lies inside the margin. None where no
    billion items would do. Method: `planning.items_to_settle`, in anytime mode `planning.items_to_exclude`.
    """
    if mode == "anytime":
        to_separate, to_floor, to_ceiling = (
            items_to_exclude(pair.difference, target, alpha=found.level, lo=-1.0, hi=1.0)
            for target in (0.0, -margin, margin)
        )
        to_equal = max(to_floor, to_ceiling) if to_floor and to_ceiling and abs(found.estimate) < margin else None
        total = min((items for items in (to_separate, to_equal) if items), default=None)
    else:
        total = items_to_settle(pair.difference, margin=margin, alpha=found.level)
    return max(1, total - found.n) if total else None


def multiplicity_of(found: Sequence[Difference], *, alpha: float, family: int, mode: Mode) -> Multiplicity:
    """Adjusted p-values (Holm, or e-Holm in anytime mode) and the sentence that says how the intervals were widened.

    A comparison of the family that has no item yet counts with what it knows: p = 1, or an e-value of 1.
    """
    evidence = np.full(family, 1.0 if mode == "fixed" else 0.0)
    evidence[: len(found)] = [f.evidence for f in found]
    adjusted = holm(evidence, alpha=alpha) if mode == "fixed" else e_holm(evidence, alpha=alpha)
    together = f"{1 - alpha:.4g}"
    if family == 1:
        words = f"multiplicity: one comparison; its interval has level {together}."
    else:
        words = (
            f"multiplicity: {family} comparisons; each interval has level 1 - {alpha:g}/{family} (Bonferroni), "
            f"so that all of them hold at once with probability {together}. Adjusted p: {adjusted.method}."
        )
    return Multiplicity(p_adjusted=tuple(float(p) for p in adjusted.adjusted[: len(found)]), words=words)
