"""The page agrees with the ledger, whatever the names of routes and offers hold."""

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from deadheat.facts.entry import Entry
from deadheat.facts.totals import sum_series
from deadheat.ledger.metrics import GAUGES, Reading, render_metrics
from tests.store.books import PLAIN, REFUSED, entry

LINE = re.compile(r'[a-z_]+(\{([a-z_]+="([^"\\\n]|\\["\\n])*",?)+\})? [0-9.]+(e[+-]?\d+)?')


def values(page: str, name: str) -> list[float]:
    return [float(line.rpartition(" ")[2]) for line in page.split("\n") if re.match(rf"{name}[ {{]", line)]


names = st.text(max_size=5) | st.sampled_from(['"', "\\", "\n", "a b"])
entries = st.builds(
    lambda n, route, offer, status, us: msgspec.structs.replace(
        entry(n), route=route, offer=offer, status=status, latency_us=us, first_token_us=us if us % 2 else None
    ),
    st.integers(0, 99),
    names,
    names,
    st.sampled_from([200, 429, 502]),
    st.integers(0, 10**9),
)


@given(st.lists(entries, max_size=20))
def test_every_line_is_one_prometheus_can_read_and_sums_agree(kept: list[Entry]) -> None:
    page = render_metrics(sum_series(kept), [Reading("w1", "in_flight", "", 3)])
    for line in page[:-1].split("\n"):
        assert line.startswith("# ") or LINE.fullmatch(line), line
    assert sum(values(page, "deadheat_requests_total")) == len(kept)
    assert sum(values(page, "deadheat_request_duration_seconds_count")) == len(kept)


def test_buckets_are_cumulative_and_end_with_the_count() -> None:
    slow = msgspec.structs.replace(PLAIN, latency_us=10**9, first_token_us=None)
    page = render_metrics(sum_series([PLAIN, slow]), [])
    buckets = values(page, "deadheat_request_duration_seconds_bucket")
    assert buckets == sorted(buckets)
    assert (buckets[0], buckets[1], buckets[2], buckets[-2], buckets[-1]) == (0, 0, 1, 1, 2)
    assert values(page, "deadheat_request_duration_seconds_sum") == [1000.03]
    assert values(page, "deadheat_time_to_first_token_seconds_count") == [1]


def test_money_is_an_exact_decimal() -> None:
    page = render_metrics(sum_series([msgspec.structs.replace(PLAIN, cost_nanousd=1)]), [])
    assert 'deadheat_cost_usd_total{route="assistant",offer="qwen",host="local"} 0.000000001' in page


def test_refusals_and_errors_are_requests_too() -> None:
    page = render_metrics(sum_series([REFUSED]), [])
    assert 'deadheat_requests_total{route="",offer="",host="",status="404",error="no_route"} 1' in page


def test_gauges_say_whose_they_are() -> None:
    page = render_metrics({}, [Reading("w1", "in_flight", "", 3), Reading("w2", "circuit_open", "qwen", 1)])
    assert 'deadheat_in_flight{worker="w1"} 3' in page
    assert 'deadheat_circuit_open{worker="w2",offer="qwen"} 1' in page
    assert GAUGES["in_flight"] in page
