"""Votes as counts: all that a paired-comparison model needs to know, one line for each pair of models that met."""

from dataclasses import dataclass, replace

import numpy as np

from deadheat.errors import DataError
from deadheat.stats.inputs import FloatArray, IntArray

A_WON, B_WON, TIE, BOTH_BAD = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCells:
    """Equal votes counted together: `votes[c]` times, `outcome[c]` was seen between `model_a[c]` and `model_b[c]`.

    All of shape (cells,); models are numbers from 0, outcomes are A_WON, B_WON, TIE or BOTH_BAD.
    """

    model_a: IntArray
    model_b: IntArray
    outcome: IntArray
    votes: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCounts:
    """The outcomes of every pair that met; `first[e] < second[e]`, each pair once, in rising order.

    first, second, first_won, second_won, ties, both_bad: shape (pairs,).
    """

    n_models: int
    first: IntArray
    second: IntArray
    first_won: FloatArray
    second_won: FloatArray
    ties: FloatArray
    both_bad: FloatArray

    @property
    def drawn(self) -> FloatArray:
        """Votes without a winner, for whatever reason."""
        return self.ties + self.both_bad

    @property
    def battles(self) -> FloatArray:
        return self.first_won + self.second_won + self.drawn

    @property
    def score(self) -> FloatArray:
        """Points of the first model: a win counts 1, a draw one half."""
        return self.first_won + 0.5 * self.drawn

    def per_model(self, first: FloatArray, second: FloatArray) -> FloatArray:
        """Sum over pairs of `first` for each pair's first model and `second` for its second, by model."""
        summed = np.bincount(self.first, first, self.n_models) + np.bincount(self.second, second, self.n_models)
        return np.asarray(summed, dtype=np.float64)

    def votes_of_models(self) -> FloatArray:
        return self.per_model(self.battles, self.battles)

    def among(self, members: IntArray) -> "PairCounts":
        """Only the pairs inside `members` (rising), renumbered from 0 in that order."""
        place = np.full(self.n_models, -1)
        place[members] = np.arange(len(members))
        kept = (place[self.first] >= 0) & (place[self.second] >= 0)
        return PairCounts(
            n_models=len(members),
            first=place[self.first[kept]],
            second=place[self.second[kept]],
            first_won=self.first_won[kept],
            second_won=self.second_won[kept],
            ties=self.ties[kept],
            both_bad=self.both_bad[kept],
        )


def count_pairs(cells: VoteCells, n_models: int) -> PairCounts:
    """Merge cells into pairs; which of two models stood on the left is forgotten.

    Raises: DataError if a model met itself, a count is negative or not finite, or a number is out of range.
    """
    _check(cells, n_models)
    low, high = np.minimum(cells.model_a, cells.model_b), np.maximum(cells.model_a, cells.model_b)
    turned = (cells.model_a > cells.model_b) & (cells.outcome <= B_WON)
    outcome = np.where(turned, B_WON - cells.outcome, cells.outcome)
    keys, pair = np.unique(low * n_models + high, return_inverse=True)
    table = np.zeros((4, len(keys)))
    np.add.at(table, (outcome, pair), cells.votes)
    return PairCounts(
        n_models=n_models,
        first=keys // n_models,
        second=keys % n_models,
        first_won=table[A_WON],
        second_won=table[B_WON],
        ties=table[TIE],
        both_bad=table[BOTH_BAD],
    )


def add_votes(counts: PairCounts, cells: VoteCells) -> PairCounts:
    """`counts` with further votes; for pairs that met before it costs one copy of the table."""
    _check(cells, counts.n_models)
    low, high = np.minimum(cells.model_a, cells.model_b), np.maximum(cells.model_a, cells.model_b)
    keys, wanted = counts.first * counts.n_models + counts.second, low * counts.n_models + high
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    if len(keys) == 0 or np.any(keys[at] != wanted):
        return count_pairs(_joined(counts, cells), counts.n_models)
    turned = (cells.model_a > cells.model_b) & (cells.outcome <= B_WON)
    outcome = np.where(turned, B_WON - cells.outcome, cells.outcome)
    columns = [column.copy() for column in (counts.first_won, counts.second_won, counts.ties, counts.both_bad)]
    for code, column in enumerate(columns):
        np.add.at(column, at[outcome == code], cells.votes[outcome == code])
    return replace(
        counts, first_won=columns[A_WON], second_won=columns[B_WON], ties=columns[TIE], both_bad=columns[BOTH_BAD]
    )


def _joined(counts: PairCounts, cells: VoteCells) -> VoteCells:
    columns = (counts.first_won, counts.second_won, counts.ties, counts.both_bad)
    pairs = len(counts.first)
    return VoteCells(
        model_a=np.concatenate([np.tile(counts.first, 4), cells.model_a]),
        model_b=np.concatenate([np.tile(counts.second, 4), cells.model_b]),
        outcome=np.concatenate([np.repeat(np.arange(4), pairs), cells.outcome]),
        votes=np.concatenate([*columns, cells.votes]),
    )


def _check(cells: VoteCells, n_models: int) -> None:
    for side in (cells.model_a, cells.model_b):
        if len(side) and not (side.min() >= 0 and side.max() < n_models):
            raise DataError(f"a model's number is out of range. Expected 0 to {n_models - 1}.")
    if np.any(cells.model_a == cells.model_b):
        raise DataError("a model met itself. Expected two different models in each vote.")
    if np.any((cells.outcome < A_WON) | (cells.outcome > BOTH_BAD)):
        raise DataError("an outcome is unknown. Expected 0 (a won), 1 (b won), 2 (tie) or 3 (both bad).")
    if not np.all(np.isfinite(cells.votes) & (cells.votes >= 0)):
        raise DataError("a count of votes is negative or not finite.")
