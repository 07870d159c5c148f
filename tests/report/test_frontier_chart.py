"""Price against performance in one chart."""

from functools import partial

from deadheat.facts.frontier import Frontier, PricedModel, Workload
from deadheat.report.frontier_chart import frontier_chart, frontier_place

_ROW = partial(
    PricedModel, known_as="lab/x", access="Open weights", host="h", offer="o", usd_highest=99.0, n_offers=1,
    price_source="s", price_as_of=None, assumptions=(), frontier_chance=None, chance=None,
)  # fmt: skip


def _frontier(*rows: PricedModel) -> Frontier:
    return Frontier(
        models=rows, threshold=None, confidence=0.95, cheapest=None, incumbent=None, incumbent_usd=None, savings=(),
        workload=Workload(), at="2026-11-23T12:00:00+00:00", margin=2.0, alpha=0.1, n=len(rows), unpriced=(),
        unresolved=(), definition="d", method="m", assumptions=(), source="s", as_of=None, notes=(),
    )  # fmt: skip


BEST = _ROW(model="best", index=150.0, lower=148.0, upper=152.0, usd_per_month=400.0, on_frontier=True, possibly=True)
NEAR = _ROW(model="near", index=149.0, lower=140.0, upper=151.0, usd_per_month=500.0, on_frontier=False, possibly=True)
FAR = _ROW(model="far", index=101.0, lower=99.0, upper=103.0, usd_per_month=12.0, on_frontier=False, possibly=False)


def test_every_priced_model_is_a_row_and_only_the_frontier_is_named() -> None:
    rows = frontier_chart(_frontier(BEST, NEAR, FAR))["data"]["values"]  # type: ignore[index]
    assert [row["model"] for row in rows] == ["best", "near", "far"]
    assert [row["model"] for row in rows if "align" in row] == ["best"]


def test_the_axes_hold_every_point_and_every_drawn_interval() -> None:
    x = frontier_chart(_frontier(BEST, NEAR, FAR))["layer"][0]["encoding"]["x"]  # type: ignore[index]
    y = frontier_chart(_frontier(BEST, NEAR, FAR))["layer"][0]["encoding"]["y"]  # type: ignore[index]
    assert x["scale"]["domain"] == [10, 1000]
    assert y["scale"]["domain"][0] <= 101
    assert y["scale"]["domain"][1] >= 152


def test_no_model_is_an_empty_chart_and_no_error() -> None:
    assert frontier_chart(_frontier())["data"] == {"values": []}


def test_the_place_is_said_in_words() -> None:
    assert [frontier_place(row) for row in (BEST, NEAR, FAR)] == ["on the frontier", "possibly on it", "not on it"]
