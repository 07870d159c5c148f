"""The numbers of the gateway in Prometheus' text format.

Counters and histograms are the running totals that the store keeps in the transaction of the entries themselves. They
agree with the ledger by construction, cover every worker once, and go on across restarts. Gauges are each worker's own.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from deadheat.facts.money import format_usd
from deadheat.facts.totals import LATENCY_BOUNDS_S, Series, Totals, add_totals

_TOKENS = ("input", "cached", "cache_write", "output", "reasoning")


class Reading(NamedTuple):
    """One number that a worker measured about itself, or about the offer `about`."""

    worker: str
    name: str
    about: str
    value: float


class _Counter(NamedTuple):
    name: str
    told: str
    value: Callable[[Totals], str]


_COUNTERS = (
    _Counter("unpriced_requests", "Requests to a host whose cost is unknown.", lambda t: str(t.unpriced)),
    _Counter("unmetered_requests", "Requests to a host that stated no usage.", lambda t: str(t.unmetered)),
    _Counter("cost_usd", "What the requests whose cost is known cost.", lambda t: format_usd(t.cost_nanousd)),
)
GAUGES = {
    "in_flight": "Requests being served.",
    "connections": "Open connections of clients.",
    "journal_backlog_bytes": "Entries on disk that the database does not have yet.",
    "lost_entries": "Entries that found no room, since the worker started.",
    "lost_contents": "Prompts and answers that found no room, since the worker started.",
    "store_trouble": "1 while the database cannot be written.",
    "spans_dropped": "Spans that the collector did not take, since the worker started.",
    "circuit_open": "1 while an offer rests after failures.",
}


def render_metrics(totals: Mapping[Series, Totals], readings: Iterable[Reading]) -> str:
    """The whole page. Series are few: routes, offers and hosts of the settings, statuses, and classes of errors."""
    lines = _requests(totals)
    by_offer = _by_offer(totals)
    for counter in _COUNTERS:
        lines += _head(f"{counter.name}_total", "counter", counter.told)
        lines += [f"deadheat_{counter.name}_total{labels} {counter.value(t)}" for labels, t in by_offer.items()]
    lines += _head("tokens_total", "counter", "Tokens. Cached and cache_write are part of input, reasoning of output.")
    for labels, total in by_offer.items():
        kinds = [(kind, getattr(total, f"{kind}_tokens")) for kind in _TOKENS]
        lines += [f'deadheat_tokens_total{labels[:-1]},kind="{kind}"}} {count}' for kind, count in kinds]
    lines += _head(
        "request_duration_seconds", "histogram", "From the first byte of a request to the last of its answer."
    )
    for labels, total in by_offer.items():
        lines += _buckets("request_duration_seconds", labels, total.latency_buckets, total.latency_us)
    lines += _head(
        "time_to_first_token_seconds", "histogram", "From the first byte of a request to the first of its answer."
    )
    for labels, total in by_offer.items():
        lines += _buckets("time_to_first_token_seconds", labels, total.first_token_buckets, total.first_token_us)
    return "\n".join([*lines, *_gauges(readings)]) + "\n"


def _requests(totals: Mapping[Series, Totals]) -> list[str]:
    lines = _head("requests_total", "counter", "Requests that are over, refusals and errors included.")
    for s, total in sorted(totals.items(), key=lambda item: str(item[0])):
        labels = _labels(route=s.route, offer=s.offer, host=s.host, status=str(s.status), error=s.error)
        lines.append(f"deadheat_requests_total{labels} {total.requests}")
    return lines


def _by_offer(totals: Mapping[Series, Totals]) -> dict[str, Totals]:
    sums: dict[str, Totals] = {}
    for s, total in sorted(totals.items(), key=lambda item: str(item[0])):
        labels = _labels(route=s.route, offer=s.offer, host=s.host)
        sums[labels] = add_totals(sums[labels], total) if labels in sums else total
    return sums


def _gauges(readings: Iterable[Reading]) -> list[str]:
    by_name: dict[str, list[Reading]] = {}
    for reading in readings:
        by_name.setdefault(reading.name, []).append(reading)
    lines: list[str] = []
    for name, found in sorted(by_name.items()):
        lines += _head(name, "gauge", GAUGES.get(name, "See docs/reference/metrics.md."))
        for r in found:
            labels = _labels(worker=r.worker, offer=r.about) if r.about else _labels(worker=r.worker)
            lines.append(f"deadheat_{name}{labels} {r.value:g}")
    return lines


def _buckets(name: str, labels: str, counts: tuple[int, ...], sum_us: int) -> list[str]:
    lines: list[str] = []
    running = 0
    for bound, count in zip((*(f"{b:g}" for b in LATENCY_BOUNDS_S), "+Inf"), counts, strict=True):
        running += count
        lines.append(f'deadheat_{name}_bucket{labels[:-1]},le="{bound}"}} {running}')
    return [*lines, f"deadheat_{name}_sum{labels} {sum_us / 1e6:.6f}", f"deadheat_{name}_count{labels} {running}"]


def _head(name: str, kind: str, told: str) -> list[str]:
    return [f"# HELP deadheat_{name} {told}", f"# TYPE deadheat_{name} {kind}"]


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
