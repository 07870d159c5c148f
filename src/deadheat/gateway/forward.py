"""Which headers cross the gateway. Both ways only those named here: credentials and hop-by-hop headers never do."""

from functools import lru_cache
from typing import NamedTuple

from deadheat.facts.route import HostDialect
from deadheat.ports import Headers

JSON = b"content-type: application/json\r\n"
EVENT_STREAM = b"content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\nx-accel-buffering: no\r\n"

TO_HOST = {
    "openai": (b"openai-beta", b"idempotency-key", b"traceparent", b"tracestate"),
    "anthropic": (b"anthropic-version", b"anthropic-beta", b"idempotency-key", b"traceparent", b"tracestate"),
}
VERSION = b"anthropic-version: 2023-06-01\r\n"
BACK = frozenset((b"retry-after", b"retry-after-ms", b"openai-processing-ms", b"openai-model", b"openai-version"))
BACK_PREFIXES = (b"x-ratelimit-", b"anthropic-ratelimit-")
HOSTS_IDS = frozenset((b"x-request-id", b"request-id"))
MOST_BYTES = 8 * 1024


class Allowed(NamedTuple):
    """Lines of a host's headers for the client, and what the host calls the request, for support tickets."""

    lines: bytes
    hosts_id: str


def to_host(headers: dict[bytes, bytes], dialect: HostDialect) -> bytes:
    """The lines of a client's headers that its host may see."""
    lines = b""
    for name in TO_HOST[dialect]:
        if (value := headers.get(name)) is not None and len(value) < MOST_BYTES:
            lines += name + b": " + value + b"\r\n"
    if dialect == "anthropic" and b"anthropic-version" not in headers:
        lines += VERSION
    return lines


def named(request_id: str, offer: str = "") -> bytes:
    """The lines by which a client and a ledger speak of the same request."""
    text = f"x-request-id: {request_id}\r\nrequest-id: {request_id}\r\n"
    shown = offer and offer.isascii() and offer.isprintable()  # a name of the settings may be anything, a header not
    return (f"{text}x-deadheat-offer: {offer}\r\n" if shown else text).encode()


@lru_cache(maxsize=1024)
def _goes_back(name: bytes) -> bool:
    return name in BACK or name.startswith(BACK_PREFIXES)


def to_client(headers: Headers) -> Allowed:
    """What of a host's headers a client may see."""
    lines, hosts_id = b"", ""
    for name, value in headers:
        if name in HOSTS_IDS:
            hosts_id = value.decode("latin-1")[:200]
        elif _goes_back(name):
            lines += name + b": " + value + b"\r\n"
    return Allowed(lines, hosts_id)
