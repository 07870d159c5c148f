"""The charts of the public picture as Vega-Lite specifications, from the same results that the commands print."""

from collections.abc import Mapping, Sequence
from math import ceil

from deadheat.evidence.arena_chart import history_chart
from deadheat.evidence.landscape_answers import quarter_words, telling_periods
from deadheat.facts.frontier import Frontier, PricedModel
from deadheat.facts.gap import Gap
from deadheat.facts.index import CapabilityIndex, IndexedModel
from deadheat.facts.landscape import Landscape
from deadheat.facts.share import Share, origin_words

Spec = dict[str, object]
OPEN, CLOSED = "open weights", "closed weights"
_LEGEND = {"orient": "top", "symbolOpacity": 1}
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
_FEW = {"tickCount": 6}
_PLAIN = {"value": "var(--heat)"}
_COLOURS = ["var(--heat)", "var(--ahead)"]
# Shape as well as colour tells open from closed: colour alone is not enough.
_KIND: Mapping[str, object] = {
    "color": {
        "field": "weights",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [OPEN, CLOSED], "range": _COLOURS},
        "legend": _LEGEND,
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
        "x": {"field": "lower", "type": "quantitative", "title": "capability index", "scale": scale, "axis": _FEW},
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
        "height": 19 * len(rows),
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2}, "encoding": interval},
            {"mark": {"type": "point", "filled": True, "size": 60}, "encoding": point},
        ],
    }


# The closed record stands above the open one: each name goes to the outer side of its line.
_BESIDE = {"expr": f"datum.weights === '{CLOSED}' ? -22 : 38"}


def gap_chart(gap: Gap) -> Spec:
    """The best model of either group over time, its interval, and what nobody has matched yet as a hollow mark."""
    newest = {role: max((r for r in gap.records if r.role == role), key=lambda r: r.released) for role in _roles(gap)}
    rows = [
        {
            "model": r.model,
            "released": r.released,
            "index": r.index,
            "lower": r.lower,
            "upper": r.upper,
            "weights": _weights(r.group),
            "matched": "nobody yet" if r.censored else r.matched or "it leads",
            "label": r.model if r is newest[r.role] else "",
        }
        for r in gap.records
    ]
    x = {"field": "released", "type": "temporal", "title": None, "axis": {"tickCount": 8}}
    y = {"field": "index", "type": "quantitative", "title": "capability index", "scale": {"zero": False}}
    colour = {"color": _KIND["color"]}
    marks = {"x": x, "y": y, **_KIND, "tooltip": _tooltip("model", "released", "index", "matched")}
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
            {"mark": {"type": "point", "filled": True, "size": 70}, "encoding": marks},
            {
                "mark": {"type": "point", "filled": True, "size": 22, "opacity": 1, "color": "var(--paper)"},
                "transform": [{"filter": "datum.matched === 'nobody yet'"}],
                "encoding": {"x": x, "y": y, "shape": _KIND["shape"]},
            },
            {
                "mark": {"type": "text", "align": "right", "dx": 4, "dy": _BESIDE, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }


def _roles(gap: Gap) -> set[str]:
    return {record.role for record in gap.records}


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
            "place": frontier_place(row),
            "label": row.model if row.on_frontier else "",
            "host": row.host,
        }
        for row in frontier.models
        if row.usd_per_month > 0
    ]
    highest = max((row.upper or row.index for row in frontier.models), default=0.0)
    x = {"field": "usd", "type": "quantitative", "title": "USD a month, cheapest offer", "scale": {"type": "log"}}
    # Room above the best for the names, which stand aslant so that neighbours do not cover each other.
    scale = {"zero": False, "domainMax": 5 * ceil(highest / 5) + 20}
    y = {"field": "index", "type": "quantitative", "title": "capability index", "scale": scale}
    faded = {"condition": {"test": "datum.place == 'not on it'", "value": 0.22}, "value": 0.95}
    tooltip = _tooltip("model", "host", "usd", "index", "place")
    return {
        "width": 640,
        "height": 420,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule"},
                "transform": [{"filter": "datum.place != 'not on it'"}],
                "encoding": {"x": x, "y": y | {"field": "lower"}, "y2": {"field": "upper"}, "color": _KIND["color"]},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 65},
                "encoding": {"x": x, "y": y, **_KIND, "opacity": faded, "tooltip": tooltip},
            },
            {
                # On a narrow screen there is no room for names: the table below the chart has them.
                "mark": {
                    "type": "text",
                    "align": "left",
                    "angle": 305,
                    "dx": 9,
                    "dy": -4,
                    "fontSize": 12,
                    "opacity": {"expr": "width < 500 ? 0 : 1"},
                },
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }


def frontier_place(row: PricedModel) -> str:
    """Where a model stands beside the frontier, in words."""
    return "on the frontier" if row.on_frontier else "possibly on it" if row.possibly else "not on it"


def releases_chart(releases: Share) -> Spec:
    """Each region's share of the open models released in a quarter; the part of unknown origin is a line of its own."""
    named = [origin.origin for origin in releases.origins]
    rows = [
        {
            "quarter": quarter_words(period.start),
            "origin": origin_words(origin),
            "share": period.unknown if origin == "unknown" else period.shares.get(origin, 0.0),
            "models": period.total,
        }
        for period in telling_periods(releases)
        for origin in (*named, "unknown")
    ]
    words = [origin_words(origin) for origin in (*named, "unknown")]
    colours = ["var(--heat)", "var(--ahead)", "var(--open)", "var(--behind)"][: len(named)]
    by = {"field": "origin", "type": "nominal", "title": None}
    return {
        "width": 640,
        "height": 280,
        "data": {"values": rows},
        "mark": {"type": "line", "point": {"size": 55, "filled": True}, "tooltip": True},
        "encoding": {
            "x": {"field": "quarter", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
            "y": {
                "field": "share",
                "type": "quantitative",
                "axis": {"format": "%"},
                "title": "share of new open models",
            },
            "color": by
            | {"scale": {"domain": words, "range": [*colours, "var(--quiet)"]}, "legend": _LEGEND | {"columns": 3}},
            "shape": by | {"scale": {"domain": words, "range": _SHAPES[: len(words)]}},
            "tooltip": _tooltip("origin", "quarter", "share", "models"),
        },
    }


def share_chart(share: Share) -> Spec:
    """Each origin's share, with the part that the unknown could add as a pale extension."""
    rows = [
        {"origin": origin_words(o.origin), "share": o.share, "upper": o.upper, "words": f"{100 * o.share:.1f} %"}
        for o in share.origins
    ]
    y = {"field": "origin", "type": "nominal", "sort": None, "title": None}
    x = {
        "type": "quantitative",
        "axis": _FEW | {"format": "%"},
        "title": "share of repositories; pale: what is unknown",
    }
    return {
        "width": 560,
        "height": 30 * len(rows),
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
        "releases": releases_chart(found.releases),
        "share": share_chart(found.share),
    }
