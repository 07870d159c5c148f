"""Boards are read, checked and kept by day."""

from datetime import date

import pytest

from deadheat.errors import DataError
from deadheat.evidence.arena_sheet import HISTORY_BOARD, read_arena, read_arena_history

ROW = {"day": "2026-01-01", "board": "text", "model": "a", "score": "1000", "half_width": "5"}


def test_bundled_boards_are_complete() -> None:
    sheet = read_arena()
    assert len(sheet.days) == 10
    assert len(sheet.board("text")) == 32
    assert sum(len(rows) for of in sheet.days.values() for rows in of.values()) == 10805


def test_history_knows_open_weights_by_the_longest_start_of_a_name() -> None:
    days = read_arena_history().board(HISTORY_BOARD)
    assert len(days) == 98
    access = {row.model: row.access for rows in days.values() for row in rows}
    assert access["mistral-large-2402"] == "closed"
    assert access["mistral-large-2407"] == "open"
    assert access["gpt4all-13b-snoozy"] == "open"
    assert access["late-june-chatbot"] is None


def test_a_missing_day_names_the_nearest_one() -> None:
    sheet = read_arena()
    with pytest.raises(DataError, match="nearest is 2026-04-19"):
        sheet.on("text", date(2026, 5, 1))
    with pytest.raises(DataError, match="Did you mean 'vision'"):
        sheet.on("visoin", None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": "high"}, "score is 'high'"),
        ({"score": "nan"}, "score is 'nan'"),
        ({"half_width": "0"}, "half_width is '0'"),
        ({"half_width": "-3"}, "half_width is '-3'"),
        ({"half_width": None}, "half_width is missing"),
        ({"day": "soon"}, "day is 'soon'"),
        ({"model": " "}, "model is missing"),
        ({"board": None}, "board is missing"),
    ],
)
def test_wrong_rows_are_refused(change: dict[str, str | None], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_arena([{**ROW, **change}])


def test_a_model_twice_on_a_day_is_refused() -> None:
    with pytest.raises(DataError, match="twice"):
        read_arena([ROW, ROW])
