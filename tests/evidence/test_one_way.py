"""Models that won or lost every vote."""

import math

import numpy as np
import pytest

from deadheat.evidence.one_way import find_one_way, with_one_way
from deadheat.evidence.votes import Votes, read_votes
from deadheat.stats.bradley_terry import fit
from deadheat.stats.pools import find_pools
from deadheat.stats.rank_sets import Differences


def votes_of(*counted: tuple[str, str, str, int]) -> Votes:
    return read_votes([{"model_a": a, "model_b": b, "winner": w} for a, b, w, times in counted for _ in range(times)])


POOL = (("b", "c", "a", 500), ("b", "c", "b", 500))


def known(n: int, *, error: float = 0.01) -> Differences:
    matrix = np.full((n, n), error)
    np.fill_diagonal(matrix, np.inf)
    return Differences(
        difference=np.zeros((n, n)), error=matrix, critical=2.0, draws=1, above=np.zeros((n, n), dtype=bool)
    )


def test_winners_and_losers_are_found_with_the_votes_against_the_pool_only() -> None:
    votes = votes_of(*POOL, ("a", "b", "a", 7), ("d", "c", "b", 3), ("a", "d", "a", 90))
    found = find_one_way(votes, find_pools(votes.counts))
    assert {votes.models[m]: (single.won, single.votes) for m, single in found.items()} == {
        "a": (True, 7),
        "d": (False, 3),
    }


def test_a_model_that_met_only_other_one_way_models_has_no_bound() -> None:
    votes = votes_of(*POOL, ("a", "b", "a", 7), ("z", "a", "a", 3))
    assert [votes.models[m] for m in find_one_way(votes, find_pools(votes.counts))] == ["a"]


def test_the_bound_is_one_sided_and_mirrored_for_losers() -> None:
    up = votes_of(*POOL, ("a", "b", "a", 7))
    down = votes_of(*POOL, ("a", "b", "b", 7))
    bounds = []
    for votes in (up, down):
        single = find_one_way(votes, find_pools(votes.counts))[0]
        strengths = np.append(np.nan, fit(votes.counts.among(np.array([1, 2]))).strengths)
        bounds.append(single.bound(strengths, tail=0.025))
    chance = 0.025 ** (1 / 7)
    assert bounds == pytest.approx([math.log(chance / (1 - chance)), -math.log(chance / (1 - chance))])


def test_enough_wins_are_surely_above_and_few_are_not() -> None:
    for wins, sure in ((5, False), (30, True)):
        votes = votes_of(*POOL, ("a", "b", "a", wins))
        singles = find_one_way(votes, find_pools(votes.counts)).values()
        above = with_one_way(known(3), singles, tail=0.025).above
        assert above[0, 1:].tolist() == [sure, sure]
        assert not above[1:].any()


def test_an_uncertain_pool_makes_the_claim_harder() -> None:
    votes = votes_of(*POOL, ("a", "b", "a", 8))
    singles = find_one_way(votes, find_pools(votes.counts)).values()
    assert with_one_way(known(3), singles, tail=0.05).above[0].tolist() == [False, True, True]
    assert with_one_way(known(3, error=2.0), singles, tail=0.05).above[0].tolist() == [False, True, False]


def test_a_sure_winner_is_above_a_sure_loser() -> None:
    votes = votes_of(*POOL, ("a", "b", "a", 60), ("d", "c", "b", 2))
    singles = find_one_way(votes, find_pools(votes.counts)).values()
    before = known(4)
    after = with_one_way(before, singles, tail=0.025)
    assert after.above[0, 3]
    assert not after.above[3].any()
    assert not before.above.any()
