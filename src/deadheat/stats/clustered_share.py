"""An interval for a share whose trials come in clusters, such as repeated answers to one item."""

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import FloatArray, checked_alpha
from deadheat.stats.proportions import wilson_bounds


def clustered_share(item_means: FloatArray, *, n_trials: int, alpha: float) -> tuple[float, float, float]:
    """The mean of item means with a score interval at the effective number of trials.

    Assumes: items are independent; trials of one item may hang together in any way.
    Args:    item_means (n,) in [0, 1]; n_trials: trials behind them, >= n. alpha: two-sided error.
    Returns: (mean, lower, upper), bounds inside [0, 1], never of zero width; no item gives (nan, 0, 1).
    Raises:  DataError if a mean lies outside [0, 1] or n_trials < n; ConfigError if alpha is not in (0, 1).
    Method:  Wilson's interval (JASA 1927) with n_eff = p(1-p) / SE^2 from the variance between items, at most n_trials
             (Korn and Graubard, Survey Methodology 1998). One trial per item gives Wilson's interval with n - 1.
    Checked: tests/stats/test_clustered_share.py: scipy's Wilson interval, limits, coverage simulation.
    """
    checked_alpha(alpha)
    n = len(item_means)
    if n == 0:
        return float("nan"), 0.0, 1.0
    if not np.all((item_means >= 0) & (item_means <= 1)) or n_trials < n:
        raise DataError("an item's mean lies outside [0, 1], or there are fewer trials than items.")
    p = float(item_means.mean())
    between = float(item_means.var(ddof=1)) / n if n > 1 else 0.0
    size = min(p * (1 - p) / between, n_trials) if between > 0 else float(n)
    lower, upper = wilson_bounds(p * size, size, two_sided_z(alpha))
    return p, min(lower, p), max(upper, p)
