"""Price against performance as a Vega-Lite chart: the frontier stands out and is named, the rest is pale."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from deadheat.facts.frontier import Frontier, PricedModel
from deadheat.report.kinds import KIND, weights_words
from deadheat.report.label_places import Box, Place, place_labels

Spec = dict[str, object]
_WIDTH, _HEIGHT = 640, 420


def frontier_place(row: PricedModel) -> str:
    """Where a model stands beside the frontier, in words."""
    return "on the frontier" if row.on_frontier else "possibly on it" if row.possibly else "not on it"


def frontier_chart(frontier: Frontier) -> Spec:
    """Cost of the month against the index; intervals as vertical lines, the frontier as a dashed step."""
    shown = [row for row in frontier.models if row.usd_per_month > 0]
    sheet = _Sheet.holding(shown)
    places = dict(zip((row.model for row in shown if row.on_frontier), _places(shown, sheet), strict=True))
    rows = [_row(row, places.get(row.model)) for row in shown]
    dollars = {"values": sheet.powers, "format": "$,"}
    x = {
        "field": "usd",
        "type": "quantitative",
        "title": "USD a month at the cheapest offer",
        "scale": {"type": "log", "domain": [sheet.powers[0], sheet.powers[-1]], "nice": False},
        "axis": dollars,
    }
    scale = {"domain": [sheet.low, sheet.high], "nice": False}
    y = {
        "field": "index",
        "type": "quantitative",
        "title": "capability index",
        "scale": scale,
        "axis": {"tickCount": 8},
    }
    faded = {"condition": {"test": "datum.place == 'not on it'", "value": 0.2}, "value": 0.95}
    tooltip = [{"field": field} for field in ("model", "host", "usd", "index", "place")]
    on_it = [{"filter": "datum.place == 'on the frontier'"}]
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "line", "interpolate": "step-after", "strokeDash": [4, 3], "color": "var(--quiet)"},
                "transform": on_it,
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {"type": "rule", "opacity": 0.6},
                "transform": [{"filter": "datum.place != 'not on it'"}],
                "encoding": {"x": x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}, "color": KIND["color"]},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 65},
                "encoding": {"x": x, "y": y, **KIND, "opacity": faded, "tooltip": tooltip},
            },
            {
                # On a narrow screen there is no room for names: the table below the chart has them.
                "mark": {
                    "type": "text",
                    "baseline": "middle",
                    "fontSize": 12,
                    "opacity": {"expr": "width < 500 ? 0 : 1"},
                    **{name: {"expr": f"datum.{name}"} for name in ("dx", "dy", "align")},
                },
                "transform": on_it,
                "encoding": {"x": x, "y": y, "text": {"field": "model"}},
            },
        ],
    }


def _row(row: PricedModel, place: Place | None) -> dict[str, object]:
    return {
        "model": row.model,
        "usd": row.usd_per_month,
        "index": row.index,
        "lower": row.lower,
        "upper": row.upper,
        "weights": weights_words(row.access),
        "place": frontier_place(row),
        "host": row.host,
        **(place._asdict() if place else {}),
    }


class _Sheet(NamedTuple):
    """The range of the axes: powers of ten of a dollar, and index points with room for names above the best."""

    powers: list[int]
    low: int
    high: int

    @classmethod
    def holding(cls, rows: Sequence[PricedModel]) -> "_Sheet":
        """The smallest that holds every point, and the intervals of what may be on the frontier."""
        prices = [row.usd_per_month for row in rows] or [1.0]
        tops = [row.upper or row.index for row in rows] or [0.0]
        powers = [10**n for n in range(floor(log10(min(prices))), max(ceil(log10(max(prices))), 1) + 1)]
        bottoms = [row.index for row in rows] or [0.0]
        return cls(powers, 5 * floor((min(bottoms) - 1) / 5), 5 * ceil((max(tops) + 2) / 5))

    def at(self, usd: float, index: float) -> tuple[float, float]:
        """The pixel of a point."""
        first, last = log10(self.powers[0]), log10(self.powers[-1])
        across = (log10(usd) - first) / (last - first)
        return _WIDTH * across, _HEIGHT * (self.high - index) / (self.high - self.low)


def _places(rows: Sequence[PricedModel], sheet: _Sheet) -> Iterator[Place]:
    names = [(*sheet.at(row.usd_per_month, row.index), row.model) for row in rows if row.on_frontier]
    boxes = [box for row in rows for box in _boxes(row, sheet)]
    return place_labels(names, boxes, width=_WIDTH, height=_HEIGHT)


def _boxes(row: PricedModel, sheet: _Sheet) -> Iterator[Box]:
    """What a name should not cover: the point, and its interval where that is drawn."""
    x, y = sheet.at(row.usd_per_month, row.index)
    yield Box(x - 5, y - 5, x + 5, y + 5, 6.0 if row.possibly else 1.0)
    if row.possibly:
        top, bottom = (
            sheet.at(row.usd_per_month, row.upper or row.index),
            sheet.at(row.usd_per_month, row.lower or row.index),
        )
        yield Box(x - 2, top[1], x + 2, bottom[1], 3.0)
