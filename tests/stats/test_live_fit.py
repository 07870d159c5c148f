"""Strengths that follow a stream of votes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.stats.bradley_terry import Ties, fit
from deadheat.stats.live_fit import LiveFit
from deadheat.stats.vote_counts import A_WON, B_WON, BOTH_BAD, TIE, PairCounts
from tests.stats.votes import counts_of, league, pool_counts

outcomes = st.lists(st.integers(A_WON, BOTH_BAD), min_size=1, max_size=8)
ways = st.sampled_from(["half", "davidson"])


@given(pool_counts(), ways, outcomes, st.integers(0, 2**32 - 1))
def test_after_each_vote_it_is_the_full_fit_of_all_votes(
    counts: PairCounts, ties: Ties, stream: list[int], seed: int
) -> None:
    live, rng = LiveFit(counts, ties=ties), np.random.default_rng(seed)
    for outcome in stream:
        a, b = rng.choice(counts.n_models, 2, replace=False).tolist()
        followed = live.add(a, b, outcome=outcome)
        fresh = fit(live.counts, ties=ties)
        assert followed.strengths == pytest.approx(fresh.strengths, abs=1e-9)
        assert followed.nu == pytest.approx(fresh.nu, abs=1e-9)
        assert followed.votes == fresh.votes


def test_one_vote_in_many_takes_a_few_cheap_steps_with_the_old_information() -> None:
    rng = np.random.default_rng(2)
    live = LiveFit(league(rng.normal(size=40), np.full((40, 40), 200.0), rng))
    before = live.fit
    after = live.add(3, 7, outcome=B_WON)
    assert after.steps <= 4
    assert after.inverse is before.inverse
    assert after.strengths[3] < before.strengths[3]


def test_a_flood_of_votes_leads_to_a_full_fit_on_the_way() -> None:
    live = LiveFit(counts_of(3, (0, 1, A_WON, 3), (0, 1, B_WON, 2), (1, 2, TIE, 4)))
    start = live.fit
    for _ in range(300):
        live.add(0, 1, outcome=B_WON)
    assert live.fit.inverse is not start.inverse
    assert live.fit.strengths == pytest.approx(fit(live.counts).strengths, abs=1e-9)
    assert live.counts.battles.sum() == 309


def test_a_vote_that_cannot_be_is_refused_and_changes_nothing() -> None:
    live = LiveFit(counts_of(2, (0, 1, A_WON, 3), (0, 1, B_WON, 2)))
    before = live.fit
    for a, b, outcome in ((0, 0, A_WON), (0, 2, A_WON), (-1, 1, A_WON), (0, 1, 4), (0, 1, -1)):
        with pytest.raises(DataError):
            live.add(a, b, outcome=outcome)
    assert live.fit is before
    assert live.counts.battles.sum() == 5


def test_votes_without_a_finite_maximum_cannot_be_followed() -> None:
    with pytest.raises(DataError, match="no finite estimate"):
        LiveFit(counts_of(2, (0, 1, A_WON, 3)))
