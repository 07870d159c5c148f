"""The history of a board as a Vega-Lite specification and as a line of blocks."""

from collections.abc import Sequence

from deadheat.facts.arena import BoardHistory

BLOCKS = "▁▂▃▄▅▆▇█"


def history_chart(history: BoardHistory) -> dict[str, object]:
    """A Vega-Lite chart, data inside: the leader and the best open model by day, and below them their distance.

    The distance has its interval where the days have one.
    """
    scores: list[dict[str, object]] = [
        {"day": day.day, "model": model, "score": score, "series": series}
        for day in history.days
        for series, model, score in (
            ("leader", day.leader, day.leader_score),
            ("best open weights", day.best_open, day.best_open_score),
        )
        if score is not None
    ]
    distances: list[dict[str, object]] = [
        {
            "day": day.day,
            "behind": day.open_behind.value,
            "lower": day.open_behind.lower,
            "upper": day.open_behind.upper,
        }
        for day in history.days
        if day.open_behind.value is not None
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": history_title(history),
        "description": f"{history.definition}. Source: {history.source}.",
        "vconcat": [_scores(scores), _distance(distances, _title(history))],
    }


def history_title(history: BoardHistory) -> str:
    """What the chart shows."""
    return f"Arena board {history.board}: leader and best open-weight model"


def _title(history: BoardHistory) -> str:
    has_interval = any(day.open_behind.lower is not None for day in history.days)
    return f"behind, {100 * (1 - history.alpha):g} %" if has_interval else "points behind"


_X = {"field": "day", "type": "temporal", "title": None, "axis": {"tickCount": 6}}
_SERIES = {"domain": ["best open weights", "leader"]}


def _scores(rows: list[dict[str, object]]) -> dict[str, object]:
    return {
        "width": 640,
        "height": 260,
        "data": {"values": rows},
        "mark": {"type": "line", "interpolate": "step-after", "point": {"size": 25}, "tooltip": True},
        "encoding": {
            "x": _X,
            "y": {"field": "score", "type": "quantitative", "title": "arena score", "scale": {"zero": False}},
            "color": {"field": "series", "type": "nominal", "title": None, "scale": _SERIES},
            "shape": {"field": "series", "type": "nominal", "title": None, "scale": _SERIES},
            "tooltip": [{"field": "model"}, {"field": "score"}, {"field": "day", "type": "temporal"}],
        },
    }


def _distance(rows: list[dict[str, object]], title: str) -> dict[str, object]:
    band = {"y": {"field": "lower", "type": "quantitative", "title": title}, "y2": {"field": "upper"}}
    line = {"y": {"field": "behind", "type": "quantitative"}}
    return {
        "width": 640,
        "height": 120,
        "data": {"values": rows},
        "encoding": {"x": _X},
        "layer": [
            {"mark": {"type": "area", "opacity": 0.25, "interpolate": "step-after"}, "encoding": band},
            {"mark": {"type": "line", "interpolate": "step-after"}, "encoding": line},
        ],
    }


def sparkline(values: Sequence[float | None], *, width: int = 60) -> str:
    """Values as blocks from lowest to highest, thinned to `width`; a missing value is a space."""
    step = max(len(values) / width, 1.0)
    thinned = [values[int(i * step)] for i in range(min(len(values), width))]
    known = [v for v in thinned if v is not None]
    if not known:
        return " " * len(thinned)
    low, span = min(known), (max(known) - min(known)) or 1.0
    return "".join(" " if v is None else BLOCKS[int((v - low) / span * (len(BLOCKS) - 1))] for v in thinned)
