"""The charts of the public picture as Vega-Lite specifications, from the same results that the commands print."""

from collections.abc import Mapping, Sequence

from deadheat.facts.gap import Gap
from deadheat.facts.index import CapabilityIndex, IndexedModel

Spec = dict[str, object]
OPEN, CLOSED = "open weights", "closed weights"
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
