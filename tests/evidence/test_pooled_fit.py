"""Fits of every pool, side by side."""

import numpy as np
import pytest

from deadheat.evidence.pooled_fit import PooledFit, fit_pools
from deadheat.evidence.votes import read_votes
from deadheat.stats.bradley_terry import Ties, fit
from deadheat.stats.pools import find_pools


def fitted(votes: list[tuple[str, str, str]], *, ties: Ties = "half", users: list[str] | None = None) -> PooledFit:
    table = {name: [vote[at] for vote in votes] for at, name in enumerate(("model_a", "model_b", "winner"))}
    if users:
        table["user"] = users
    read = read_votes(table)
    return fit_pools(read, find_pools(read.counts), ties=ties)


def test_each_pool_has_its_own_mean_and_no_covariance_with_another() -> None:
    found = fitted([("a", "b", "a"), ("a", "b", "b"), ("c", "d", "tie"), ("c", "d", "a"), ("a", "c", "a")])
    assert found.strengths[:2].sum() == pytest.approx(0)
    assert found.strengths[2:].sum() == pytest.approx(0)
    assert not found.covariance[:2, 2:].any()
    assert np.isfinite(np.diag(found.covariance)).all()


def test_a_pool_of_one_stays_unknown() -> None:
    found = fitted([("a", "b", "a"), ("b", "c", "a"), ("b", "c", "b")])
    assert np.isnan(found.strengths).tolist() == [True, False, False]
    assert np.isinf(np.diag(found.covariance)).tolist() == [True, False, False]


def test_davidson_without_ties_or_with_nothing_else_is_bradley_terry() -> None:
    assert fitted([("a", "b", "a"), ("a", "b", "b")], ties="davidson").tie_weights == (None,)
    assert fitted([("a", "b", "tie")], ties="davidson").strengths.tolist() == [0, 0]


def test_davidson_without_a_finite_estimate_is_not_replaced_by_another_model() -> None:
    assert np.isnan(fitted([("a", "b", "a"), ("a", "b", "tie")], ties="davidson").strengths).all()


def test_one_user_with_every_vote_leaves_the_spread_unknown() -> None:
    votes = [("a", "b", winner) for winner in ("a", "b", "a")]
    assert np.isinf(np.diag(fitted(votes, users=["u"] * 3).covariance)).all()


def test_clusters_change_the_spread_and_not_the_strengths() -> None:
    votes = [("a", "b", "a" if i % 3 else "b") for i in range(240)]
    alone, clustered = (
        fitted(votes),
        fitted(votes, users=[f"u{i // 6 % 3 if i % 3 else 3 + i % 40}" for i in range(240)]),
    )
    assert clustered.strengths == pytest.approx(alone.strengths)
    assert clustered.clusters is not None
    assert clustered.covariance[0, 0] != pytest.approx(alone.covariance[0, 0])


def test_the_fit_is_that_of_the_votes_inside_the_pool() -> None:
    votes = [("a", "b", "a"), ("a", "b", "b"), ("b", "a", "b"), ("top", "a", "a")]
    table = {name: [vote[at] for vote in votes] for at, name in enumerate(("model_a", "model_b", "winner"))}
    read = read_votes(table)
    found = fit_pools(read, find_pools(read.counts), ties="half")
    assert found.strengths[:2] == pytest.approx(fit(read.counts.among(np.array([0, 1]))).strengths)
