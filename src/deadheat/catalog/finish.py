"""Offers as a source lists them, made ready: the model each id means, the kind of its host, and what looks wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from deadheat.catalog.merge import headline
from deadheat.catalog.names import region, words
from deadheat.catalog.resolver import in_registry, resolve
from deadheat.facts.host import Host
from deadheat.facts.model import Lab
from deadheat.facts.offer import Offer

_CHEAP = 0.6


def finish(
    offers: Iterable[Offer],
    registry: Mapping[str, tuple[str, ...]],
    *,
    hosts: Mapping[str, Host],
    labs: Mapping[str, Lab],
    on: date,
) -> tuple[Offer, ...]:
    """`offers` with model, variant, host kind and flags; `on` is the day whose prices are compared."""
    look = in_registry(registry)
    named: list[Offer] = []
    for offer in offers:
        meant = resolve(offer.id, look)
        kind = hosts[offer.host].kind if offer.host in hosts else "platform"
        named.append(
            replace(
                offer, model=meant.model, variant=meant.variant, host_kind=kind, region=offer.region or region(offer.id)
            )
        )
    same = Counter((o.host, o.model, o.variant, o.region) for o in named if o.model)
    vendor = _vendor_prices(named, labs, on)
    return tuple(replace(offer, flags=tuple(_flags(offer, same, vendor, on))) for offer in named)


def _vendor_prices(offers: Iterable[Offer], labs: Mapping[str, Lab], on: date) -> dict[str, int]:
    """The lowest input price that a closed model's own lab asks for it."""
    prices: dict[str, list[int]] = defaultdict(list)
    for offer in offers:
        lab = labs.get((offer.model or "").split("/", 1)[0])
        price = headline(offer.rates, "input", on)
        if lab and offer.host in lab.hosts and offer.open_weights is False and offer.model and price:
            prices[offer.model].append(price)
    return {model: min(found) for model, found in prices.items()}


def _flags(
    offer: Offer, same: Mapping[tuple[str, str, str, str], int], vendor: Mapping[str, int], on: date
) -> Iterable[str]:
    price, out, read = (headline(offer.rates, meter, on) for meter in ("input", "output", "cache_read"))
    if offer.model is None:
        yield "model_unknown"
    elif same[offer.host, offer.model, offer.variant, offer.region] > 1:
        yield "listed_twice"
    if "latest" in words(offer.id):
        yield "moving_name"
    if price is None:
        yield "price_unknown"
    if price == 0 and out == 0:
        yield "price_zero"
    if price and read is not None and read >= price:
        yield "cache_read_not_cheaper"
    if price and offer.model and price < _CHEAP * vendor.get(offer.model, 0):
        yield "below_vendor_list"
    if offer.context is None:
        yield "context_unknown"
    elif offer.max_output and offer.max_output > offer.context:
        yield "output_above_context"
    if offer.retires_on and offer.retires_on < on:
        yield "retired"
