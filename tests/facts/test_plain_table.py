"""Columns line up."""

from deadheat.facts.plain_table import align


def test_columns_are_as_wide_as_their_widest_cell_and_lines_end_without_spaces() -> None:
    assert align([("a", "bb", "c"), ("aaa", "b", "")]) == ["a    bb  c", "aaa  b"]


def test_no_rows_are_no_lines() -> None:
    assert align([]) == []
