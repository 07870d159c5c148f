"""One model's sheet, and what a usage of it costs everywhere."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from deadheat.catalog.book import Catalogue
from deadheat.catalog.charge import price
from deadheat.catalog.deadlines import list_deadlines
from deadheat.catalog.openness import openness_of
from deadheat.catalog.prices import choose_price
from deadheat.catalog.refused import match_party
from deadheat.errors import DataError
from deadheat.facts.catalogue import Evidence, ModelSheet, PartyMatch, PricedOffer, PriceSheet
from deadheat.facts.host import Host
from deadheat.facts.licence import Organisation
from deadheat.facts.model import Lab
from deadheat.facts.offer import Offer
from deadheat.facts.price import Usage


def model_sheet(
    book: Catalogue, name: str, *, on: date, organisation: Organisation, evidence: Sequence[Evidence]
) -> ModelSheet:
    """Everything known about the model that `name` means, and in `unknown` what is not."""
    model = book.model(name)
    lab = book.labs.get(model.lab)
    offers = book.offers(models=[model.id])
    check = book.check(model, organisation)
    listed = choose_price(model.id, offers, on=on)
    hosts = [book.hosts.get(host, Host(id=host)) for host in sorted({offer.host for offer in offers})]
    deadlines = list_deadlines(offers, on).deadlines
    gaps = [
        ("lab's head office: no claim is recorded", lab is None or not lab.hq),
        (f"licence: {check.reason}", not check.licence),
        ("open weights: no source says", model.open_weights is None),
        ("release date: no source states it", not model.released),
        ("list price: no host states one that is neither zero, a plan's nor an aggregator's", listed is None),
        ("offers: no host of the snapshot lists it", not offers),
        ("deadlines: no source states a shutdown date that is still to come", not deadlines),
        ("parameters: no source states how many", model.params_total_b is None),
        ("evidence: no bundled board or benchmark measures it under a name that resolves", not evidence),
    ]
    return ModelSheet(
        asked=name,
        model=model,
        lab_hq=lab.hq if lab else (),
        licence=check,
        openness=openness_of(model.id, open_weights=model.open_weights),
        hosts=tuple(hosts),
        list_price=listed,
        offers=offers,
        evidence=tuple(evidence),
        deadlines=deadlines,
        refused=tuple(
            found for host in (None, *hosts) for found in party_matches(book, lab if host is None else None, host)
        ),
        unknown=tuple(text for text, missing in gaps if missing),
    )


def price_sheet(model: str, offers: Iterable[Offer], usage: Usage, at: datetime) -> PriceSheet:
    """What `usage` costs at each offer at a moment, cheapest first; without a price last, with the reason."""
    priced = [_priced(offer, usage, at) for offer in offers]
    # A price of zero is a free tier with limits or a gap in the source, so it is not the cheapest.
    priced.sort(
        key=lambda p: (
            p.charge is None,
            not (p.charge and p.charge.nanousd),
            p.charge.nanousd if p.charge else 0,
            p.host,
            p.id,
        )
    )
    return PriceSheet(model=model, usage=usage, offers=tuple(priced))


def party_matches(book: Catalogue, lab: Lab | None, host: Host | None) -> tuple[PartyMatch, ...]:
    """Where the lab or the host stands on the user's lists."""
    return match_party(lab, host, book.refused)


def _priced(offer: Offer, usage: Usage, at: datetime) -> PricedOffer:
    charge, refused = None, ""
    try:
        charge = price(usage, offer, at)
    except DataError as error:
        refused = error.message
    return PricedOffer(
        host=offer.host,
        host_kind=offer.host_kind,
        id=offer.id,
        variant=offer.variant,
        region=offer.region,
        charge=charge,
        refused=refused,
    )
