"""How charts tell open from closed weights: by shape as well as by colour, for colour alone is not enough."""

from collections.abc import Mapping

OPEN, CLOSED = "open weights", "closed weights"
LEGEND = {"orient": "top", "symbolOpacity": 1}
KIND: Mapping[str, object] = {
    "color": {
        "field": "weights",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [OPEN, CLOSED], "range": ["var(--heat)", "var(--ahead)"]},
        "legend": LEGEND,
    },
    "shape": {
        "field": "weights",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [OPEN, CLOSED], "range": ["circle", "square"]},
    },
}


def weights_words(access: str | None) -> str:
    """`open weights` or `closed weights`, whatever a table calls it."""
    return OPEN if access in ("Open weights", "open") else CLOSED
