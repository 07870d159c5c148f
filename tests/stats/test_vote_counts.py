"""Votes as counts."""

import numpy as np
import pytest
from hypothesis import given

from deadheat.errors import DataError
from deadheat.stats.vote_counts import A_WON, B_WON, BOTH_BAD, TIE, PairCounts, VoteCells, add_votes, count_pairs
from tests.stats.votes import Cell, cell_lists, cells_of, counts_of


def table(counts: PairCounts) -> list[list[float]]:
    columns = (counts.first, counts.second, counts.first_won, counts.second_won, counts.ties, counts.both_bad)
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def test_cells_of_one_pair_merge_whichever_side_a_model_stood_on() -> None:
    counts = counts_of(3, (2, 0, A_WON, 5), (0, 2, A_WON, 3), (0, 2, TIE, 2), (2, 0, BOTH_BAD, 1), (1, 0, B_WON, 4))
    assert table(counts) == [[0, 1, 4, 0, 0, 0], [0, 2, 3, 5, 2, 1]]
    assert counts.battles.tolist() == [4, 11]
    assert counts.score.tolist() == [4, 4.5]
    assert counts.votes_of_models().tolist() == [15, 4, 11]


@given(cell_lists())
def test_swapping_the_sides_of_every_vote_changes_nothing(drawn: tuple[int, list[Cell]]) -> None:
    n, cells = drawn
    swapped = [(b, a, 1 - outcome if outcome < 2 else outcome, votes) for a, b, outcome, votes in cells]
    assert table(counts_of(n, *cells)) == table(counts_of(n, *swapped))


@given(cell_lists(), cell_lists(most_models=2))
def test_adding_votes_equals_counting_all_at_once(drawn: tuple[int, list[Cell]], more: tuple[int, list[Cell]]) -> None:
    n, cells = drawn
    later = cells_of(*more[1])
    assert table(add_votes(counts_of(n, *cells), later)) == table(counts_of(n, *cells, *more[1]))


def test_adding_votes_leaves_the_old_counts_alone() -> None:
    counts = counts_of(2, (0, 1, A_WON, 5))
    add_votes(counts, cells_of((0, 1, A_WON, 1)))
    assert table(counts) == [[0, 1, 5, 0, 0, 0]]


def test_models_taken_out_leave_the_votes_among_the_rest() -> None:
    counts = counts_of(4, (0, 1, A_WON, 5), (1, 3, TIE, 2), (3, 0, A_WON, 1))
    assert table(counts.among(np.array([1, 3]))) == [[0, 1, 0, 0, 2, 0]]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ((0, 0, A_WON, 1), "met itself"),
        ((0, 3, A_WON, 1), "out of range"),
        ((-1, 1, A_WON, 1), "out of range"),
        ((0, 1, 4, 1), "outcome is unknown"),
        ((0, 1, A_WON, -1), "negative or not finite"),
        ((0, 1, A_WON, float("nan")), "negative or not finite"),
    ],
)
def test_an_impossible_cell_is_refused(cell: Cell, message: str) -> None:
    a, b, outcome, votes = cell
    numbers = [np.array([value], dtype=np.int64) for value in (a, b, outcome)]
    cells = VoteCells(model_a=numbers[0], model_b=numbers[1], outcome=numbers[2], votes=np.array([votes]))
    with pytest.raises(DataError, match=message):
        count_pairs(cells, 3)
