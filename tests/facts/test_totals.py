"""Totals are the same however entries are split into batches."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from deadheat.facts.totals import LATENCY_BOUNDS_S, Series, add_totals, sum_series
from tests.store.books import PLAIN, REFUSED, entry

SERIES = Series("assistant", "qwen", "local", 200, "")


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=20), st.data())
def test_parts_add_up_to_the_whole(latencies: list[int], data: st.DataObject) -> None:
    entries = [msgspec.structs.replace(entry(n), latency_us=us, first_token_us=us) for n, us in enumerate(latencies)]
    cut = data.draw(st.integers(1, len(entries) - 1))
    parts = [sum_series(part)[SERIES] for part in (entries[:cut], entries[cut:])]
    whole = sum_series(entries)[SERIES]
    assert add_totals(*parts) == whole
    assert whole.requests == sum(whole.latency_buckets) == sum(whole.first_token_buckets) == len(entries)
    assert whole.latency_us == sum(latencies)


def test_a_duration_on_the_bound_is_in_its_bucket() -> None:
    on, over = (msgspec.structs.replace(PLAIN, latency_us=10_000 + more) for more in (0, 1))
    assert sum_series([on])[SERIES].latency_buckets[0] == 1
    assert sum_series([over])[SERIES].latency_buckets[1] == 1
    assert len(sum_series([on])[SERIES].latency_buckets) == len(LATENCY_BOUNDS_S) + 1


def test_a_refusal_is_neither_unpriced_nor_unmetered() -> None:
    totals = sum_series([REFUSED])[Series("", "", "", 404, "no_route")]
    assert (totals.requests, totals.unpriced, totals.unmetered, totals.first_tokens) == (1, 0, 0, 0)
