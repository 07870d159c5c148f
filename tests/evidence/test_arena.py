"""Groups, ranks and distances on arena boards."""

from datetime import date

import numpy as np
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.arena import read_board, read_boards, trace_board
from deadheat.evidence.arena_sheet import HISTORY_BOARD, read_arena, read_arena_history

pytestmark = pytest.mark.slow

SHEET = read_arena()


def board_of(*rows: tuple[str, float, float]) -> list[dict[str, object]]:
    return [{"day": "2026-01-01", "board": "b", "model": m, "score": s, "half_width": h} for m, s, h in rows]


def test_reference_days_of_the_text_board() -> None:
    """Read from the boards themselves: leader, its interval, the best open-weight model, its place."""
    last = read_board(SHEET, "text", day=date(2026, 4, 19))
    assert (last.leader, last.rows[0].score, last.rows[0].lower, last.rows[0].votes) == (
        "claude-opus-4-7-thinking",
        1505,
        1494,
        2618,
    )
    assert (last.best_open, last.best_open_place) == ("glm-5.1", 15)
    assert last.open_behind.value == 33
    first = read_board(SHEET, "text", day=date(2026, 3, 19))
    assert (first.best_open, first.best_open_place) == ("glm-5", 19)
    assert first.open_behind.value == 1502 - 1457


def test_group_holds_the_leader_and_all_not_separated_from_it() -> None:
    board = read_board(SHEET, "text")
    assert board.group[0] == board.leader
    for row in board.rows[1:]:
        assert row.behind.lower is not None
        assert row.in_group == (row.behind.lower <= 0)
        assert (row.model in board.group) == row.in_group


def test_not_separated_is_not_a_dead_heat_until_the_interval_is_inside_the_margin() -> None:
    sheet = read_arena(board_of(("a", 1000, 20), ("b", 999, 20), ("c", 700, 5)))
    narrow = read_board(sheet, "b", margin=15)
    assert [row.call for row in narrow.rows] == [None, "open", "behind"]
    wide = read_board(sheet, "b", margin=60)
    assert wide.rows[1].call == "dead_heat"


def test_ranks_are_certain_where_models_are_far_apart() -> None:
    board = read_board(read_arena(board_of(("a", 1000, 2), ("b", 900, 2), ("c", 800, 2))), "b")
    assert [(row.rank_best, row.rank_worst) for row in board.rows] == [(1, 1), (2, 2), (3, 3)]
    assert board.best_open is None
    assert board.n_votes is None
    assert board.n_unknown_access == 3


def test_a_smaller_alpha_never_shrinks_the_group() -> None:
    sizes = [len(read_board(SHEET, "text", alpha=alpha).group) for alpha in (0.5, 0.05, 0.001)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_intervals_cover_the_difference_of_two_independent_scores() -> None:
    sheet = read_arena(board_of(("a", 1000, 1.959964 * 6), ("b", 990, 1.959964 * 8)))
    behind = read_board(sheet, "b").rows[1].behind
    assert behind.upper is not None
    assert behind.upper - 10 == pytest.approx(1.959964 * np.hypot(6, 8), rel=0.002)


def test_one_model_alone_is_its_own_group() -> None:
    board = read_board(read_arena(board_of(("a", 1000, 2))), "b")
    assert board.group == ("a",)
    assert (board.rows[0].rank_best, board.rows[0].rank_worst) == (1, 1)


def test_every_board_is_read() -> None:
    assert len(read_boards(SHEET).boards) == 10


def test_history_follows_the_days() -> None:
    history = trace_board(SHEET, "text")
    assert len(history.days) == 32
    assert history.days[-1].best_open == "glm-5.1"
    assert history.days[-1].n_group == len(read_board(SHEET, "text").group)
    old = trace_board(read_arena_history(), HISTORY_BOARD)
    assert old.days[0].open_behind.lower is None
    assert old.days[0].n_group is None
    assert old.days[0].best_open == "vicuna-13b"


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(ConfigError, match="margin"):
        read_board(SHEET, "text", margin=-1)
    with pytest.raises(ConfigError, match="alpha"):
        read_board(SHEET, "text", alpha=1)
    with pytest.raises(ConfigError, match="alpha"):
        trace_board(SHEET, "text", alpha=0)
    with pytest.raises(DataError, match="no intervals"):
        read_board(read_arena_history(), HISTORY_BOARD)
