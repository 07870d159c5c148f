"""An interval for a share whose trials come in clusters, such as repeated answers to one item."""

from math import sqrt

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.item_response import FloatArray


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
    if not 0 < alpha < 1:
        raise ConfigError(f"alpha is {alpha}. Expected an error rate in (0, 1).")
    n = len(item_means)
    if n == 0:
        return float("nan"), 0.0, 1.0
    if not np.all((item_means >= 0) & (item_means <= 1)) or n_trials < n:
        raise DataError("an item's mean lies outside [0, 1], or there are fewer trials than items.")
    p = float(item_means.mean())
    between = float(item_means.var(ddof=1)) / n if n > 1 else 0.0
    size = min(p * (1 - p) / between, n_trials) if between > 0 else float(n)
    z2 = two_sided_z(alpha) ** 2
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = sqrt(z2 * (p * (1 - p) / size + z2 / (4 * size * size))) / (1 + z2 / size)
    return p, max(min(centre - half, p), 0.0), min(max(centre + half, p), 1.0)
