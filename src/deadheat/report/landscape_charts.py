"""The charts of the public picture as Vega-Lite specifications, from the same results that the commands print."""

from collections.abc import Sequence

from deadheat.evidence.arena_chart import history_chart, history_title
from deadheat.evidence.landscape_answers import quarter_words, telling_periods
from deadheat.facts.gap import Gap
from deadheat.facts.index import CapabilityIndex, IndexedModel
from deadheat.facts.landscape import Landscape
from deadheat.facts.share import Share, origin_words
from deadheat.report.frontier_chart import frontier_chart
from deadheat.report.kinds import CLOSED, KIND, LEGEND, weights_words
from deadheat.report.vega import captioned

Spec = dict[str, object]
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
_FEW = {"tickCount": 6}
_PLAIN = {"value": "var(--heat)"}


def leading_models(index: CapabilityIndex, *, most: int = 12) -> list[IndexedModel]:
    """The best `most` models of each kind of access, best first."""
    open_models = [m for m in index.models if m.access == "Open weights"][:most]
    closed = [m for m in index.models if m.access == "Closed weights"][:most]
    return sorted([*open_models, *closed], key=lambda m: -m.index)


def index_chart(models: Sequence[IndexedModel]) -> Spec:
    """Each model's index with its interval, best on top."""
    rows = [
        {"model": m.model, "index": m.index, "lower": m.lower, "upper": m.upper, "weights": weights_words(m.access)}
        for m in models
    ]
    y = {"field": "model", "type": "nominal", "sort": None, "title": None}
    scale = {"zero": False, "nice": True}
    interval = {
        "x": {"field": "lower", "type": "quantitative", "title": "capability index", "scale": scale, "axis": _FEW},
        "x2": {"field": "upper"},
        "y": y,
        "color": KIND["color"],
    }
    point = {
        "x": {"field": "index", "type": "quantitative"},
        "y": y,
        **KIND,
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
            "weights": weights_words(r.group),
            "matched": "nobody yet" if r.censored else r.matched or "it leads",
            "label": r.model if r is newest[r.role] else "",
        }
        for r in gap.records
    ]
    x = {"field": "released", "type": "temporal", "title": None, "axis": {"tickCount": 8}}
    y = {"field": "index", "type": "quantitative", "title": "capability index", "scale": {"zero": False}}
    colour = {"color": KIND["color"]}
    marks = {"x": x, "y": y, **KIND, "tooltip": _tooltip("model", "released", "index", "matched")}
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
                "encoding": {"x": x, "y": y, "shape": KIND["shape"]},
            },
            {
                "mark": {"type": "text", "align": "right", "dx": 4, "dy": _BESIDE, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            },
        ],
    }


def _roles(gap: Gap) -> set[str]:
    return {record.role for record in gap.records}


def _tooltip(*fields: str) -> list[dict[str, str]]:
    return [{"field": field} for field in fields]


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
            | {"scale": {"domain": words, "range": [*colours, "var(--quiet)"]}, "legend": LEGEND | {"columns": 3}},
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


def landscape_pictures(found: Landscape) -> dict[str, Spec]:
    """Every chart as a picture that stands alone, with title, reading and source."""
    level = f"{100 * (1 - found.index.alpha):g} % intervals"
    captions: dict[str, tuple[str, ...]] = {
        "index": ("Capability of the leading models", f"Lines: {level}.", found.index.source),
        "gap": (
            f"{found.gap.follower} behind {found.gap.leader.lower()}: records over time",
            f"Each mark beat its whole group when it came out; vertical lines: {level}; hollow: not matched yet.",
            found.gap.source,
        ),
        "frontier": (
            "Price against performance",
            f"{found.frontier.workload.words}. Dashed: the frontier; lines: {level}; pale: dearer than a better model.",
            f"{found.frontier.source}, at {found.frontier.at[:10]}",
        ),
        "releases": (
            "New open-weight models by the head office of their lab",
            "Share of the models of a quarter whose day of release is known.",
            found.releases.source,
        ),
        "share": ("Tracked repositories of open models", "By the region of the publisher.", found.share.source),
    }
    charts = landscape_charts(found)
    for history in found.histories:
        captions[f"arena-{history.board}"] = (history_title(history), *history.notes, history.source)
    return {
        name: captioned(chart, title, *notes[:-1], f"Source: {notes[-1]}")
        for name, chart in charts.items()
        for title, *notes in [captions[name]]
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
