"""Strengths of models from paired votes: the exact maximum of the likelihood, and one vote more at a time."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.stats.davidson import Chances, chances
from deadheat.stats.pools import davidson_is_finite, find_pools
from deadheat.stats.vote_counts import FloatArray, PairCounts

Ties = Literal["half", "davidson"]

_MOST_STEPS = 200
# Newton's method squares the error: a step this small leaves an error of about 1e-16.
_SMALL_STEP = 1e-8
_MOST_STALE_STEPS = 12
_EXACT = 1e-13
_WIDEST = 600.0  # beyond it, the weights of a step with the whole table leave the range of a double


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


def refit(counts: PairCounts, previous: Fit) -> Fit:
    """The fit of `counts` from that of nearly the same counts: one vote more at 200 models takes under 1 ms.

    Steps with the previous information matrix, whose fixed point is the same exact maximum; when the counts have
    changed too much for it to converge at once, a full fit is made. `inverse` is the previous one until then.
    """
    ties: Ties = "half" if previous.nu is None else "davidson"
    n, point = counts.n_models, _point(previous)
    if len(previous.strengths) != n or np.ptp(previous.strengths) > _WIDEST:
        return fit(counts, ties=ties)
    table = _Table.of(counts)
    before = float("inf")
    for step_number in range(1, _MOST_STALE_STEPS + 1):
        slope = table.slope(point, with_tie=previous.nu is not None)
        # einsum, not @: handing so small a product to BLAS threads costs more than it does when the cores are busy.
        step = np.einsum("ij,j->i", previous.inverse, slope)
        point = point + step
        moved = float(np.abs(step).max())
        if not moved < min(0.5, 0.5 * before):
            break
        # Each step leaves the same share of the error, so what is left is a geometric series.
        share = moved / before if before < float("inf") else 0.5
        if moved * share / (1.0 - share) < _EXACT:
            nu = None if previous.nu is None else float(np.exp(point[n]))
            strengths, gradient = point[:n] - point[:n].mean(), float(np.abs(slope).max()) * share
            found = replace(previous, strengths=strengths, nu=nu, steps=step_number, gradient=gradient)
            return replace(found, votes=float(table.battles.sum()) / 2)
        before = moved
    return fit(counts, ties=ties)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The counts as full matrices: fastest for the slope alone. battles (models, models), points (models,)."""

    battles: FloatArray
    points: FloatArray
    drawn: float

    @classmethod
    def of(cls, counts: PairCounts) -> "_Table":
        battles, score = counts.battles, counts.score
        full = np.zeros((counts.n_models, counts.n_models))
        full[counts.first, counts.second] = full[counts.second, counts.first] = battles
        points = counts.per_model(score, battles - score)
        return cls(battles=full, points=points, drawn=float(counts.drawn.sum()))

    def slope(self, point: FloatArray, *, with_tie: bool) -> FloatArray:
        n = len(self.points)
        root = np.exp(0.5 * (point[:n] - point[:n].max()))
        weight = root * root
        tied = np.exp(point[n]) * np.outer(root, root) if with_tie else None
        total = np.add.outer(weight, weight)
        if tied is not None:
            total += tied
        np.divide(self.battles, total, out=total)
        slope = self.points - weight * total.sum(axis=1)
        if tied is None:
            return np.asarray(slope, dtype=np.float64)
        ties = total * tied
        return np.append(slope - 0.5 * ties.sum(axis=1), self.drawn - 0.5 * ties.sum())


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
    seen = _chances_at(counts, point)
    with np.errstate(divide="ignore"):
        log_win, log_loss = np.log(np.maximum(seen.win, 1e-320)), np.log(np.maximum(seen.loss, 1e-320))
        log_tie = np.log(np.maximum(seen.tie, 1e-320)) if len(point) > counts.n_models else 0.5 * (log_win + log_loss)
    return float((counts.first_won * log_win + counts.second_won * log_loss + counts.drawn * log_tie).sum())


def _slope(counts: PairCounts, point: FloatArray) -> FloatArray:
    seen = _chances_at(counts, point)
    surplus = counts.score - counts.battles * seen.expected
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
