"""Strengths of models from paired votes: the exact maximum of the likelihood."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.stats.davidson import Chances, chances
from deadheat.stats.inputs import FloatArray
from deadheat.stats.pools import davidson_is_finite, find_pools
from deadheat.stats.vote_counts import PairCounts

Ties = Literal["half", "davidson"]

_MOST_STEPS = 200
# Newton's method squares the error: a step this small leaves an error of about 1e-16.
_SMALL_STEP = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The strengths that make the votes most likely, in natural-log units with mean 0.

    strengths: (models,). nu: Davidson's weight of a tie, None when a tie counts half. votes: how many were used.
    gradient: the largest absolute derivative of the log-likelihood at the solution (0 at the exact maximum).
    inverse: (k, k), the pseudo-inverse of the information, of the strengths and, under Davidson, of log nu as well.
    """

    strengths: FloatArray
    nu: float | None
    votes: float
    steps: int
    gradient: float
    inverse: FloatArray


def fit(counts: PairCounts, *, ties: Ties = "half") -> Fit:
    """Maximum-likelihood strengths of models that form one pool (see `deadheat.stats.pools`).

    Assumes: votes are independent given the strengths; P(win) depends on the difference of two strengths only.
    Args:    counts of one pool, so that the maximum is finite. ties: "half" scores a draw 1/2 for each side
             (Bradley-Terry on expected points); "davidson" gives the draw its own chance.
    Returns: strengths with mean 0, to about 1e-12.
    Raises:  DataError if the maximum is not finite; ConfigError for an unknown way with ties.
    Method:  Newton's method with step halving on the counts; the log-likelihood is concave. Bradley & Terry
             (Biometrika 1952); Davidson (JASA 1970). Existence: Ford (Amer. Math. Monthly 1957).
    Checked: tests/stats/test_bradley_terry.py: T1 golden, arena-rank golden, closed form for two models, scipy
             optimiser, invariance to relabelling, to the sides and to the split of counts.
    """
    if ties not in ("half", "davidson"):
        raise ConfigError(f"ties is {ties!r}. Expected 'half' or 'davidson'.")
    if counts.n_models < 2 or counts.battles.sum() == 0:
        raise DataError("there are no votes between two models.")
    point = np.zeros(counts.n_models + (ties == "davidson"))
    if not has_finite_fit(counts, ties=ties):
        raise DataError("the strengths have no finite estimate: a group of models won or lost every vote.")
    height = _log_likelihood(counts, point)
    for step_number in range(1, _MOST_STEPS + 1):
        slope, information = _derivatives(counts, point)
        step = np.linalg.solve(_anchored(information, counts.n_models), slope)
        point, height, moved = _climb(counts, point, height, np.asarray(step, dtype=np.float64))
        if moved < _SMALL_STEP:
            return _fitted(counts, point, step_number)
    raise DataError(f"the strengths were not found in {_MOST_STEPS} steps.")


def has_finite_fit(counts: PairCounts, *, ties: Ties) -> bool:
    """Whether the maximum of the likelihood is finite and unique: one pool, and for Davidson draws and circles."""
    one_pool = find_pools(counts).n_pools == 1
    return one_pool and (ties == "half" or davidson_is_finite(counts))


def outcomes_at(counts: PairCounts, found: Fit) -> Chances:
    """The chances that `found` gives to the outcomes of each pair."""
    return chances(found.strengths[counts.first] - found.strengths[counts.second], found.nu or 0.0)


def information_inverse(counts: PairCounts, found: Fit) -> FloatArray:
    """The pseudo-inverse of the information at `found`: no ridge, so that rarely seen models keep their full width."""
    _, information = _derivatives(counts, _point(found))
    return _pseudo_inverse(information, counts.n_models)


def _point(found: Fit) -> FloatArray:
    return found.strengths if found.nu is None else np.append(found.strengths, np.log(found.nu))


def _fitted(counts: PairCounts, point: FloatArray, steps: int) -> Fit:
    n = counts.n_models
    slope, information = _derivatives(counts, point)
    return Fit(
        strengths=point[:n] - point[:n].mean(),
        nu=float(np.exp(point[n])) if len(point) > n else None,
        votes=float(counts.battles.sum()),
        steps=steps,
        gradient=float(np.abs(slope).max()),
        inverse=_pseudo_inverse(information, n),
    )


def _chances_at(counts: PairCounts, point: FloatArray) -> Chances:
    nu = float(np.exp(point[counts.n_models])) if len(point) > counts.n_models else 0.0
    return chances(point[counts.first] - point[counts.second], nu)


def _log_likelihood(counts: PairCounts, point: FloatArray) -> float:
    difference, davidson = point[counts.first] - point[counts.second], len(point) > counts.n_models
    log_nu = point[counts.n_models] if davidson else -np.inf
    reach = np.abs(difference)
    better = -np.log1p(np.exp(-reach) + np.exp(log_nu - 0.5 * reach))
    worse = better - reach
    ahead = difference >= 0
    log_win, log_loss = np.where(ahead, better, worse), np.where(ahead, worse, better)
    log_tie = log_nu + better - 0.5 * reach if davidson else 0.5 * (log_win + log_loss)
    return float((counts.first_won * log_win + counts.second_won * log_loss + counts.drawn * log_tie).sum())


def _slope(counts: PairCounts, point: FloatArray) -> FloatArray:
    seen = _chances_at(counts, point)
    missed, expected = seen.loss + 0.5 * seen.tie, seen.expected
    # Points less expected points, outcome by outcome: score - battles * expected would cancel in lopsided pairs.
    surplus = counts.first_won * missed - counts.second_won * expected + 0.5 * counts.drawn * (missed - expected)
    slope = counts.per_model(surplus, -surplus)
    return np.append(slope, (counts.drawn - counts.battles * seen.tie).sum()) if len(point) > len(slope) else slope


def _derivatives(counts: PairCounts, point: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Slope (k,) and information (k, k) of the log-likelihood, log nu last under Davidson."""
    n, seen = counts.n_models, _chances_at(counts, point)
    information = np.zeros((len(point), len(point)))
    weight = counts.battles * seen.variance
    information[counts.first, counts.second] = information[counts.second, counts.first] = -weight
    information[np.arange(n), np.arange(n)] = counts.per_model(weight, weight)
    if len(point) > n:
        crossed = counts.battles * seen.tie * (0.5 - seen.expected)
        information[:n, n] = information[n, :n] = counts.per_model(crossed, -crossed)
        information[n, n] = (counts.battles * seen.tie * (1.0 - seen.tie)).sum()
    return _slope(counts, point), information


def _anchored(information: FloatArray, n: int) -> FloatArray:
    """`information` made regular in the one direction it cannot see: a shift of all strengths together."""
    regular = information.copy()
    regular[:n, :n] += np.trace(information[:n, :n]) / (n * n)
    return regular


def _pseudo_inverse(information: FloatArray, n: int) -> FloatArray:
    try:
        inverse = np.linalg.inv(_anchored(information, n))
    except np.linalg.LinAlgError as error:
        raise DataError("the votes do not tie the models together.") from error
    inverse[:n, :n] -= 1.0 / np.trace(information[:n, :n])
    return np.asarray((inverse + inverse.T) / 2, dtype=np.float64)


def _climb(counts: PairCounts, point: FloatArray, height: float, step: FloatArray) -> tuple[FloatArray, float, float]:
    """The next point on the way of `step`, halved until the likelihood does not fall; its height; how far it moved."""
    for _ in range(60):
        higher = point + step
        reached = _log_likelihood(counts, higher)
        if reached >= height - 1e-12 * abs(height):
            return higher, max(reached, height), float(np.abs(step).max())
        step = 0.5 * step
    return point, height, 0.0
