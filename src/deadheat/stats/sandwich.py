"""How uncertain fitted strengths are: the sandwich covariance, of single votes and of clusters of votes."""

from dataclasses import dataclass

import numpy as np

from deadheat.stats.bradley_terry import Fit, information_inverse, outcomes_at
from deadheat.stats.davidson import chances
from deadheat.stats.inputs import FloatArray, IntArray
from deadheat.stats.vote_counts import A_WON, B_WON, PairCounts, VoteCells

# Below this many independent votes of a model, the sandwich of that model alone is too small to be trusted.
FEW_VOTES = 20
_NO_SPREAD = 1e-9
_CHUNK_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meat:
    """The summed outer products of the scores: the middle of the sandwich.

    matrix: (k, k) as in `Fit.inverse`. units: how many independent units. units_of_models: (models,), how many of
    them each model took part in.
    """

    matrix: FloatArray
    units: int
    units_of_models: FloatArray


def vote_meat(counts: PairCounts, found: Fit) -> Meat:
    """The meat when every vote is independent of the others, straight from the counts."""
    n, seen = counts.n_models, outcomes_at(counts, found)
    with_tie = found.nu is not None
    matrix = np.zeros_like(found.inverse)
    outcomes = ((counts.first_won, 1.0, 0.0), (counts.second_won, 0.0, 0.0), (counts.drawn, 0.5, 1.0))
    squared, crossed = np.zeros(len(counts.first)), np.zeros(len(counts.first))
    for votes, points, tied in outcomes:
        surplus = points - seen.expected
        squared += votes * surplus**2
        if with_tie:
            crossed += votes * surplus * (tied - seen.tie)
            matrix[n, n] += float((votes * (tied - seen.tie) ** 2).sum())
    matrix[counts.first, counts.second] = matrix[counts.second, counts.first] = -squared
    matrix[np.arange(n), np.arange(n)] = counts.per_model(squared, squared)
    if with_tie:
        matrix[:n, n] = matrix[n, :n] = counts.per_model(crossed, -crossed)
    return Meat(matrix=matrix, units=round(float(counts.battles.sum())), units_of_models=counts.votes_of_models())


def cluster_meat(clusters: IntArray, cells: VoteCells, found: Fit) -> Meat:
    """The meat when votes of one cluster (a user, a conversation) may depend on each other in any way.

    `clusters` numbers the cluster of each cell from 0, in rising order, gaps allowed; a cluster must not be spread
    over two calls, so that the results of several calls add up.
    """
    n = len(found.strengths)
    seen = chances(found.strengths[cells.model_a] - found.strengths[cells.model_b], found.nu or 0.0)
    points = np.where(cells.outcome == A_WON, 1.0, np.where(cells.outcome == B_WON, 0.0, 0.5))
    surplus = cells.votes * (points - seen.expected)
    tied = cells.votes * ((cells.outcome > B_WON) - seen.tie)
    n_clusters = int(clusters[-1]) + 1 if len(clusters) else 0
    matrix, touched = np.zeros_like(found.inverse), np.zeros(n)
    step = max(1, _CHUNK_CELLS // len(matrix))
    for lowest in range(0, n_clusters, step):
        rows = slice(*np.searchsorted(clusters, (lowest, lowest + step)))
        height = min(step, n_clusters - lowest)
        scores = np.zeros((height, len(matrix)))
        inside = clusters[rows] - lowest
        flat = scores.reshape(-1)
        for models, sign in ((cells.model_a[rows], 1.0), (cells.model_b[rows], -1.0)):
            flat += np.bincount(inside * len(matrix) + models, sign * surplus[rows], flat.size)
        if found.nu is not None:
            scores[:, n] = np.bincount(inside, tied[rows], height)
        matrix += scores.T @ scores
        present = np.zeros((height, n), dtype=bool)
        present[inside, cells.model_a[rows]] = present[inside, cells.model_b[rows]] = True
        touched += present.sum(axis=0)
    units = int(np.count_nonzero(np.diff(clusters))) + 1 if len(clusters) else 0
    return Meat(matrix=matrix, units=units, units_of_models=touched)


def add_meat(one: Meat, other: Meat) -> Meat:
    """Both meats together, of disjoint units."""
    touched = one.units_of_models + other.units_of_models
    return Meat(matrix=one.matrix + other.matrix, units=one.units + other.units, units_of_models=touched)


def sandwich(counts: PairCounts, found: Fit, meat: Meat, *, clustered: bool = False) -> FloatArray:
    """Covariance of the strengths about their mean, right even when the model of the votes is not.

    Assumes: the units (votes or clusters) are independent of each other; nothing inside a cluster.
    Args:    counts, found: the votes and their fit. meat: of the same votes. clustered: whether units are clusters;
             then the finite-sample factor G / (G - 1) is applied.
    Returns: (models, models), natural-log units; the diagonal is infinite for a model that only one cluster saw.
    Method:  V = H+ B H+, pseudo-inverse without ridge. Huber (1967); White (Econometrica 1982); clusters: Liang &
             Zeger (Biometrika 1986). A model with fewer than FEW_VOTES units, or whose votes show no spread at all
             (only ties), gets independent variance on top, up to what the information alone implies: a handful of
             votes cannot show their own spread, and zero width would claim perfect knowledge.
    Checked: tests/stats/test_sandwich.py: T1 half-widths to 1e-6, the double-sum definition, singleton clusters,
             closed form for two models; coverage in tests/simulation/ratings.py.
    """
    n, inverse = counts.n_models, information_inverse(counts, found)
    factor = meat.units / max(meat.units - 1, 1) if clustered else 1.0
    covariance = (inverse @ meat.matrix @ inverse)[:n, :n] * factor
    implied, shown = np.diag(inverse)[:n], np.diag(covariance)
    weak = (meat.units_of_models < FEW_VOTES) | (shown <= _NO_SPREAD * implied)
    extra = np.where(weak, np.maximum(implied - shown, 0.0), 0.0)
    if clustered:
        extra = np.where(meat.units_of_models < 2, np.inf, extra)
    return np.asarray((covariance + covariance.T) / 2 + np.diag(extra), dtype=np.float64)
