"""The drawing says what the numbers say."""

from itertools import pairwise

import pytest

from deadheat.facts.verdict import Verdict
from deadheat.report.forest import NARROW_WIDTH, WIDTH, forest, shortened


def test_every_comparison_is_a_row_below_its_challenger(verdict: Verdict) -> None:
    drawn = forest(verdict)
    assert [row.label for row in drawn.rows] == ["maths", "code", "law", "all tasks", "all tasks"]
    assert [heading.label for heading in drawn.headings] == ["kimi & co", "glm"]
    places = sorted([row.y for row in drawn.rows] + [heading.at for heading in drawn.headings])
    assert all(later - earlier > 20 for earlier, later in pairwise(places))
    assert drawn.height > places[-1]


def test_places_are_in_proportion_to_the_differences(verdict: Verdict) -> None:
    drawn = forest(verdict)
    assert drawn.zero == WIDTH / 2
    assert drawn.zone_right - drawn.zero == pytest.approx(drawn.zero - drawn.zone_left)
    for row, c in zip(drawn.rows, verdict.comparisons, strict=True):
        assert 0 <= row.left <= row.point <= row.right <= WIDTH
        inside = drawn.zone_left <= row.left and row.right <= drawn.zone_right
        assert inside == (c.call == "dead_heat")


def test_a_narrow_drawing_shows_the_same_and_leaves_room_for_labels_above_the_lines(verdict: Verdict) -> None:
    wide, narrow = forest(verdict), forest(verdict, narrow=True)
    assert [(r.label, r.words) for r in narrow.rows] == [(r.label, r.words) for r in wide.rows]
    for of_narrow, of_wide in zip(narrow.rows, wide.rows, strict=True):
        assert of_narrow.point == pytest.approx(of_wide.point / WIDTH * NARROW_WIDTH, abs=0.1)
    above = sorted([row.y for row in narrow.rows] + [heading.at for heading in narrow.headings])
    assert all(later - earlier >= 29 for earlier, later in pairwise(above))


def test_zero_is_marked_once_and_ticks_are_few(verdict: Verdict) -> None:
    drawn = forest(verdict)
    assert [tick.at for tick in drawn.ticks if tick.label == "0"] == [drawn.zero]
    assert 3 <= len(drawn.ticks) <= 9


def test_a_long_name_keeps_both_ends() -> None:
    assert shortened("a" * 10 + "b" * 10, 20) == "a" * 10 + "b" * 10
    assert shortened("start-" + "x" * 99 + "-end", 12) == "start-…x-end"
