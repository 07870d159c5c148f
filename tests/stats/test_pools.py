"""Pools of models that can be compared."""

import numpy as np
from hypothesis import given
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from deadheat.stats.pools import davidson_is_finite, find_pools
from deadheat.stats.vote_counts import A_WON, B_WON, TIE
from tests.stats.votes import Cell, cell_lists, counts_of


def test_wins_in_a_circle_make_one_pool() -> None:
    pools = find_pools(counts_of(3, (0, 1, A_WON, 1), (1, 2, A_WON, 1), (2, 0, A_WON, 1)))
    assert pools.pool.tolist() == [0, 0, 0]


def test_a_tie_links_both_ways() -> None:
    assert find_pools(counts_of(2, (0, 1, TIE, 1))).n_pools == 1


def test_a_model_that_only_wins_stands_apart_in_the_same_component() -> None:
    pools = find_pools(counts_of(3, (0, 1, A_WON, 9), (1, 2, A_WON, 2), (1, 2, B_WON, 2)))
    assert pools.pool.tolist() == [1, 0, 0]
    assert pools.component.tolist() == [0, 0, 0]


def test_models_that_never_met_are_in_different_components_the_larger_first() -> None:
    pools = find_pools(counts_of(5, (0, 1, TIE, 50), (2, 3, TIE, 1), (3, 4, TIE, 1)))
    assert pools.pool.tolist() == [1, 1, 0, 0, 0]
    assert pools.component.tolist() == [1, 1, 0, 0, 0]


def test_a_long_ladder_is_divided_without_recursion() -> None:
    n = 2000
    pools = find_pools(counts_of(n, *[(i, i + 1, A_WON, 1.0) for i in range(n - 1)]))
    assert pools.n_pools == n
    assert set(pools.component.tolist()) == {0}


@given(cell_lists(most_models=9))
def test_the_division_is_that_of_scipy(drawn: tuple[int, list[Cell]]) -> None:
    n, cells = drawn
    counts = counts_of(n, *cells)
    pools = find_pools(counts)
    won = np.concatenate([counts.first_won + counts.drawn, counts.second_won + counts.drawn])
    ends = np.concatenate([counts.first, counts.second]), np.concatenate([counts.second, counts.first])
    graph = csr_matrix((won, ends), shape=(n, n))
    graph.eliminate_zeros()
    for found, kind in ((pools.pool, "strong"), (pools.component, "weak")):
        _, expected = connected_components(graph, directed=True, connection=kind)
        assert np.array_equal(found[:, None] == found[None, :], expected[:, None] == expected[None, :])


def test_davidson_needs_ties_and_a_circle_of_wins() -> None:
    assert davidson_is_finite(counts_of(2, (0, 1, A_WON, 1), (0, 1, B_WON, 1), (0, 1, TIE, 1)))
    assert not davidson_is_finite(counts_of(2, (0, 1, A_WON, 1), (0, 1, B_WON, 1)))
    assert not davidson_is_finite(counts_of(2, (0, 1, A_WON, 5), (0, 1, TIE, 1)))
    assert davidson_is_finite(counts_of(3, (0, 1, A_WON, 1), (1, 2, A_WON, 1), (2, 0, A_WON, 1), (0, 1, TIE, 1)))
