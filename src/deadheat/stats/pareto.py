"""Who is on the price-performance frontier, at the point and with intervals."""

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.inputs import BoolArray, FloatArray


def undominated(cost: FloatArray, *, lower: FloatArray, upper: FloatArray) -> BoolArray:
    """Rows that no other row beats for certain: none costs no more and has its lower end above this row's upper end.

    Args:    cost (n,), less is better; lower, upper (n,): interval of quality, more is better.
    Returns: (n,) True for rows of the frontier. With lower == upper it is the Pareto set of the points; a row that
             equals another in both counts as undominated.
    Raises:  DataError if a value is not a number or an interval is upside down.
    Checked: tests/stats/test_pareto.py: brute force, points, wider intervals only add rows.
    """
    if not (np.all(np.isfinite(cost)) and np.all(lower <= upper)):  # also refuses NaN
        raise DataError("a cost is not a number, or an interval of quality is upside down.")
    order = np.lexsort((-lower, cost))
    best_before = np.maximum.accumulate(lower[order])
    dominated = np.empty(len(cost), dtype=bool)
    # Of equal costs the last in order sees them all; strictly above in quality, or cheaper and not below.
    last_equal = np.searchsorted(cost[order], cost[order], side="right") - 1
    first_equal = np.searchsorted(cost[order], cost[order], side="left")
    cheaper = np.where(first_equal > 0, best_before[np.maximum(first_equal - 1, 0)], -np.inf)
    dominated[order] = (best_before[last_equal] > upper[order]) | (cheaper >= upper[order])
    return ~dominated


def chance_on_frontier(cost: FloatArray, draws: FloatArray) -> FloatArray:
    """Share of draws (rows) in which no rival of a column costs no more and is better, or costs less and is as good.

    Args:    cost (n,); draws (k, n): joint draws of quality.
    Checked: tests/stats/test_pareto.py: equals `undominated` on each draw.
    """
    if draws.ndim != 2 or draws.shape[1] != len(cost) or not len(draws):
        raise DataError("draws do not fit the costs. Expected one column per row and at least one draw.")
    order = np.argsort(cost, kind="stable")
    sorted_cost = cost[order]
    best = np.maximum.accumulate(draws[:, order], axis=1)
    last_equal = np.searchsorted(sorted_cost, sorted_cost, side="right") - 1
    first_equal = np.searchsorted(sorted_cost, sorted_cost, side="left")
    cheaper = np.where(first_equal > 0, best[:, np.maximum(first_equal - 1, 0)], -np.inf)
    on = (best[:, last_equal] <= draws[:, order]) & (cheaper < draws[:, order])
    chance = np.empty(len(cost))
    chance[order] = on.mean(axis=0)
    return chance
