"""Which ranks a model can have, for all models at once, and which models are in a dead heat with a leader."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deadheat.errors import DataError
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import BoolArray, FloatArray, IntArray, checked_alpha

SingleArray = NDArray[np.float32]

_DRAWS_AT_ONCE = 2048
# Keeps the work bounded: 200,000 draws up to 45 models, 10,000 at 200; the critical value is good to 0.003 and 0.01.
_PAIRS_TIMES_DRAWS = 200_000_000
_FEWEST_DRAWS, _MOST_DRAWS = 2_000, 200_000
# With fewer draws beyond the quantile it is too uncertain.
_FEWEST_BEYOND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All differences of strength and how far they can be trusted together.

    difference[i, j]: strength of i minus strength of j, NaN where two models share no pool. error: its standard
    error, infinite there. critical: |estimate - truth| <= critical * error holds for all pairs at once with
    probability 1 - alpha. above[i, j]: i is surely stronger than j, at that level for all pairs at once.
    """

    difference: FloatArray
    error: FloatArray
    critical: float
    draws: int
    above: BoolArray


def compare_all(
    strengths: FloatArray, covariance: FloatArray, pool: IntArray, *, alpha: float, rng: np.random.Generator
) -> Differences:
    """Intervals on every difference of strength that hold together.

    Assumes: estimates jointly normal with this covariance (many votes per model, or the widening of `sandwich`).
    Args:    strengths (models,); covariance (models, models), zero between pools, infinite diagonal where unknown;
             pool (models,): only models of one pool are compared. alpha: total error for all pairs. rng: for the
             draws; the same state gives the same critical value.
    Returns: `Differences`; a pair that cannot be compared has infinite error and is never separated.
    Raises:  ConfigError if alpha is not in (0, 1); DataError if shapes differ.
    Method:  max-t: the 1 - alpha quantile of max |Z_i - Z_j| / error_ij over draws Z ~ N(0, covariance). Mogstad,
             Romano, Shaikh & Wilhelm (Rev. Econ. Studies 2024), single step. It is at most Bonferroni's quantile for
             all pairs, which is taken alone where alpha leaves fewer than 50 draws beyond it.
    Checked: tests/stats/test_rank_sets.py: T2 golden, the studentised range of scipy for equal variances, two models
             give the normal quantile; joint coverage in tests/simulation/ratings.py.
    """
    checked_alpha(alpha)
    n = len(strengths)
    if covariance.shape != (n, n) or pool.shape != (n,):
        raise DataError(f"{n} strengths with a covariance of shape {covariance.shape} and {len(pool)} pools.")
    error = _errors(covariance, pool)
    difference = np.where(pool[:, None] == pool[None, :], strengths[:, None] - strengths[None, :], np.nan)
    critical, draws = _critical(covariance, error, alpha=alpha, rng=rng)
    with np.errstate(invalid="ignore"):
        above = difference - critical * error > 0
    return Differences(difference=difference, error=error, critical=critical, draws=draws, above=above)


def rank_bounds(above: BoolArray) -> tuple[IntArray, IntArray]:
    """Best and worst rank of each model: 1 + the number surely above it, n - the number surely below it."""
    return 1 + above.sum(axis=0), len(above) - above.sum(axis=1)


def dead_heat_groups(above: BoolArray, order: IntArray) -> list[list[int]]:
    """The leader with all not surely below it, then the same among the rest, until none is left.

    `order` lists the models from the strongest down; only models in it are grouped.
    """
    groups: list[list[int]] = []
    rest = order.tolist()
    while rest:
        leader = rest[0]
        groups.append([model for model in rest if not above[leader, model]])
        rest = [model for model in rest if above[leader, model]]
    return groups


def _errors(covariance: FloatArray, pool: IntArray) -> FloatArray:
    variance = np.diag(covariance)
    finite = np.where(np.isfinite(covariance), covariance, 0.0)
    squared = variance[:, None] + variance[None, :] - 2.0 * finite
    comparable = (pool[:, None] == pool[None, :]) & (squared > 0)
    np.fill_diagonal(comparable, val=False)
    return np.where(comparable, np.sqrt(np.where(comparable, squared, 1.0)), np.inf)


def _critical(
    covariance: FloatArray, error: FloatArray, *, alpha: float, rng: np.random.Generator
) -> tuple[float, int]:
    known = np.flatnonzero(np.isfinite(error).any(axis=1))
    if len(known) < 2:
        return float("inf"), 0
    pairs = len(known) * (len(known) - 1) // 2
    draws = int(np.clip(_PAIRS_TIMES_DRAWS // pairs, _FEWEST_DRAWS, _MOST_DRAWS))
    apart = two_sided_z(alpha / pairs)  # what Bonferroni asks for: never too small, whatever the covariance
    if alpha * draws < _FEWEST_BEYOND:
        return apart, 0
    inverse_error = (1.0 / error[np.ix_(known, known)]).astype(np.float32)
    values, vectors = np.linalg.eigh(covariance[np.ix_(known, known)])
    root = (vectors * np.sqrt(np.maximum(values, 0.0))).astype(np.float32)
    largest = np.concatenate(
        [
            _largest(
                root @ rng.standard_normal((len(known), min(_DRAWS_AT_ONCE, draws - at)), np.float32), inverse_error
            )
            for at in range(0, draws, _DRAWS_AT_ONCE)
        ]
    )
    return min(apart, float(np.quantile(largest, 1.0 - alpha, method="higher"))), draws


def _largest(noise: SingleArray, inverse_error: SingleArray) -> SingleArray:
    """The largest studentised difference of each draw; noise is (models, draws) in single precision."""
    largest = np.zeros(noise.shape[1], dtype=np.float32)
    for i in range(len(noise) - 1):
        apart = np.abs(noise[i + 1 :] - noise[i])
        apart *= inverse_error[i, i + 1 :, None]
        np.maximum(largest, apart.max(axis=0), out=largest)
    return largest
