"""The chart holds the rows it shows."""

from deadheat.evidence.arena import trace_board
from deadheat.evidence.arena_chart import history_chart, sparkline
from deadheat.evidence.arena_sheet import read_arena


def test_chart_carries_its_rows_the_interval_of_the_distance_and_its_source() -> None:
    chart = history_chart(trace_board(read_arena(), "text"))
    parts = chart["vconcat"]
    assert isinstance(parts, list)
    scores, distances = (part["data"]["values"] for part in parts)
    assert (len(scores), len(distances)) == (64, 32)
    assert all(row["lower"] < row["behind"] < row["upper"] for row in distances)
    assert "LMArena" in str(chart["description"])


def test_sparkline_spans_lowest_to_highest_and_leaves_gaps() -> None:
    assert sparkline([1.0, None, 2.0]) == "▁ █"
    assert sparkline([3.0, 3.0]) == "▁▁"
    assert sparkline([None]) == " "
    assert len(sparkline([float(i) for i in range(500)])) == 60
