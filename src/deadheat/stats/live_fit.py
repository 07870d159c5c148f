"""Strengths that follow a stream of votes: after each vote the exact maximum of the likelihood again, in under 1 ms."""

from dataclasses import replace

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.bradley_terry import Fit, Ties, fit
from deadheat.stats.inputs import FloatArray
from deadheat.stats.vote_counts import A_WON, B_WON, BOTH_BAD, PairCounts, VoteCells, add_votes

_MOST_STALE_STEPS = 12
_EXACT = 1e-13
_WIDEST = 600.0  # beyond it, the weights of a slope from the whole table leave the range of a double


class LiveFit:
    """The fit of all votes so far; `add` takes one more.

    Assumes, Method: as `deadheat.stats.bradley_terry.fit`. A vote changes the information so little that steps with
    the information of the last full fit reach the same exact maximum; each leaves a known share of the error. When
    they no longer do (after thousands of votes, or a surprise), a full fit is made.
    Checked: tests/stats/test_live_fit.py: equal to the full fit after each of many random votes, ties both ways.
    """

    _fit: Fit
    _battles: FloatArray
    _points: FloatArray
    _drawn: float

    def __init__(self, counts: PairCounts, *, ties: Ties = "half") -> None:
        """Start from `counts` of one pool. Raises: DataError if the maximum is not finite."""
        self._ties: Ties = ties
        self._counts = counts
        self._waiting: list[tuple[int, int, int]] = []
        self._restart()

    @property
    def fit(self) -> Fit:
        """The exact maximum for all votes so far; `inverse` is that of the last full fit."""
        return self._fit

    @property
    def counts(self) -> PairCounts:
        """All votes so far."""
        if self._waiting:
            a, b, outcome = np.array(self._waiting, dtype=np.int64).T
            cells = VoteCells(model_a=a, model_b=b, outcome=outcome, votes=np.ones(len(a)))
            self._counts = add_votes(self._counts, cells)
            self._waiting.clear()
        return self._counts

    def add(self, model_a: int, model_b: int, *, outcome: int) -> Fit:
        """The fit after one more vote between two models, by number; A_WON, B_WON, TIE or BOTH_BAD.

        Raises: DataError if a number is out of range or both are the same; then nothing is changed.
        """
        n = len(self._points)
        if not (0 <= model_a < n and 0 <= model_b < n) or model_a == model_b:
            raise DataError(f"a vote between {model_a} and {model_b}. Expected two different models from 0 to {n - 1}.")
        if not A_WON <= outcome <= BOTH_BAD:
            raise DataError(
                f"the outcome {outcome} is unknown. Expected 0 (a won), 1 (b won), 2 (tie) or 3 (both bad)."
            )
        self._waiting.append((model_a, model_b, outcome))
        self._battles[[model_a, model_b], [model_b, model_a]] += 1.0
        self._drawn += outcome > B_WON
        points = {A_WON: 1.0, B_WON: 0.0}.get(outcome, 0.5)
        self._points[model_a] += points
        self._points[model_b] += 1.0 - points
        found = self._follow()
        if found is None:
            self._restart()
        else:
            self._fit = found
        return self._fit

    def _restart(self) -> None:
        """A full fit, and the counts as full matrices: fastest for the slope."""
        counts = self.counts
        self._fit = fit(counts, ties=self._ties)
        battles, score = counts.battles, counts.score
        self._battles = np.zeros((counts.n_models, counts.n_models))
        self._battles[counts.first, counts.second] = self._battles[counts.second, counts.first] = battles
        self._points = counts.per_model(score, battles - score)
        self._drawn = float(counts.drawn.sum())

    def _follow(self) -> Fit | None:
        """Steps from the last maximum to the new one; None when they do not shrink fast enough."""
        last, n, before = self._fit, len(self._points), float("inf")
        if np.ptp(last.strengths) > _WIDEST:
            return None
        point = last.strengths if last.nu is None else np.append(last.strengths, np.log(last.nu))
        for step_number in range(1, _MOST_STALE_STEPS + 1):
            slope = self._slope(point)
            # einsum, not @: BLAS threads cost more than so small a product when the cores are busy.
            step = np.einsum("ij,j->i", last.inverse, slope)
            point = point + step
            moved = float(np.abs(step).max())
            if not moved < min(0.5, 0.5 * before):
                return None
            # Each step leaves the same share of the error, so what is left is a geometric series.
            share = moved / before if before < float("inf") else 0.5
            if moved * share / (1.0 - share) < _EXACT:
                nu = None if last.nu is None else float(np.exp(point[n]))
                strengths, gradient = point[:n] - point[:n].mean(), float(np.abs(slope).max()) * share
                votes = last.votes + 1
                return replace(last, strengths=strengths, nu=nu, votes=votes, steps=step_number, gradient=gradient)
            before = moved
        return None

    def _slope(self, point: FloatArray) -> FloatArray:
        n = len(self._points)
        root = np.exp(0.5 * (point[:n] - point[:n].max()))
        weight = root * root
        share = np.add.outer(weight, weight)
        tied = np.exp(point[n]) * np.outer(root, root) if len(point) > n else None
        if tied is not None:
            share += tied
        np.divide(self._battles, share, out=share)
        slope = self._points - weight * share.sum(axis=1)
        if tied is None:
            return np.asarray(slope, dtype=np.float64)
        ties = (share * tied).sum(axis=1)
        return np.append(slope - 0.5 * ties, self._drawn - 0.5 * ties.sum())
