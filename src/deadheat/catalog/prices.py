"""The list price of a model by any of its names: the lab's own host first, else the median of the hosts that run it."""

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median_low

from deadheat.catalog.curated import labs
from deadheat.catalog.merge import headline
from deadheat.catalog.names import PRECISION
from deadheat.facts.offer import Offer
from deadheat.facts.price import ListPrice, Meter


def list_price(model: str, *, on: date | None = None) -> ListPrice | None:
    """The standard price of `model`, spelled as a host, a hub or a benchmark spells it; None when none is known.

    The snapshot and the overlay of this folder hold; `on` is the day of the price, by default that of the snapshot.
    A price of zero, a subscription plan's price and an aggregator's price are never a list price. Where a host has
    peak hours it is the peak price.
    """
    from deadheat.catalog.book import open_catalogue

    book = open_catalogue()
    meant = book.resolve(model)
    return None if meant.model is None else choose_price(meant.model, book.offers(models=[meant.model]), on=on)


def choose_price(model: str, offers: Iterable[Offer], *, on: date | None = None) -> ListPrice | None:
    """The list price of `model` among its `offers`."""
    priced = [offer for offer in offers if offer.host_kind not in ("aggregator", "plan") and _is_priced(offer, on)]
    plain = [o for o in priced if not o.variant] or [o for o in priced if PRECISION.issuperset(o.variant.split("-"))]
    by_host: dict[str, Offer] = {}
    for offer in sorted(plain, key=lambda o: (o.deprecated, bool(o.region), len(o.id), o.id)):
        by_host.setdefault(offer.host, offer)
    lab = labs().get(model.split("/", 1)[0])
    for host in lab.hosts if lab else ():
        if host in by_host:
            peak = ", at its peak hours" if any(rate.windows for rate in by_host[host].rates) else ""
            return _price(model, host, [by_host[host]], on=on, basis=f"list price of {host}, the lab's own host{peak}")
    found = list(by_host.values())
    if not found:
        return None
    if len(found) == 1:
        return _price(
            model, found[0].host, found, on=on, basis=f"price of {found[0].host}, the only host that states one"
        )
    basis = f"median of {len(found)} hosts (aggregators and plans left out); the lab's own host states none"
    return _price(model, "", found, on=on, basis=basis)


def _is_priced(offer: Offer, on: date | None) -> bool:
    return all(_stated(offer, meter, on) for meter in ("input", "output"))


def _stated(offer: Offer, meter: Meter, on: date | None) -> int | None:
    return headline(offer.rates, meter, on or offer.as_of or date.min)


def _price(model: str, host: str, offers: Sequence[Offer], *, on: date | None, basis: str) -> ListPrice:
    reads, writes = (
        [price for offer in offers if (price := _stated(offer, meter, on)) is not None]
        for meter in ("cache_read", "cache_write")
    )
    return ListPrice(
        model=model,
        host=host,
        input_nanousd_per_mtok=median_low(_stated(offer, "input", on) or 0 for offer in offers),
        output_nanousd_per_mtok=median_low(_stated(offer, "output", on) or 0 for offer in offers),
        cache_read_nanousd_per_mtok=median_low(reads) if reads else None,
        cache_write_nanousd_per_mtok=median_low(writes) if writes else None,
        n_hosts=len(offers),
        source=", ".join(sorted({offer.source for offer in offers})),
        as_of=min(offer.as_of or date.min for offer in offers),
        basis=basis,
    )
