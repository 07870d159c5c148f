"""What a request costs at an offer, in whole nano-dollars: exact integers until one rounding at the end."""

from dataclasses import dataclass
from datetime import UTC, datetime

from deadheat.errors import DataError
from deadheat.facts.money import round_half_even
from deadheat.facts.offer import Offer
from deadheat.facts.price import YOURS, CacheTtl, Charge, Line, Meter, Rate, Usage

_TOKENS = 1_000_000
# What a source leaves out is charged at the rate named here, never at zero: cached tokens are prompt tokens, and
# reasoning tokens are output tokens.
_INSTEAD: dict[Meter, Meter] = {"cache_read": "input", "cache_write": "input", "reasoning": "output"}


def price(usage: Usage, offer: Offer, at: datetime) -> Charge:
    """What `usage` costs at `offer` when it is served at `at`.

    Assumes: a context tier applies to the whole request, as the hosts that have tiers say.
    Raises: DataError if the offer states no rate for that day, service tier or meter, if it is sold by subscription and
        your overlay states no price, or if `at` has no time zone.
    """
    if at.tzinfo is None:
        raise DataError(f"The time {at.isoformat()} has no time zone. Expected one: prices can change by the hour.")
    if offer.host_kind == "plan" and not any(rate.source == YOURS for rate in offer.rates):
        raise DataError(
            f"{offer.key} is sold by subscription: what its list states per token, often zero, is not what you pay.",
            hint="Put the price that you pay into an overlay, or choose another host.",
        )
    moment = at.astimezone(UTC)
    book = _Book(offer=offer, usage=usage, moment=moment, assumptions=[])
    lines = tuple(_line(book, meter, ttl, tokens) for meter, ttl, tokens in _parts(book) if tokens)
    if lines and not any(line.nanousd_per_mtok for line in lines):
        book.assumptions.append("the host states a price of zero; what a free tier limits is not known here")
    total = sum(line.tokens * line.nanousd_per_mtok for line in lines)
    assumptions = tuple(dict.fromkeys(book.assumptions))
    return Charge(nanousd=round_half_even(total, _TOKENS), at=moment, lines=lines, assumptions=assumptions)


def rate_at(offer: Offer, meter: Meter, at: datetime, usage: Usage, *, cache_ttl: CacheTtl = "") -> Rate | None:
    """The one rate of `offer` that `meter` has at a UTC moment for a request of this size, None if none is stated.

    A later first day replaces all earlier rates of the meter; then a higher context tier wins over a lower one, then a
    rate with a window that covers the moment over one without.
    """
    fitting = [
        rate
        for rate in offer.rates
        if rate.meter == meter
        and rate.cache_ttl == cache_ttl
        and rate.service_tier == usage.service_tier
        and (rate.context_above < usage.prompt_tokens or rate.context_above == 0)
        and _holds(rate, at)
    ]
    return max(fitting, key=_closeness, default=None)


@dataclass(frozen=True, slots=True)
class _Book:
    """One calculation: what is priced, where, when, and what had to be assumed on the way."""

    offer: Offer
    usage: Usage
    moment: datetime
    assumptions: list[str]


def _parts(book: _Book) -> list[tuple[Meter, CacheTtl, int]]:
    usage = book.usage
    reasoning = usage.reasoning_tokens if _find(book, "reasoning", "") else 0
    return [
        ("input", "", usage.input_tokens - usage.cached_tokens),
        ("cache_read", "", usage.cache_read_tokens),
        ("cache_write", "", usage.cache_write_tokens),
        ("cache_write", "1h", usage.cache_write_1h_tokens),
        ("cache_write", "12h", usage.cache_write_12h_tokens),
        ("output", "", usage.output_tokens - reasoning),
        ("reasoning", "", reasoning),
    ]


def _line(book: _Book, meter: Meter, ttl: CacheTtl, tokens: int) -> Line:
    rate = _find(book, meter, ttl)
    if rate is None and ttl:
        rate = _find(book, meter, "")
        book.assumptions.append(f"no rate for a cache that lives {ttl} is stated: its default cache rate is used")
    if rate is None and meter in _INSTEAD:
        rate = _find(book, _INSTEAD[meter], "")
        book.assumptions.append(f"no {meter} rate is stated: its tokens are charged at the {_INSTEAD[meter]} rate")
    if rate is None:
        raise DataError(
            f"{book.offer.key} states no {book.usage.service_tier} {meter} price for {book.moment.date()}.",
            hint=_what_it_states(book.offer),
        )
    if rate.valid_from is None and rate.as_of is not None and book.moment.date() < rate.as_of:
        book.assumptions.append(f"no source says since when the price of {rate.as_of} holds; it may have differed")
    return Line(
        meter=meter,
        cache_ttl=ttl,
        tokens=tokens,
        nanousd_per_mtok=rate.nanousd_per_mtok,
        source=rate.source,
        as_of=rate.as_of,
    )


def _find(book: _Book, meter: Meter, ttl: CacheTtl) -> Rate | None:
    return rate_at(book.offer, meter, book.moment, book.usage, cache_ttl=ttl)


def _holds(rate: Rate, at: datetime) -> bool:
    day = at.date()
    if (rate.valid_from and day < rate.valid_from) or (rate.valid_to and day > rate.valid_to):
        return False
    minute = at.hour * 60 + at.minute
    return not rate.windows or any(
        at.isoweekday() in window.weekdays and window.from_minute <= minute < window.to_minute
        for window in rate.windows
    )


def _closeness(rate: Rate) -> tuple[int, int, bool]:
    return rate.valid_from.toordinal() if rate.valid_from else 0, rate.context_above, bool(rate.windows)


def _what_it_states(offer: Offer) -> str:
    tiers = sorted({rate.service_tier for rate in offer.rates})
    days = sorted(rate.valid_from for rate in offer.rates if rate.valid_from)
    known = f"It states prices for {', '.join(tiers)}" if tiers else "The catalogue knows no price of it"
    return known + (f", the earliest from {days[0]}." if days else ".")
