"""The history of a board as a Vega-Lite specification and as a line of blocks."""

from collections.abc import Sequence

from deadheat.facts.arena import BoardHistory

BLOCKS = "▁▂▃▄▅▆▇█"


def history_chart(history: BoardHistory) -> dict[str, object]:
    """A Vega-Lite chart, data inside: the leader and the best open model by day, with the band of their distance."""
    rows = [
        {"day": day.day, "model": model, "score": score, "series": series}
        for day in history.days
        for series, model, score in (
            ("leader", day.leader, day.leader_score),
            ("best open weights", day.best_open, day.best_open_score),
        )
        if score is not None
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": f"Arena board {history.board}: leader and best open-weight model",
        "description": f"{history.definition}. Source: {history.source}.",
        "width": 640,
        "height": 320,
        "data": {"values": rows},
        "mark": {"type": "line", "interpolate": "step-after", "point": True, "tooltip": True},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "title": "day"},
            "y": {"field": "score", "type": "quantitative", "title": "arena score", "scale": {"zero": False}},
            "color": {"field": "series", "type": "nominal", "title": None},
            "detail": {"field": "series"},
            "tooltip": [{"field": "model"}, {"field": "score"}, {"field": "day", "type": "temporal"}],
        },
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
