"""Strengths and their covariance for every pool of models that votes link both ways."""

from dataclasses import dataclass

import numpy as np

from deadheat.evidence.votes import Votes
from deadheat.stats.bradley_terry import Fit, Ties, fit, has_finite_fit
from deadheat.stats.inputs import FloatArray, IntArray
from deadheat.stats.pools import Pools
from deadheat.stats.sandwich import Meat, add_meat, cluster_meat, sandwich, vote_meat
from deadheat.stats.vote_counts import PairCounts, VoteCells


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledFit:
    """All pools side by side.

    strengths: (models,), mean 0 in each pool, NaN without a finite estimate. covariance: (models, models), zero
    between pools, infinite on the diagonal where unknown. tie_weights: Davidson's nu by pool. clusters: the most
    that any pool saw, None without clusters. units_of_models: (models,), independent votes or clusters.
    """

    strengths: FloatArray
    covariance: FloatArray
    tie_weights: tuple[float | None, ...]
    clusters: int | None
    units_of_models: FloatArray


def fit_pools(votes: Votes, pools: Pools, *, ties: Ties) -> PooledFit:
    """Fit each pool by itself; a pool of one model, or without a finite estimate, stays unknown."""
    n = len(votes.models)
    strengths, covariance = np.full(n, np.nan), np.diag(np.full(n, np.inf))
    units = np.zeros(n)
    weights: list[float | None] = []
    clusters = 0
    for pool in range(pools.n_pools):
        members = pools.members(pool)
        inside = votes.counts.among(members)
        way = _usable_ties(inside, ties)
        if way is None:
            weights.append(None)
            continue
        found = fit(inside, ties=way)
        meat = _clustered_meat(votes, members, found) if votes.clustered else vote_meat(inside, found)
        strengths[members] = found.strengths
        covariance[np.ix_(members, members)] = sandwich(inside, found, meat, clustered=votes.clustered)
        units[members] = meat.units_of_models
        weights.append(found.nu)
        clusters = max(clusters, meat.units)
    return PooledFit(
        strengths=strengths,
        covariance=covariance,
        tie_weights=tuple(weights),
        clusters=clusters if votes.clustered else None,
        units_of_models=units,
    )


def _usable_ties(counts: PairCounts, ties: Ties) -> Ties | None:
    """How to treat ties in a pool; None when there is no finite estimate."""
    if counts.n_models < 2:
        return None
    if ties == "davidson" and (not counts.drawn.any() or np.array_equal(counts.drawn, counts.battles)):
        return "half"  # no ties, or nothing else: nu is 0 or infinite and the strengths are those of Bradley-Terry
    return ties if has_finite_fit(counts, ties=ties) else None


def _clustered_meat(votes: Votes, members: IntArray, found: Fit) -> Meat:
    place = np.full(len(votes.models), -1)
    place[members] = np.arange(len(members))
    total = Meat(matrix=np.zeros_like(found.inverse), units=0, units_of_models=np.zeros(len(members)))
    for clusters, cells in votes.batches():
        kept = (place[cells.model_a] >= 0) & (place[cells.model_b] >= 0)
        inside = VoteCells(
            model_a=place[cells.model_a[kept]],
            model_b=place[cells.model_b[kept]],
            outcome=cells.outcome[kept],
            votes=cells.votes[kept],
        )
        total = add_meat(total, cluster_meat(clusters[kept], inside, found))
    return total
