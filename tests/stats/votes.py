"""Votes for tests: small tables by hand, simulated leagues, and Hypothesis strategies."""

import numpy as np
from hypothesis import strategies as st

from deadheat.stats.inputs import FloatArray
from deadheat.stats.vote_counts import PairCounts, VoteCells, count_pairs

Cell = tuple[int, int, int, float]


def cells_of(*cells: Cell) -> VoteCells:
    """Cells (model_a, model_b, outcome, votes)."""
    table = np.array(cells, dtype=np.float64).reshape(-1, 4)
    a, b, outcome = (table[:, column].astype(np.int64) for column in range(3))
    return VoteCells(model_a=a, model_b=b, outcome=outcome, votes=table[:, 3])


def counts_of(n_models: int, *cells: Cell) -> PairCounts:
    return count_pairs(cells_of(*cells), n_models)


def league(
    strengths: FloatArray, battles: FloatArray, rng: np.random.Generator, *, tie_share: float = 0.2
) -> PairCounts:
    """Simulated votes: `battles[i, j]` (i < j) between each pair; the expected points follow Bradley-Terry exactly.

    A tie takes as much chance from a win as from a loss, so that a tie as half keeps sigmoid(difference) as its mean.
    """
    first, second = np.triu_indices(len(strengths), 1)
    n = battles[first, second].astype(np.int64)
    expected = 1.0 / (1.0 + np.exp(strengths[second] - strengths[first]))
    tied = 2.0 * tie_share * np.minimum(expected, 1.0 - expected)
    drawn = rng.binomial(n, tied)
    won = rng.binomial(n - drawn, (expected - tied / 2) / (1.0 - tied))
    met = n > 0
    return PairCounts(
        n_models=len(strengths),
        first=first[met],
        second=second[met],
        first_won=won[met].astype(np.float64),
        second_won=(n - drawn - won)[met].astype(np.float64),
        ties=drawn[met].astype(np.float64),
        both_bad=np.zeros(int(met.sum())),
    )


@st.composite
def cell_lists(draw: st.DrawFn, *, most_models: int = 6) -> tuple[int, list[Cell]]:
    """Any votes between a few models, gaps and one-sided pairs included."""
    n = draw(st.integers(2, most_models))
    model = st.integers(0, n - 1)
    pair = st.tuples(model, model).filter(lambda p: p[0] != p[1])
    cell = st.tuples(pair, st.integers(0, 3), st.integers(1, 30))
    drawn = draw(st.lists(cell, min_size=1, max_size=24))
    return n, [(a, b, outcome, float(votes)) for (a, b), outcome, votes in drawn]


@st.composite
def pool_counts(draw: st.DrawFn) -> PairCounts:
    """Votes of one pool: everybody lost and won against a neighbour on a ring, with at least one tie."""
    n, cells = draw(cell_lists())
    ring = [(i, (i + 1) % n, outcome, 1.0) for i in range(n) for outcome in (0, 1, 2)]
    return counts_of(n, *cells, *ring)
