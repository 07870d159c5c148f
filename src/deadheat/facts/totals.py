"""Sums over entries: the running totals behind the metrics, and the groups of the ledger."""

from bisect import bisect_left
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from deadheat.facts.entry import Entry

LATENCY_BOUNDS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 60.0, 120.0, 300.0)
_BOUNDS_US = tuple(round(bound * 1_000_000) for bound in LATENCY_BOUNDS_S)
_WIDTH = len(_BOUNDS_US) + 1
_NO_COUNTS = (0,) * _WIDTH
_LATENCIES = 12  # where the buckets begin when a Totals is laid out flat
_FIRSTS = _LATENCIES + _WIDTH


class Series(Struct, frozen=True):
    """What one running total is about; few values each, all from the settings or a closed list."""

    route: str
    offer: str
    host: str
    status: int
    error: str


class Totals(Struct, frozen=True):
    """Running totals of one series. `*_buckets` count durations up to each bound, not cumulated; the last is beyond.

    unpriced: requests that reached a host and whose cost is unknown. unmetered: those whose usage is unknown.
    """

    requests: int = 0
    unpriced: int = 0
    unmetered: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cost_nanousd: int = 0
    latency_us: int = 0
    first_tokens: int = 0
    first_token_us: int = 0
    latency_buckets: tuple[int, ...] = _NO_COUNTS
    first_token_buckets: tuple[int, ...] = _NO_COUNTS


class Group(Struct, frozen=True, kw_only=True):
    """The entries of one route, offer, key or day, or all together."""

    group: str
    requests: int
    errors: int
    unpriced: int
    unmetered: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_nanousd: int


def sum_series(entries: Iterable[Entry]) -> dict[Series, Totals]:
    """`entries` as one total per series. Runs beside the gateway's loop, so it adds in place and builds once."""
    sums: dict[tuple[str, str, str, int, str], list[int]] = {}
    for e in entries:
        key = (e.route, e.offer, e.host, e.status, e.error)
        row = sums.get(key)
        if row is None:
            row = sums[key] = [0] * (_FIRSTS + _WIDTH)
        _add(row, e)
    return {Series(*key): _built(row) for key, row in sums.items()}


def _add(row: list[int], e: Entry) -> None:
    row[0] += 1
    if e.attempts:
        row[1] += e.cost_nanousd is None
        row[2] += e.input_tokens is None
    row[3] += e.input_tokens or 0
    row[4] += e.cached_tokens or 0
    row[5] += e.cache_write_tokens or 0
    row[6] += e.output_tokens or 0
    row[7] += e.reasoning_tokens or 0
    row[8] += e.cost_nanousd or 0
    row[9] += e.latency_us
    row[_LATENCIES + bisect_left(_BOUNDS_US, e.latency_us)] += 1
    if e.first_token_us is not None:
        row[10] += 1
        row[11] += e.first_token_us
        row[_FIRSTS + bisect_left(_BOUNDS_US, e.first_token_us)] += 1


def _built(row: list[int]) -> Totals:
    sums = dict(zip(Totals.__struct_fields__, row[:_LATENCIES], strict=False))
    buckets = {"latency_buckets": tuple(row[_LATENCIES:_FIRSTS]), "first_token_buckets": tuple(row[_FIRSTS:])}
    return msgspec.convert(sums | buckets, Totals)


def add_totals(one: Totals, other: Totals) -> Totals:
    """Both together."""
    return _built([a + b for a, b in zip(_flat(one), _flat(other), strict=True)])


def _flat(totals: Totals) -> list[int]:
    values = msgspec.structs.astuple(totals)
    return [*values[:_LATENCIES], *totals.latency_buckets, *totals.first_token_buckets]
