"""One served request, as the ledger keeps it: numbers and names, never a prompt, an answer or a key."""

from typing import Literal

from msgspec import Struct

UsageFrom = Literal["upstream", "partial", "none"]


class Entry(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What the gateway knows about one request when it is over. Refusals and errors are entries too.

    The order of the fields is the stored form of the journal: new ones go to the end and have a default.

    id: UUIDv7 made when the request arrived; it is the request id the client saw and sorts by time.
    time_ms: arrival, milliseconds since 1970 UTC. key_id: the key's public id; empty without keys.
    route: the route of the settings, empty when the client asked for none of them. arm: the offer picked first;
    offer, host, model: the one asked last, another than `arm` after a failover; empty when no host was asked.
    status: what the client got. error: a class such as `upstream_timeout`, empty when all went well.
    input_tokens holds cached_tokens and cache_write_tokens; output_tokens holds reasoning_tokens; None is unknown.
    cost_nanousd: None when the price or the usage is unknown, which is not 0.
    usage_from: `upstream` when the host stated the final usage, `partial` when the stream ended before it did.
    """

    id: str
    time_ms: int
    key_id: str
    route: str
    arm: str
    offer: str
    host: str
    model: str
    dialect_in: str
    dialect_out: str
    status: int
    error: str
    streamed: bool
    client_gone: bool
    attempts: int
    input_tokens: int | None
    cached_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    usage_from: UsageFrom
    cost_nanousd: int | None
    latency_us: int
    first_token_us: int | None
    bytes_in: int
    bytes_out: int
    config_hash: str
    upstream_id: str = ""


def entry_id(now_ms: int, draw: int) -> str:
    """A UUIDv7 for the millisecond `now_ms`, with the low 74 bits of `draw` as its random part."""
    time = now_ms & 0xFFFFFFFFFFFF
    return (
        f"{time >> 16:08x}-{time & 0xFFFF:04x}-7{draw >> 62 & 0xFFF:03x}"
        f"-{draw >> 48 & 0x3FFF | 0x8000:04x}-{draw & 0xFFFFFFFFFFFF:012x}"
    )


def first_id_at(time_ms: int) -> str:
    """The smallest id an entry of the millisecond `time_ms` can have: entries from then on have ids >= it."""
    text = f"{max(time_ms, 0) & 0xFFFFFFFFFFFF:012x}"
    return f"{text[:8]}-{text[8:]}"
