"""What can be said of a model that won, or lost, every vote: bounds on one side, never a number in the middle."""

import math

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.inputs import FloatArray


def least_strength(wins: FloatArray, opponents: FloatArray, *, tail: float) -> FloatArray:
    """The weakest strength at which winning every one of these votes still has the probability `tail`.

    Assumes: independent votes; the opponents are no weaker than given; their lower limits count their error.
    Args:    wins (opponents,), how often each was beaten; opponents (cases, opponents), their strengths, infinite
             where nothing is known. tail: the error allowed for one model, for all cases together.
    Returns: (cases,): x with sum wins * log sigmoid(x - opponents) = log tail; -inf without a usable vote. For a
             model that lost all, negate strengths and result.
    Raises:  DataError if tail is not in (0, 1).
    Method:  the exact lower limit of Clopper & Pearson (Biometrika 1934), for votes of unequal difficulty; a tie
             takes probability from a win, so the bound holds with ties as well. By bisection.
    Checked: tests/stats/test_one_sided.py: closed form against one opponent, monotone in wins, opponents and tail.
    """
    if not 0.0 < tail < 1.0:
        raise DataError(f"tail is {tail!r}. Expected a probability between 0 and 1.")
    usable = np.isfinite(opponents) & (wins > 0)
    known = np.where(usable, opponents, 0.0)
    weights = np.where(usable, wins, 0.0)
    total = weights.sum(axis=1)
    # With every vote at the hardest (easiest) opponent the closed form bounds the answer from above (below).
    need = math.log(tail) / np.maximum(total, 1.0)
    offset = need - np.log(-np.expm1(need))
    low = np.where(usable, opponents, np.inf).min(axis=1) + offset
    high = np.where(usable, opponents, -np.inf).max(axis=1) + offset
    low, high = np.where(total > 0, low, 0.0), np.where(total > 0, high, 0.0)
    for _ in range(64):
        middle = (low + high) / 2
        chance = -(weights * np.logaddexp(0.0, known - middle[:, None])).sum(axis=1)
        low, high = np.where(chance < math.log(tail), middle, low), np.where(chance < math.log(tail), high, middle)
    return np.where(total > 0, low, -np.inf)
