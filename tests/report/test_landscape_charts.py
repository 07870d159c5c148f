"""Charts hold the rows of the results, and tell open from closed by shape as well as by colour."""

from deadheat.facts.gap import Estimate, FrontierRecord, Gap
from deadheat.facts.index import IndexedModel
from deadheat.report.kinds import CLOSED, OPEN
from deadheat.report.landscape_charts import gap_chart, index_chart
from deadheat.report.vega import spec_json


def _model(name: str, access: str) -> IndexedModel:
    return IndexedModel(
        model=name,
        index=150.0,
        lower=149.0,
        upper=151.0,
        n_benchmarks=5,
        is_anchor=False,
        behind_leader=0.0,
        behind_lower=None,
        behind_upper=None,
        call=None,
        access=access,
    )


def test_index_chart_has_a_row_for_each_model_with_its_interval() -> None:
    spec = index_chart([_model("a", "Open weights"), _model("b", "Closed weights")])
    values = spec["data"]["values"]  # type: ignore[index]
    assert [(row["model"], row["weights"]) for row in values] == [("a", OPEN), ("b", CLOSED)]
    assert {"lower", "upper", "index"} <= set(values[0])
    assert '"shape"' in spec_json(spec)


def test_gap_chart_marks_what_nobody_has_matched() -> None:
    nothing = Estimate(value=None, lower=None, upper=None)
    record = FrontierRecord(
        model="m",
        group="Closed weights",
        role="leader",
        released="2026-01-01",
        index=160.0,
        lower=159.0,
        upper=161.0,
        matched=None,
        matched_on=None,
        months=None,
        censored=True,
    )
    gap = Gap(
        by="access",
        leader="Closed weights",
        follower="Open weights",
        rule="point",
        since="2023-07-18",
        until="2026-08-11",
        best_leader="m",
        best_follower="x",
        gap_now=nothing,
        call_now=None,
        mean_gap=nothing,
        mean_lag=nothing,
        median_lag=nothing,
        n_lags=0,
        matches=(),
        records=(record,),
        n=1,
        n_leader=1,
        n_follower=0,
        n_other=0,
        alpha=0.1,
        margin=2.0,
        definition="",
        method="",
        source="",
        as_of=None,
    )
    assert "nobody yet" in spec_json(gap_chart(gap))
