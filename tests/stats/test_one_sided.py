"""Bounds for models that won every vote."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.stats.one_sided import least_strength


def least(wins: list[float], opponents: list[float], tail: float = 0.025) -> float:
    return float(least_strength(np.array(wins), np.array([opponents]), tail=tail)[0])


@given(st.integers(1, 1000), st.floats(-3, 3), st.floats(1e-6, 0.5))
def test_against_one_opponent_it_is_the_clopper_pearson_limit(wins: int, opponent: float, tail: float) -> None:
    chance = tail ** (1 / wins)
    assert least([wins], [opponent], tail) == pytest.approx(opponent + math.log(chance / (1 - chance)), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(-3, 3)), min_size=1, max_size=6), st.floats(0.001, 0.4))
def test_at_the_bound_these_wins_have_the_tail_probability(votes: list[tuple[int, float]], tail: float) -> None:
    wins, opponents = np.array([float(w) for w, _ in votes]), np.array([o for _, o in votes])
    bound = least(wins.tolist(), opponents.tolist(), tail)
    if wins.sum() == 0:
        assert bound == -math.inf
    else:
        assert -(wins * np.logaddexp(0, opponents - bound)).sum() == pytest.approx(math.log(tail), rel=1e-6)


def test_more_wins_stronger_opponents_and_a_larger_tail_raise_the_bound() -> None:
    start = least([5, 5], [0.0, 1.0])
    assert least([6, 5], [0.0, 1.0]) > start
    assert least([5, 5], [0.5, 1.0]) > start
    assert least([5, 5], [0.0, 1.0], 0.1) > start


def test_a_vote_against_an_unknown_opponent_says_nothing() -> None:
    assert least([5, 9], [0.0, math.inf]) == pytest.approx(least([5], [0.0]))
    assert least([9], [math.inf]) == -math.inf


def test_a_tail_that_is_no_probability_is_refused() -> None:
    with pytest.raises(DataError, match="tail is 0"):
        least([1], [0.0], 0.0)
