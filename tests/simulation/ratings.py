"""Ratings from votes: coverage of intervals and of rank sets, rarely voted models, clusters, ties and equivalence."""

import math

import numpy as np

from deadheat.stats.bradley_terry import Fit, Ties, fit
from deadheat.stats.davidson import chances
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import FloatArray
from deadheat.stats.one_sided import least_strength
from deadheat.stats.pools import find_pools
from deadheat.stats.rank_sets import compare_all, rank_bounds
from deadheat.stats.sandwich import cluster_meat, sandwich, vote_meat
from deadheat.stats.vote_counts import A_WON, PairCounts, VoteCells, count_pairs
from tests.simulation.scenario import Scenario
from tests.stats.votes import league

ALPHA = 0.05
MODELS = 8
MARGIN = 15.0 * math.log(10.0) / 400.0


def _misses(found: Fit, covariance: FloatArray, truth: FloatArray, model: int) -> bool:
    half_width = two_sided_z(ALPHA) * math.sqrt(covariance[model, model])
    return bool(abs(found.strengths[model] - (truth[model] - truth.mean())) > half_width)


def _fitted(counts: PairCounts, ties: Ties = "half") -> tuple[Fit, FloatArray]:
    found = fit(counts, ties=ties)
    return found, sandwich(counts, found, vote_meat(counts, found))


def interval_misses(rng: np.random.Generator) -> bool:
    """One model's interval, with 50 votes for each pair."""
    truth = rng.normal(0.0, 0.6, MODELS)
    found, covariance = _fitted(league(truth, np.full((MODELS, MODELS), 50.0), rng))
    return _misses(found, covariance, truth, 0)


def rank_sets_miss(rng: np.random.Generator) -> bool:
    """Any of the rank sets misses its model's true rank; several models are exactly equal or nearly so."""
    truth = np.array([0.5, 0.5, 0.5, 0.4, 0.0, 0.0, -0.02, -1.0])
    found, covariance = _fitted(league(truth, np.full((MODELS, MODELS), 60.0), rng))
    pool = np.zeros(MODELS, dtype=np.int64)
    best, worst = rank_bounds(compare_all(found.strengths, covariance, pool, alpha=ALPHA, rng=rng).above)
    # A tie of true strengths may be broken either way: the set has to meet the range of ranks that remain possible.
    first = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    last = MODELS - (truth[None, :] < truth[:, None]).sum(axis=1)
    return bool(np.any(best > first) or np.any(worst < last))


def _rare_league(
    rng: np.random.Generator, *, rare: int, each: float, tie_share: float
) -> tuple[PairCounts, FloatArray]:
    """The last model has `rare` votes in all, every other pair has `each`."""
    truth = rng.normal(0.0, 0.6, MODELS)
    battles = np.full((MODELS, MODELS), each)
    battles[:, -1] = np.bincount(rng.integers(0, MODELS - 1, rare), minlength=MODELS)
    return league(truth, battles, rng, tie_share=tie_share), truth


def rare_model_misses(rng: np.random.Generator) -> bool:
    """The interval of a model with 100 votes in about a million."""
    counts, truth = _rare_league(rng, rare=100, each=50_000.0, tie_share=0.2)
    found, covariance = _fitted(counts)
    return _misses(found, covariance, truth, MODELS - 1)


def handful_misses(rng: np.random.Generator) -> bool:
    """The interval of a model with five votes, most of them ties."""
    counts, truth = _rare_league(rng, rare=5, each=400.0, tie_share=0.8)
    if find_pools(counts).n_pools > 1:
        return False
    found, covariance = _fitted(counts)
    return _misses(found, covariance, truth, MODELS - 1)


def clustered_interval_misses(rng: np.random.Generator) -> bool:
    """200 users of ten votes each, each with tastes of their own that shift all their votes on a model."""
    users, each = 200, 10
    truth = rng.normal(0.0, 0.5, MODELS)
    tastes = rng.normal(0.0, 1.0, (users, MODELS))
    user = np.repeat(np.arange(users), each)
    a = rng.integers(0, MODELS, users * each)
    b = (a + rng.integers(1, MODELS, users * each)) % MODELS
    # The probit-like chance averages over tastes, so that the target is what the whole crowd's votes converge to.
    lead = truth[a] - truth[b] + tastes[user, a] - tastes[user, b]
    outcome = np.where(rng.random(users * each) < 1 / (1 + np.exp(-lead)), A_WON, A_WON + 1)
    cells = VoteCells(model_a=a, model_b=b, outcome=outcome, votes=np.ones(users * each))
    counts = count_pairs(cells, MODELS)
    found = fit(counts)
    covariance = sandwich(counts, found, cluster_meat(user, cells, found), clustered=True)
    return _misses(found, covariance, _crowd(truth), 0)


def _crowd(truth: FloatArray) -> FloatArray:
    """The strengths that an endless crowd's votes converge to: Bradley-Terry on chances averaged over tastes."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    first, second = np.triu_indices(len(truth), 1)
    lead = (truth[first] - truth[second])[:, None] + math.sqrt(2.0) * nodes[None, :]
    won = (1 / (1 + np.exp(-lead))) @ (weights / weights.sum())
    none = np.zeros(len(first))
    counts = PairCounts(
        n_models=len(truth), first=first, second=second, first_won=won, second_won=1 - won, ties=none, both_bad=none
    )
    return fit(counts).strengths


def davidson_interval_misses(rng: np.random.Generator) -> bool:
    """One model's interval under Davidson's model, when it is true."""
    truth, nu = rng.normal(0.0, 0.8, MODELS), 0.7
    first, second = np.triu_indices(MODELS, 1)
    seen = chances(truth[first] - truth[second], nu)
    table = rng.multinomial(60, np.column_stack([seen.win, seen.loss, seen.tie])).astype(np.float64)
    counts = PairCounts(
        n_models=MODELS,
        first=first,
        second=second,
        first_won=table[:, 0],
        second_won=table[:, 1],
        ties=table[:, 2],
        both_bad=np.zeros(len(first)),
    )
    found, covariance = _fitted(counts, "davidson")
    return _misses(found, covariance, truth, 0)


def false_equivalence(rng: np.random.Generator) -> bool:
    """Two models whose true difference is exactly the margin are called a dead heat."""
    truth = np.array([MARGIN / 2, -MARGIN / 2, 0.0, 0.3])
    found, covariance = _fitted(league(truth, np.full((4, 4), 8_000.0), rng))
    pool = np.zeros(4, dtype=np.int64)
    seen = compare_all(found.strengths, covariance, pool, alpha=ALPHA, rng=rng)
    return bool(abs(seen.difference[0, 1]) + seen.critical * seen.error[0, 1] < MARGIN)


def lower_bound_misses(rng: np.random.Generator) -> bool:
    """A model that won all of its 20 votes has a lower bound above its true strength."""
    opponents, truth = rng.normal(0.0, 0.5, 5), 1.8
    faced = np.full(5, 4.0)
    won = rng.binomial(4, 1 / (1 + np.exp(opponents - truth)))
    if won.sum() < faced.sum():
        return False
    return float(least_strength(faced, opponents[None, :], tail=ALPHA / 2)[0]) > truth


SCENARIOS = (
    Scenario(
        name="ratings: interval",
        promise="a model's 95 % interval misses its rating in at most 5 %",
        breaks=interval_misses,
        at_most=ALPHA,
        runs=3000,
    ),
    Scenario(
        name="ratings: rank sets",
        promise="any of eight rank sets misses a true rank in at most 5 %",
        breaks=rank_sets_miss,
        at_most=ALPHA,
        runs=400,
    ),
    Scenario(
        name="ratings: rare model",
        promise="the interval of a model with 100 of a million votes misses in at most 5 %",
        breaks=rare_model_misses,
        at_most=ALPHA,
        runs=3000,
    ),
    Scenario(
        name="ratings: handful of votes",
        promise="the interval of a model with five votes, mostly ties, misses in at most 5 %",
        breaks=handful_misses,
        at_most=ALPHA,
        runs=1500,
    ),
    Scenario(
        name="ratings: clusters",
        promise="the clustered interval, users with tastes of their own, misses in at most 5 %",
        breaks=clustered_interval_misses,
        at_most=ALPHA,
        runs=1500,
    ),
    Scenario(
        name="ratings: Davidson",
        promise="the interval under Davidson's model misses in at most 5 %",
        breaks=davidson_interval_misses,
        at_most=ALPHA,
        runs=1500,
    ),
    Scenario(
        name="ratings: equivalence",
        promise="models apart by exactly the margin are called a dead heat in at most 5 %",
        breaks=false_equivalence,
        at_most=ALPHA,
        runs=500,
    ),
    Scenario(
        name="ratings: one-sided bound",
        promise="the lower bound of a model that won every vote is too high in at most 2.5 %",
        breaks=lower_bound_misses,
        at_most=ALPHA / 2,
        runs=5000,
    ),
)
