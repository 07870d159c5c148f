"""Columns line up."""

from deadheat.facts.plain_table import align, fits, fold


def test_columns_are_as_wide_as_their_widest_cell_and_lines_end_without_spaces() -> None:
    assert align([("a", "bb", "c"), ("aaa", "b", "")]) == ["a    bb  c", "aaa  b"]


def test_no_rows_are_no_lines() -> None:
    assert align([]) == []


def test_paragraphs_are_folded_between_words_and_only_where_there_is_a_width() -> None:
    assert fold(["one two-three four", "", "x"], 10) == ["one", "  two-three", "  four", "", "x"]
    assert fold(["one two three"], None) == ["one two three"]
    assert fits(["abc"], 3)
    assert fits(["abc"], None)
    assert not fits(["a", "abcd"], 3)
