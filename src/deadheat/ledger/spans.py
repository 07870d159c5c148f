"""Entries as OpenTelemetry spans, in the JSON of OTLP: names and numbers, never a prompt, an answer or a key."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from deadheat.facts.entry import Entry
from deadheat.facts.route import Host
from deadheat.ledger import semconv
from deadheat.ledger.semconv import Names

_CLIENT = 3  # SPAN_KIND_CLIENT
_ERROR = 2  # STATUS_CODE_ERROR


class Peer(Struct, frozen=True, kw_only=True):
    """A host as spans describe it."""

    provider: str
    address: str
    port: int


def peer_of(host: Host) -> Peer:
    """The provider, address and port of a host; a provider the conventions do not list has the host's own name."""
    parts = urlsplit(host.base_url)
    address = parts.hostname or ""
    known = (name for end, name in semconv.PROVIDERS.items() if address == end or address.endswith("." + end))
    return Peer(
        provider=next(known, host.name),
        address=address,
        port=parts.port or (443 if parts.scheme == "https" else 80),
    )


def render_spans(entries: Sequence[Entry], peers: Mapping[str, Peer], *, names: Names) -> bytes:
    """The body of one OTLP/HTTP export request with a span for each entry.

    The trace id is the entry's own id, so that a request is found from either side.
    """
    spans = [_span(entry, peers.get(entry.host), names) for entry in entries]
    resource = {"attributes": _attributes({"service.name": "deadheat"}, "current")}
    scope = {"name": "deadheat.ledger"}
    return msgspec.json.encode(
        {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": scope, "spans": spans}]}]}
    )


def _span(entry: Entry, peer: Peer | None, names: Names) -> dict[str, Any]:
    operation = semconv.OPERATIONS.get(entry.dialect_in, semconv.CHAT)
    trace_id = entry.id.replace("-", "")
    started_ns = entry.time_ms * 1_000_000
    span: dict[str, Any] = {
        "traceId": trace_id,
        "spanId": trace_id[16:],
        "name": f"{operation} {entry.model}".strip(),
        "kind": _CLIENT,
        "startTimeUnixNano": str(started_ns),
        "endTimeUnixNano": str(started_ns + entry.latency_us * 1_000),
        "attributes": _attributes(_facts(entry, peer, operation), names),
    }
    if entry.error or entry.status >= 400:
        span["status"] = {"code": _ERROR, "message": entry.error}
    return span


def _facts(entry: Entry, peer: Peer | None, operation: str) -> dict[str, str | int | float | bool | None]:
    first = entry.first_token_us
    return {
        semconv.OPERATION: operation,
        semconv.PROVIDER: peer.provider if peer else entry.host or None,
        semconv.REQUEST_MODEL: entry.model or None,
        semconv.REQUEST_STREAM: True if entry.streamed else None,
        semconv.RESPONSE_ID: entry.upstream_id or None,
        semconv.FIRST_CHUNK_S: first / 1e6 if first is not None and entry.streamed else None,
        semconv.INPUT_TOKENS: entry.input_tokens,
        semconv.OUTPUT_TOKENS: entry.output_tokens,
        semconv.CACHE_READ_TOKENS: entry.cached_tokens or None,
        semconv.CACHE_WRITE_TOKENS: entry.cache_write_tokens or None,
        semconv.REASONING_TOKENS: entry.reasoning_tokens or None,
        semconv.SERVER_ADDRESS: peer.address if peer else None,
        semconv.SERVER_PORT: peer.port if peer else None,
        semconv.HTTP_STATUS: entry.status,
        semconv.ERROR_TYPE: entry.error or (str(entry.status) if entry.status >= 400 else None),
        "deadheat.route": entry.route or None,
        "deadheat.arm": entry.arm or None,
        "deadheat.offer": entry.offer or None,
        "deadheat.key_id": entry.key_id or None,
        "deadheat.attempts": entry.attempts,
        "deadheat.cost_nanousd": entry.cost_nanousd,
        "deadheat.config_hash": entry.config_hash,
        "deadheat.client_gone": True if entry.client_gone else None,
    }


def _attributes(facts: Mapping[str, str | int | float | bool | None], names: Names) -> list[dict[str, Any]]:
    return [
        {"key": key, "value": _value(value)}
        for name, value in facts.items()
        if value is not None
        for key in semconv.spelled(name, names)
    ]


def _value(value: str | float | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}  # 64-bit integers are strings in the JSON of protobuf
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}
