"""Sequential equivalence: from which observation on a difference is surely inside ±margin."""

import math
from dataclasses import dataclass

import numpy as np

from deadheat.stats.confseq import log_e_values
from deadheat.stats.eprocess import check_margin, log_threshold
from deadheat.stats.inputs import FloatArray, Numbers

METHOD = "sequential TOST: two betting e-processes, intersection-union"


@dataclass(frozen=True, slots=True, kw_only=True)
class EquivalenceEvidence:
    """What n differences prove about ±margin; counts of observations, None where nothing is proved yet.

    not_worse_after: mean difference > -margin; not_better_after: mean difference < margin; both make a dead heat.
    p_not_worse, p_not_better: anytime-valid, each for its side alone.
    """

    n: int
    margin: float
    alpha: float
    not_worse_after: int | None
    not_better_after: int | None
    p_not_worse: float
    p_not_better: float
    method: str = METHOD

    @property
    def dead_heat_after(self) -> int | None:
        """The first count at which both sides are proved."""
        if self.not_worse_after is None or self.not_better_after is None:
            return None
        return max(self.not_worse_after, self.not_better_after)

    @property
    def p_dead_heat(self) -> float:
        """The smallest alpha at which the dead heat would be proved by now."""
        return max(self.p_not_worse, self.p_not_better)

    @property
    def is_not_worse(self) -> bool:
        return self.not_worse_after is not None

    @property
    def is_dead_heat(self) -> bool:
        return self.dead_heat_after is not None


def sequential_equivalence(
    d: Numbers, *, margin: float, alpha: float, lo: float = -1.0, hi: float = 1.0
) -> EquivalenceEvidence:
    """Is the mean difference inside ±margin, or at least not worse? Valid at every look and any stopping rule.

    Assumes: lo <= d[i] <= hi; E[d[i] | past] constant; no independence needed.
    Args:    d (n,), challenger minus incumbent, in arrival order. margin: strictly inside (0, min(-lo, hi)).
             alpha: error of each statement; a dead heat needs both sides at alpha, without a split, because it is
             wrong only if one given true claim was refuted.
    Returns: counts and p-values; what was proved once stays proved (the running maximum of an e-process). A wrong
             dead heat, and a wrong "not worse", have probability <= alpha. n == 0 -> nothing proved, p = 1.
    Raises:  DataError for values outside [lo, hi] or not finite; ConfigError for margin, alpha or bounds.
    Method:  TOST (Schuirmann 1987) as intersection-union test (Berger 1982) of e-processes (Ramdas, Grünwald, Vovk &
             Shafer, Stat. Sci. 2023). Non-inferiority is the first half alone.
    Checked: tests/stats/test_equivalence.py — equal to `eprocess.EquivalenceProcess`, reflection, limits;
             tests/simulation/anytime.py — wrong dead heats at the margin <= alpha, power.
    """
    check_margin(margin, lo=lo, hi=hi)
    threshold = log_threshold(alpha)
    not_worse = log_e_values(d, -margin, null="at_most", lo=lo, hi=hi)
    not_better = log_e_values(d, margin, null="at_least", lo=lo, hi=hi)
    return EquivalenceEvidence(
        n=len(not_worse),
        margin=margin,
        alpha=alpha,
        not_worse_after=_proved_after(not_worse, threshold),
        not_better_after=_proved_after(not_better, threshold),
        p_not_worse=_p_value(not_worse),
        p_not_better=_p_value(not_better),
    )


def _proved_after(log_e: FloatArray, threshold: float) -> int | None:
    reached = log_e >= threshold
    return int(np.argmax(reached)) + 1 if reached.any() else None


def _p_value(log_e: FloatArray) -> float:
    return math.exp(-float(np.max(log_e, initial=0.0)))
