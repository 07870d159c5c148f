"""Where a request may go: hosts, offers, arms and routes, as settings resolve them and the gateway compiles them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from deadheat.facts.chat import Usage
from deadheat.facts.money import round_half_even

HostDialect = Literal["openai", "anthropic"]
Record = Literal["none", "hash", "full"]

Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Millis = Annotated[int, Meta(ge=1, le=600_000)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Size = Annotated[int, Meta(ge=1024)]

MTOK = 1_000_000


class TokenPrice(Struct, frozen=True, kw_only=True):
    """What a million tokens cost, in whole nano-dollars; `source` says where the figure is from.

    A price the seller does not state is billed as the class it belongs to: cached and written input as input.
    """

    input_nanousd_per_mtok: int
    output_nanousd_per_mtok: int
    cached_nanousd_per_mtok: int | None = None
    cache_write_nanousd_per_mtok: int | None = None
    source: str = ""


class Timeouts(Struct, frozen=True, kw_only=True):
    """How long the gateway waits for a host, in seconds. One owner per call: `total_s` bounds the others."""

    connect_s: Seconds = 5.0
    first_byte_s: Seconds = 300.0
    head_s: Seconds = 30.0
    between_bytes_s: Seconds = 60.0
    total_s: Seconds = 900.0


class Retries(Struct, frozen=True, kw_only=True):
    """How often one offer is asked, the first time included, and how long to wait in between."""

    attempts: Annotated[int, Meta(ge=1, le=10)] = 3
    base_ms: Millis = 200
    max_ms: Millis = 5_000
    retry_after_max_s: Seconds = 10.0


class Breaker(Struct, frozen=True, kw_only=True):
    """After `failures` in a row within `window_s` an offer rests for `open_s`, then one request tries it."""

    failures: Count = 5
    window_s: Seconds = 30.0
    open_s: Seconds = 15.0


class Limits(Struct, frozen=True, kw_only=True):
    """What one client may send, how slowly, and how many are served by one worker at once."""

    body_bytes: Size = 32 * 1024 * 1024
    header_bytes: Size = 32 * 1024
    headers: Count = 100
    connections: Count = 4096
    in_flight: Count = 1024
    pipelined: Count = 16
    header_s: Seconds = 10.0
    body_s: Seconds = 60.0
    idle_s: Seconds = 75.0
    write_s: Seconds = 60.0


class Host(Struct, frozen=True, kw_only=True):
    """Who serves models, where, in which dialect. `key` is the secret itself and is never shown or hashed.

    `base_url` ends without a slash. An openai host is asked at `{base_url}/chat/completions`, an anthropic one at
    `{base_url}/v1/messages`, as their own SDKs read their base URLs.
    """

    name: str
    base_url: str
    dialect: HostDialect
    key: str | None = None
    key_ref: str | None = None
    timeouts: Timeouts = Timeouts()
    max_connections: int = 256

    def __repr__(self) -> str:
        return (
            f"Host(name={self.name!r}, base_url={self.base_url!r}, dialect={self.dialect!r}, key_ref={self.key_ref!r})"
        )


class Offer(Struct, frozen=True, kw_only=True):
    """A model at a host at a price. `host_model_id` "*" passes on the name that `match_route` kept.

    A price of None is unknown: what it serves costs null, never 0.
    """

    name: str
    host: str
    model: str
    host_model_id: str
    price: TokenPrice | None = None


class Arm(Struct, frozen=True, kw_only=True):
    """One offer of a route and its share of the traffic among the arms: weight / sum of weights."""

    offer: str
    weight: float = 1.0


class Route(Struct, frozen=True, kw_only=True):
    """The name clients ask for, and where it leads. A name ending in `*` takes every name with that beginning."""

    name: str
    arms: tuple[Arm, ...]
    fallbacks: tuple[str, ...] = ()
    record: Record = "none"
    keep_days: int = 30
    retries: Retries = Retries()


def cost_nanousd(usage: Usage, price: TokenPrice) -> int:
    """What the tokens of one reply cost at `price` in whole nano-dollars, half to even, in integers throughout."""
    at_input = price.input_nanousd_per_mtok
    cached = at_input if price.cached_nanousd_per_mtok is None else price.cached_nanousd_per_mtok
    written = at_input if price.cache_write_nanousd_per_mtok is None else price.cache_write_nanousd_per_mtok
    plain = max(usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens, 0)
    total = plain * at_input + usage.cached_tokens * cached + usage.cache_write_tokens * written
    total += usage.output_tokens * price.output_nanousd_per_mtok
    return round_half_even(total, MTOK)


def match_route(name: str, patterns: tuple[str, ...]) -> tuple[str, str] | None:
    """The route that `name` asks for, and the name to pass on; an exact route wins, then the longest pattern.

    `gpt-*` passes on the whole name, `openai/*` the name behind the slash.
    """
    if name in patterns:
        return name, name
    fits = [p for p in patterns if p.endswith("*") and name.startswith(p[:-1])]
    if not fits:
        return None
    best = max(fits, key=len)
    kept = name[len(best) - 1 :] if best.endswith("/*") else name
    return best, kept
