"""Three-way merge of a listing into the catalogue: what is bundled, what a source says now, what the user has said.

The user's own offers always stay. A source never erases what it is silent about. A price that moves by more than five
times, up or down, is held back with the offer's other prices until a second source states the same new price.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from deadheat.catalog.feeds.listing import Listing
from deadheat.facts.offer import Offer
from deadheat.facts.price import Meter, Rate
from deadheat.facts.refresh import Change, Fate

SUSPICIOUS = 5
# Two sources agree when their prices differ by no more than rounding.
_AGREE = 0.01
_HEADLINES: tuple[Meter, ...] = ("input", "output")
_CHECKED: tuple[Meter, ...] = ("input", "output", "cache_read", "cache_write")
_FIELDS: Mapping[Meter, str] = {
    "input": "input price",
    "output": "output price",
    "cache_read": "cache read price",
    "cache_write": "cache write price",
}
_FACTS = (
    "context",
    "max_output",
    "reasoning",
    "tools",
    "structured_output",
    "open_weights",
    "retires_on",
    "deprecated",
)


class Merged(Struct, frozen=True, kw_only=True):
    """The offers after a merge, and every change; `unlisted` counts offers that the source no longer lists."""

    source: str
    as_of: date
    offers: tuple[Offer, ...]
    changes: tuple[Change, ...]
    unlisted: int


def merge(
    base: Iterable[Offer], listing: Listing, *, yours: Collection[str] = (), second: Sequence[Listing] = ()
) -> Merged:
    """`base` with what `listing` says; `yours` are the keys of offers in the user's overlay, `second` are witnesses."""
    known = {offer.key: offer for offer in base}
    witnesses = [(other.source, {offer.key: offer for offer in other.offers}) for other in second]
    changes: list[Change] = []
    for offer in listing.offers:
        before = known.get(offer.key)
        if offer.key in yours:
            why = "your overlay describes this offer"
            changes.append(Change(offer=offer.key, field="offer", before="", after="", fate="kept_yours", why=why))
        elif before is None:
            known[offer.key] = offer
            changes.append(
                Change(offer=offer.key, field="offer", before="", after=_shown(offer, listing.as_of), fate="added")
            )
        else:
            others = [(name, told[offer.key]) for name, told in witnesses if offer.key in told]
            known[offer.key] = _merged(before, offer, listing.as_of, others, changes.append)
    listed, hosts = {offer.key for offer in listing.offers}, {offer.host for offer in listing.offers}
    gone = sum(1 for key, offer in known.items() if offer.host in hosts and key not in listed)
    return Merged(
        source=listing.source, as_of=listing.as_of, offers=tuple(known.values()), changes=tuple(changes), unlisted=gone
    )


def headline(rates: Iterable[Rate], meter: Meter, on: date) -> int | None:
    """The standard price of a meter on a day: smallest context tier, outside all windows; None if none is stated."""
    fitting = [
        rate
        for rate in rates
        if rate.meter == meter
        and rate.service_tier == "standard"
        and not (rate.windows or rate.cache_ttl or rate.context_above)
        and (rate.valid_from is None or rate.valid_from <= on)
        and (rate.valid_to is None or on <= rate.valid_to)
    ]
    best = max(fitting, key=lambda rate: rate.valid_from or date.min, default=None)
    return best.nanousd_per_mtok if best else None


def combine(newer: Sequence[Rate], older: Sequence[Rate], on: date) -> tuple[Rate, ...]:
    """The rates of the newer source, with the dates, tiers and meters that only the older one knows.

    Past and future prices of the older source are taken over when its price of the day `on` is the newer source's too.
    Where it announces prices, all present ones end the day before: what it announces nothing for is not known then.
    """
    if not newer:
        return tuple(older)
    stated = {_slot(rate) for rate in newer}
    extra = [rate for rate in older if _slot(rate) not in stated]
    dated = [
        rate for rate in older if _slot(rate) in stated and (rate.valid_from or rate.valid_to) and not rate.windows
    ]
    agree = headline(older, "input", on) in {r.nanousd_per_mtok for r in newer if r.meter == "input"}
    if not dated or not agree or any(rate.valid_from or rate.valid_to for rate in newer):
        return (*newer, *extra)
    began = max((rate.valid_from for rate in dated if rate.valid_from and rate.valid_from <= on), default=None)
    past = [r for r in dated if r.valid_to and r.valid_to < on]
    future = [r for r in dated if r.valid_from and r.valid_from > on]
    ends = min((r.valid_from for r in future if r.valid_from), default=None)
    until = ends - timedelta(days=1) if ends else None
    present = [replace(rate, valid_from=began, valid_to=until) for rate in newer]
    return (*present, *past, *future, *extra)


def _slot(rate: Rate) -> tuple[str, str, str]:
    return rate.service_tier, rate.meter, rate.cache_ttl


def _merged(
    before: Offer, after: Offer, on: date, witnesses: Sequence[tuple[str, Offer]], note: Callable[[Change], None]
) -> Offer:
    older = before.as_of is not None and after.as_of is not None and after.as_of < before.as_of
    if older:
        return replace(before, rates=combine(before.rates, after.rates, before.as_of or on))
    moves = _moves(before, after, on)
    jumping = {meter: now for meter, was, now in moves if _jumps(was, now)}
    agreeing = next((name for name, told in witnesses if _agrees(jumping, told, on)), "")
    suspicious = bool(jumping) and not agreeing
    for meter, was, now in moves:
        why = _why(jumps=meter in jumping, agreeing=agreeing, suspicious=suspicious)
        fate: Fate = "held_back" if suspicious else "applied"
        note(Change(offer=before.key, field=_FIELDS[meter], before=str(was), after=str(now), fate=fate, why=why))
    facts = {name: value for name in _FACTS if (value := getattr(after, name)) not in (None, (), "", False)}
    for name, value in facts.items():
        if getattr(before, name) not in (None, value, False):
            note(
                Change(
                    offer=before.key, field=name, before=str(getattr(before, name)), after=str(value), fate="applied"
                )
            )
    rates = before.rates if suspicious else combine(after.rates, before.rates, on)
    return replace(
        before,
        **facts,
        rates=rates,
        name=before.name or after.name,
        region=before.region or after.region,
        input_modalities=before.input_modalities or after.input_modalities,
        output_modalities=before.output_modalities or after.output_modalities,
        source=before.source if suspicious else after.source,
        as_of=before.as_of if suspicious else after.as_of,
    )


def _jumps(was: int, now: int) -> bool:
    """Whether a price moved so far that it is more likely a slip than news; to or from zero counts."""
    return was == 0 or now == 0 or now > was * SUSPICIOUS or now * SUSPICIOUS < was


def _moves(before: Offer, after: Offer, on: date) -> list[tuple[Meter, int, int]]:
    """The standard prices that both state and that differ: meter, before, after."""
    pairs = [(meter, headline(before.rates, meter, on), headline(after.rates, meter, on)) for meter in _CHECKED]
    return [(meter, was, now) for meter, was, now in pairs if was is not None and now is not None and was != now]


def _why(*, jumps: bool, agreeing: str, suspicious: bool) -> str:
    """Why a price change has its fate; an offer's prices are taken over together or not at all."""
    if suspicious and not jumps:
        return "another price of this offer is held back"
    if not jumps:
        return ""
    ending = f"{agreeing} states the same price" if agreeing else "no second source agrees"
    return f"moved more than {SUSPICIOUS} times, and {ending}"


def _agrees(prices: Mapping[Meter, int], other: Offer, on: date) -> bool:
    """Whether another source states these prices too, at whatever hour."""
    return all(
        any(abs(price - told) <= _AGREE * max(price, told) for told in _stated(other.rates, meter, on))
        for meter, price in prices.items()
    )


def _stated(rates: Iterable[Rate], meter: Meter, on: date) -> set[int]:
    """The standard prices of a meter on a day, inside windows and outside."""
    timeless = [replace(rate, windows=()) for rate in rates if rate.windows]
    prices = (headline(rates, meter, on), *(headline([rate], meter, on) for rate in timeless))
    return {price for price in prices if price is not None}


def _shown(offer: Offer, on: date) -> str:
    prices = [headline(offer.rates, meter, on) for meter in _HEADLINES]
    return " / ".join("unknown" if price is None else str(price) for price in prices)
