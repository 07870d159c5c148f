"""A verdict in plain text says what its numbers say."""

import msgspec
import pytest

from deadheat.facts.comparison import Comparison, LeftOut
from deadheat.facts.comparison_text import (
    PICTURE_WIDTH,
    comparison_table,
    cost_notes,
    hidden_losses,
    interval_picture,
    left_out_text,
    picture_axis,
    times,
    usd,
)
from deadheat.facts.verdict import Verdict
from tests.report.conftest import compared, verdict

__all__ = ["verdict"]


def test_text_has_a_block_for_each_challenger_and_a_line_for_each_task(verdict: Verdict) -> None:
    lines = str(verdict).splitlines()
    assert "Challengers against" in lines[0]
    assert "margin ±5 pp · alpha 0.05 · mode fixed" in lines[0]
    assert [line.strip() for line in lines if line.strip() in {"kimi & co", "glm"}] == ["kimi & co", "glm"]
    (law,) = [line for line in lines if line.strip().startswith("law")]
    assert "behind" in law
    assert "-20.0 [-25.0, -15.0]" in law
    assert "0.25x [0.20, 0.30]" in law
    assert lines[-2:] == ["fixed: valid for one look", "multiplicity: 5 comparisons"]


def test_open_is_never_written_as_a_dead_heat(verdict: Verdict) -> None:
    (line,) = [line for line in str(verdict).splitlines() if "+3.0 [-3.0, +9.0]" in line]
    assert " open " in line
    assert "dead heat" not in line
    assert "+300" in line


def test_a_task_that_is_lost_is_told_unless_the_overall_call_says_so() -> None:
    won, lost = compared("large", 0.2, 0.03), compared("small", -0.2, 0.03)
    (said,) = hidden_losses((won, lost, compared(None, 0.1, 0.03)))
    assert said.endswith("ahead over all tasks, where every item counts the same, but behind on small.")
    assert hidden_losses((won, lost, compared(None, -0.1, 0.03))) == ()
    assert hidden_losses((won, compared(None, 0.1, 0.03))) == ()


@pytest.mark.parametrize(("difference", "half"), [(0.0, 0.03), (0.9, 0.1), (-0.9, 0.1), (0.0, 1.0), (0.2, 0.0)])
def test_picture_has_one_width_and_one_point(difference: float, half: float) -> None:
    picture = interval_picture(compared(None, difference, half), margin=0.05, reach=1.0)
    assert len(picture) == PICTURE_WIDTH == len(picture_axis(1.0))
    assert picture.count("●") == 1


def test_picture_of_a_dead_heat_stays_in_the_shade() -> None:
    picture = interval_picture(compared(None, 0.0, 0.1), margin=0.5, reach=1.0)
    assert picture.strip("·").startswith("░")
    assert picture.strip("·").endswith("░")


@pytest.mark.parametrize(
    ("amount", "text"),
    [(None, "unknown"), (1234.5, "$1,234.50"), (0.5, "$0.500"), (0.0123, "$0.0123"), (1e-6, "$0.00000100"), (0, "$0")],
)
def test_dollars_are_never_in_scientific_notation(amount: float | None, text: str) -> None:
    assert usd(amount) == text


def test_a_ratio_without_an_interval_shows_none() -> None:
    assert (times(None), times(0.5), times(0.5, 0.4, 0.61)) == ("unknown", "0.50x", "0.50x [0.40, 0.61]")
    assert times(0.0251, 0.0, 0.132) == "0.025x [0.00, 0.13]"


def test_what_was_left_out_is_one_line_for_each_challenger() -> None:
    left = [LeftOut(challenger="b", task=t, model="a", items=1200, reason="") for t in ("x", None)]
    assert left_out_text(tuple(left)) == "left out for b: 1,200 items of x only by a; 1,200 items only by a"


def test_latency_has_a_column_only_where_it_is_known() -> None:
    plain = compared("maths", 0.0, 0.03)
    assert "latency" not in comparison_table([plain], margin=0.05)[0]
    timed = msgspec.structs.replace(plain, latency_ratio=1.5, latency_ratio_lower=1.2, latency_ratio_upper=1.9)
    head, _, first, second = comparison_table([timed, plain], margin=0.05)
    assert head.endswith("latency")
    assert first.endswith("1.50x [1.20, 1.90]")
    assert second.endswith("unknown")


def test_a_narrow_terminal_gets_the_numbers_without_the_picture(verdict: Verdict) -> None:
    wide = comparison_table(verdict.comparisons, margin=0.05)
    longest = max(map(len, wide))
    assert comparison_table(verdict.comparisons, margin=0.05, width=longest) == wide
    narrow = comparison_table(verdict.comparisons, margin=0.05, width=longest - 1)
    assert max(map(len, narrow)) <= longest - PICTURE_WIDTH
    assert not any("●" in line for line in narrow)
    for of_wide, of_narrow in zip(wide[1:], narrow[1:], strict=True):
        assert [word for word in of_wide.split() if "●" not in word] == of_narrow.split()


def test_a_terminal_of_eighty_columns_gets_costs_as_a_table_of_their_own(verdict: Verdict) -> None:
    wide = comparison_table(verdict.comparisons, margin=0.05)
    lines = comparison_table(verdict.comparisons, margin=0.05, width=80)
    assert max(map(len, lines)) <= 80
    calls, costs = lines[: lines.index("")], lines[lines.index("") + 1 :]
    assert [line.split()[:1] for line in calls[1:]] == [line.split()[:1] for line in costs[1:]]
    assert sorted(w for line in wide for w in line.split() if "x" in w) == sorted(
        w for line in costs for w in line.split() if "x" in w
    )
    room = max(map(len, calls)) + PICTURE_WIDTH + 2
    assert any("●" in line for line in comparison_table(verdict.comparisons, margin=0.05, width=room))


def test_text_of_a_width_has_no_longer_line(verdict: Verdict) -> None:
    assert max(map(len, verdict.text(width=80).splitlines())) <= 80


def test_a_cost_note_names_what_it_is_about() -> None:
    def noted(challenger: str, task: str | None, note: str, ratio: float | None = None) -> Comparison:
        plain = compared(task, 0.0, 0.03)
        return msgspec.structs.replace(plain, challenger=challenger, cost_note=note, cost_ratio=ratio)

    known, unknown = "cost from cost_usd", "cost unknown"
    mixed = (
        noted("a", "x", known, 0.5),
        noted("a", "y", unknown),
        noted("b", "x", known, 0.5),
        noted("b", "y", known, 1),
    )
    assert cost_notes(mixed) == (f"a (x); b: {known}", f"a (y): {unknown}")
    assert cost_notes(mixed, unknown_only=True) == (f"a (y): {unknown}",)
    assert cost_notes((noted("a", "x", unknown), noted("b", None, unknown))) == (unknown,)
