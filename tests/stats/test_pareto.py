"""Frontiers against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.stats.pareto import chance_on_frontier, undominated

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=12)


def brute(cost: list[int], lower: list[int], upper: list[int]) -> list[bool]:
    n = range(len(cost))
    return [
        not any(
            (cost[j] <= cost[i] and lower[j] > upper[i]) or (cost[j] < cost[i] and lower[j] >= upper[i])
            for j in n
            if j != i
        )
        for i in n
    ]


@given(ROWS)
def test_agrees_with_comparing_every_pair(rows: list[tuple[int, int, int]]) -> None:
    cost, lower = [c for c, _, _ in rows], [q for _, q, _ in rows]
    upper = [q + w for _, q, w in rows]
    found = undominated(np.array(cost, float), lower=np.array(lower, float), upper=np.array(upper, float))
    assert found.tolist() == brute(cost, lower, upper)


@given(ROWS)
def test_wider_intervals_only_add_rows(rows: list[tuple[int, int, int]]) -> None:
    cost, q = np.array([r[0] for r in rows], float), np.array([r[1] for r in rows], float)
    width = np.array([r[2] for r in rows], float)
    points = undominated(cost, lower=q, upper=q)
    assert (points <= undominated(cost, lower=q - width, upper=q + width)).all()


def test_chance_is_the_share_of_draws_on_the_frontier() -> None:
    rng = np.random.default_rng(1)
    cost = rng.integers(0, 4, 9).astype(float)
    draws = rng.integers(0, 5, (40, 9)).astype(float)
    expected = np.mean([undominated(cost, lower=d, upper=d) for d in draws], axis=0)
    assert chance_on_frontier(cost, draws) == pytest.approx(expected)


def test_impossible_input_is_refused() -> None:
    one = np.array([1.0])
    with pytest.raises(DataError):
        undominated(np.array([np.nan]), lower=one, upper=one)
    with pytest.raises(DataError):
        undominated(one, lower=np.array([2.0]), upper=one)
    with pytest.raises(DataError):
        undominated(one, lower=np.array([np.nan]), upper=one)
    with pytest.raises(DataError):
        chance_on_frontier(one, np.empty((0, 1)))
