"""Three-way merge of a listing into the catalogue: what is bundled, what a source says now, what the user has said.

The user's own offers always stay. A source never erases what it is silent about. A price that moves by more than five
times, up or down, is held back until a second source states the same new price.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from deadheat.catalog.feeds.listing import Listing
from deadheat.facts.offer import Offer
from deadheat.facts.price import Meter, Rate
from deadheat.facts.refresh import Change

SUSPICIOUS = 5
# Two sources agree when their prices differ by no more than rounding.
_AGREE = 0.01
_CHECKED: tuple[Meter, ...] = ("input", "output")
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
            agreeing = next((name for name, w in witnesses if _agrees(offer, w.get(offer.key), listing.as_of)), "")
            known[offer.key] = _merged(before, offer, listing.as_of, agreeing, changes.append)
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
    present = [replace(r, valid_from=began, valid_to=until if _restated(r, future) else None) for r in newer]
    return (*present, *past, *future, *extra)


def _restated(rate: Rate, future: Iterable[Rate]) -> bool:
    return any(_slot(rate) == _slot(later) for later in future)


def _slot(rate: Rate) -> tuple[str, str, str]:
    return rate.service_tier, rate.meter, rate.cache_ttl


def _merged(before: Offer, after: Offer, on: date, agreeing: str, note: Callable[[Change], None]) -> Offer:
    older = before.as_of is not None and after.as_of is not None and after.as_of < before.as_of
    if older:
        return replace(before, rates=combine(before.rates, after.rates, before.as_of or on))
    suspicious = False
    for meter in _CHECKED:
        was, now = headline(before.rates, meter, on), headline(after.rates, meter, on)
        if was is None or now is None or was == now:
            continue
        jumps = _jumps(was, now)
        suspicious = suspicious or (jumps and not agreeing)
        note(_price_change(before.key, meter, was, now, agreeing=agreeing, jumps=jumps))
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


def _price_change(key: str, meter: Meter, was: int, now: int, *, agreeing: str, jumps: bool) -> Change:
    if not jumps:
        return Change(offer=key, field=f"{meter} price", before=str(was), after=str(now), fate="applied")
    if agreeing:
        why = f"moved more than {SUSPICIOUS} times, and {agreeing} states the same price"
        return Change(offer=key, field=f"{meter} price", before=str(was), after=str(now), fate="applied", why=why)
    why = f"moved more than {SUSPICIOUS} times and no second source agrees"
    return Change(offer=key, field=f"{meter} price", before=str(was), after=str(now), fate="held_back", why=why)


def _agrees(offer: Offer, other: Offer | None, on: date) -> bool:
    """Whether another source states the prices of `offer`."""
    if other is None:
        return False
    pairs = [(headline(offer.rates, meter, on), headline(other.rates, meter, on)) for meter in _CHECKED]
    return all(a is not None and b is not None and abs(a - b) <= _AGREE * max(a, b) for a, b in pairs)


def _shown(offer: Offer, on: date) -> str:
    prices = [headline(offer.rates, meter, on) for meter in _CHECKED]
    return " / ".join("unknown" if price is None else str(price) for price in prices)
