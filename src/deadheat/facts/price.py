"""What tokens cost: integer nano-dollars per million tokens, each rate with the conditions under which it holds."""

from datetime import date, datetime
from typing import Literal, get_args

from msgspec import Struct

from deadheat.errors import DataError

Meter = Literal["input", "output", "cache_read", "cache_write", "reasoning"]
METERS: tuple[Meter, ...] = get_args(Meter)
ServiceTier = Literal["standard", "batch", "flex", "priority"]
CacheTtl = Literal["", "1h", "12h"]

MINUTES_PER_DAY = 24 * 60
# The source of what the user states.
YOURS = "your overlay"


class Window(Struct, frozen=True, kw_only=True):
    """A time of the week in UTC: ISO weekdays (1 is Monday), from a minute of the day up to but without another."""

    weekdays: tuple[int, ...]
    from_minute: int
    to_minute: int

    def __post_init__(self) -> None:
        if not self.weekdays or not all(1 <= day <= 7 for day in self.weekdays):
            raise ValueError("weekdays are ISO numbers from 1 (Monday) to 7 (Sunday)")
        if not 0 <= self.from_minute < self.to_minute <= MINUTES_PER_DAY:
            raise ValueError("a window ends after it starts, on the same day; split one that crosses midnight")


class Rate(Struct, frozen=True, kw_only=True):
    """One price of one offer, and when it holds.

    context_above: holds for requests with more prompt tokens than this; the whole request is then charged at it.
    cache_ttl: how long a written cache entry lives; empty is the host's default (five minutes where it says so).
    windows: times of the week; empty is any time that no other rate's window covers.
    valid_from, valid_to: first and last day, None for open.
    """

    meter: Meter
    nanousd_per_mtok: int
    context_above: int = 0
    service_tier: ServiceTier = "standard"
    cache_ttl: CacheTtl = ""
    windows: tuple[Window, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    as_of: date | None = None


class Usage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tokens of one request, or of many requests alike, as hosts report them.

    input_tokens counts the whole prompt, what was read from and written to a cache included; output_tokens counts
    reasoning included. Context tiers look at the prompt of one request: input_tokens divided by `requests`.
    """

    input_tokens: int
    output_tokens: int
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    cache_write_12h_tokens: int = 0
    reasoning_tokens: int = 0
    service_tier: ServiceTier = "standard"
    requests: int = 1

    def __post_init__(self) -> None:
        if self.requests < 1:
            raise DataError(f"requests is {self.requests}. Expected 1 or more.")
        counts = {name: getattr(self, name) for name in self.__struct_fields__ if name.endswith("_tokens")}
        if negative := [name for name, count in counts.items() if count < 0]:
            raise DataError(f"{negative[0]} is {counts[negative[0]]}. Expected a count of tokens, 0 or more.")
        if self.cached_tokens > self.input_tokens:
            raise DataError(
                f"{self.cached_tokens:,} tokens came from or went to the cache, of a prompt of {self.input_tokens:,}.",
                hint="input_tokens counts the whole prompt, cached tokens included.",
            )
        if self.reasoning_tokens > self.output_tokens:
            raise DataError(
                f"{self.reasoning_tokens:,} reasoning tokens are more than {self.output_tokens:,} output tokens.",
                hint="output_tokens counts reasoning tokens too.",
            )

    @property
    def prompt_tokens(self) -> int:
        """Prompt tokens of one request, rounded up."""
        return -(-self.input_tokens // self.requests)

    @property
    def cached_tokens(self) -> int:
        """Tokens read from or written to a cache."""
        return (
            self.cache_read_tokens + self.cache_write_tokens + self.cache_write_1h_tokens + self.cache_write_12h_tokens
        )


class Line(Struct, frozen=True, kw_only=True):
    """So many tokens of one meter at one rate; `source` and `as_of` are the rate's."""

    meter: Meter
    cache_ttl: CacheTtl
    tokens: int
    nanousd_per_mtok: int
    source: str
    as_of: date | None


class Charge(Struct, frozen=True, kw_only=True):
    """What a usage costs at an offer at a moment, line by line, and what was assumed where the source is silent."""

    nanousd: int
    at: datetime
    lines: tuple[Line, ...]
    assumptions: tuple[str, ...]


class ListPrice(Struct, frozen=True, kw_only=True):
    """The standard rate of one model for text tokens, and in `basis` the words that say whose rate it is.

    cache_read and cache_write are None when the source states none; a request is then charged the input rate.
    `host` is empty when the price is a median over several hosts, whose number is `n_hosts`.
    """

    model: str
    host: str
    input_nanousd_per_mtok: int
    output_nanousd_per_mtok: int
    cache_read_nanousd_per_mtok: int | None
    cache_write_nanousd_per_mtok: int | None
    n_hosts: int
    source: str
    as_of: date
    basis: str
