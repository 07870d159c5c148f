"""The charts of the public picture as Vega-Lite specifications, from the same results that the commands print."""

from collections.abc import Mapping, Sequence

from deadheat.evidence.arena_chart import history_chart
from deadheat.facts.frontier import Frontier
from deadheat.facts.gap import Gap
from deadheat.facts.index import CapabilityIndex, IndexedModel
from deadheat.facts.landscape import Landscape
from deadheat.facts.share import Share

Spec = dict[str, object]
OPEN, CLOSED = "open weights", "closed weights"
_PLAIN = {"value": "var(--heat)"}
# Shape as well as colour tells open from closed: colour alone is not enough.
_KIND: Mapping[str, object] = {
    "color": {
        "field": "weights",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [OPEN, CLOSED], "range": ["var(--heat)", "var(--ahead)"]},
        "legend": {"orient": "top"},
    },
    "shape": {
        "field": "weights",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [OPEN, CLOSED], "range": ["circle", "square"]},
    },
}


def leading_models(index: CapabilityIndex, *, most: int = 12) -> list[IndexedModel]:
    """The best `most` models of each kind of access, best first."""
    open_models = [m for m in index.models if m.access == "Open weights"][:most]
    closed = [m for m in index.models if m.access == "Closed weights"][:most]
    return sorted([*open_models, *closed], key=lambda m: -m.index)


def index_chart(models: Sequence[IndexedModel]) -> Spec:
    """Each model's index with its interval, best on top."""
    rows = [
        {"model": m.model, "index": m.index, "lower": m.lower, "upper": m.upper, "weights": _weights(m.access)}
        for m in models
    ]
    y = {"field": "model", "type": "nominal", "sort": None, "title": None}
    scale = {"zero": False, "nice": True}
    interval = {
        "x": {"field": "lower", "type": "quantitative", "title": "capability index", "scale": scale},
        "x2": {"field": "upper"},
        "y": y,
        "color": _KIND["color"],
    }
    point = {
        "x": {"field": "index", "type": "quantitative"},
        "y": y,
        **_KIND,
        "tooltip": _tooltip("model", "index", "lower", "upper"),
    }
    return {
        "width": 560,
        "height": {"step": 19},
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": interval},
            {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": point},
        ],
    }


def gap_chart(gap: Gap) -> Spec:
    """The best model of either group over time, its interval, and what nobody has matched yet as a hollow mark."""
    rows = [
        {
            "model": r.model,
            "released": r.released,
            "index": r.index,
            "lower": r.lower,
            "upper": r.upper,
            "weights": _weights(r.group),
            "matched": "nobody yet" if r.censored else r.matched or "it leads",
        }
        for r in gap.records
    ]
    x = {"field": "released", "type": "temporal", "title": "released"}
    y = {"field": "index", "type": "quantitative", "title": "capability index", "scale": {"zero": False}}
    colour = {"color": _KIND["color"]}
    filled = {"condition": {"test": "datum.matched == 'nobody yet'", "value": 0.15}, "value": 0.9}
    return {
        "width": 640,
        "height": 340,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "line", "interpolate": "step-after", "opacity": 0.5},
                "encoding": {"x": x, "y": y, **colour},
            },
            {
                "mark": {"type": "rule", "opacity": 0.45},
                "encoding": {"x": x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}, **colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 70, "strokeWidth": 1.5},
                "encoding": {
                    "x": x,
                    "y": y,
                    **_KIND,
                    "fillOpacity": filled,
                    "tooltip": _tooltip("model", "released", "index", "matched"),
                },
            },
        ],
    }


def _weights(access: str | None) -> str:
    return OPEN if access in ("Open weights", "open") else CLOSED


def _tooltip(*fields: str) -> list[dict[str, str]]:
    return [{"field": field} for field in fields]


def frontier_chart(frontier: Frontier) -> Spec:
    """Cost of the month against the index: the frontier stands out, the rest is pale, intervals as vertical lines."""
    rows = [
        {
            "model": row.model,
            "usd": row.usd_per_month,
            "index": row.index,
            "lower": row.lower,
            "upper": row.upper,
            "weights": _weights(row.access),
            "place": "on the frontier" if row.on_frontier else "possibly on it" if row.possibly else "not on it",
            "label": row.model if row.on_frontier else "",
            "host": row.host,
        }
        for row in frontier.models
        if row.usd_per_month > 0
    ]
    x = {"field": "usd", "type": "quantitative", "title": "USD a month, cheapest offer", "scale": {"type": "log"}}
    y = {"field": "index", "type": "quantitative", "title": "capability index", "scale": {"zero": False}}
    faded = {"condition": {"test": "datum.place == 'not on it'", "value": 0.18}, "value": 0.95}
    colour = {"color": _KIND["color"], "opacity": faded}
    return {
        "width": 640,
        "height": 380,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule"},
                "transform": [{"filter": "datum.place != 'not on it'"}],
                "encoding": {"x": x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}, "color": _KIND["color"]},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 65},
                "encoding": {
                    "x": x,
                    "y": y,
                    **_KIND,
                    **colour,
                    "tooltip": _tooltip("model", "host", "usd", "index", "place"),
                },
            },
            {
                "mark": {"type": "text", "dy": -11, "fontSize": 11},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }


def share_chart(share: Share) -> Spec:
    """Each origin's share, with the part that the unknown could add as a pale extension."""
    rows = [
        {"origin": o.origin, "share": o.share, "upper": o.upper, "words": f"{100 * o.share:.1f} %"}
        for o in share.origins
    ]
    y = {"field": "origin", "type": "nominal", "sort": None, "title": None}
    x = {"type": "quantitative", "axis": {"format": "%"}, "title": "share of repositories; pale: what is unknown"}
    return {
        "width": 560,
        "height": {"step": 30},
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "opacity": 0.3},
                "encoding": {"x": x | {"field": "upper"}, "y": y, "color": _PLAIN},
            },
            {"mark": {"type": "bar"}, "encoding": {"x": x | {"field": "share"}, "y": y, "color": _PLAIN}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"x": x | {"field": "upper"}, "y": y, "text": {"field": "words"}},
            },
        ],
    }


def landscape_charts(found: Landscape) -> dict[str, Spec]:
    """Every chart of the page by name."""
    return {
        "index": index_chart(leading_models(found.index)),
        "gap": gap_chart(found.gap),
        **{f"arena-{history.board}": history_chart(history) for history in found.histories},
        "frontier": frontier_chart(found.frontier),
        "share": share_chart(found.share),
    }
