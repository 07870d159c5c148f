"""What a workload costs with each model of an index, at the cheapest offer that the catalogue knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.charge import price
from deadheat.errors import DataError
from deadheat.evidence.index_names import catalogue_spellings
from deadheat.evidence.origins import origins_of_models
from deadheat.facts.frontier import Workload
from deadheat.facts.money import NANOUSD
from deadheat.facts.offer import HostKind, Offer
from deadheat.facts.price import Charge, Usage

DIRECT: tuple[HostKind, ...] = ("lab", "platform", "regional")
# A price that is missing, zero, far under the lab's own, or no longer on sale decides nothing.
_DOUBTFUL = frozenset({"price_zero", "price_unknown", "below_vendor_list", "retired"})
# What may be served at another precision, speed or effort is another product than the one that was scored.
_PLAIN = ("", "thinking", "reasoning")


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedOffer:
    """The cheapest offer of a model for a workload, and the dearest one beside it."""

    known_as: str
    offer: Offer
    charge: Charge
    usd: float
    usd_highest: float
    n_offers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSheet:
    """Offers by the name of the index; names without an offer, and names that the catalogue does not resolve."""

    offers: Mapping[str, PricedOffer]
    unpriced: tuple[str, ...]
    unresolved: tuple[str, ...]


def price_models(
    models: Iterable[str], workload: Workload, at: datetime, *, hosts: tuple[HostKind, ...] = DIRECT
) -> PriceSheet:
    """The cheapest offer of each model for `workload` at the moment `at` among hosts of these kinds, the user's too."""
    usage = as_usage(workload)
    known = catalogue_names(models)
    offers = open_catalogue().offers(models=sorted({m for m in known.values() if m}))
    by_model: dict[str, list[Offer]] = {}
    for offer in offers:
        if offer.model:
            by_model.setdefault(offer.model, []).append(offer)
    for known_as, listed in by_model.items():
        by_model[known_as] = [o for o in _taking(listed, usage.prompt_tokens) if _counts(o, at, hosts)]
    priced: dict[str, PricedOffer] = {}
    for name, model in known.items():
        if model and (charges := sorted(_charges(by_model.get(model, []), usage, at), key=lambda c: c[1].nanousd)):
            offer, charge = charges[0]
            priced[name] = PricedOffer(
                known_as=model,
                offer=offer,
                charge=charge,
                usd=charge.nanousd / NANOUSD,
                usd_highest=charges[-1][1].nanousd / NANOUSD,
                n_offers=len(charges),
            )
    return PriceSheet(
        offers=priced,
        unpriced=tuple(sorted(name for name, model in known.items() if model and name not in priced)),
        unresolved=tuple(sorted(name for name, model in known.items() if not model)),
    )


def catalogue_names(models: Iterable[str]) -> dict[str, str | None]:
    """The catalogue's id of each name of the capability table; None where it is not resolved."""
    spelled = catalogue_spellings(models)
    found = origins_of_models(spelled.values())
    return {name: found[spelling].model for name, spelling in spelled.items()}


def as_usage(workload: Workload) -> Usage:
    """A month as the token counts that a price is computed from."""
    tokens = round(workload.input_mtok * 1e6)
    return Usage(
        input_tokens=tokens,
        output_tokens=round(workload.output_mtok * 1e6),
        cache_read_tokens=round(tokens * workload.cached),
        requests=max(round(tokens / workload.prompt_tokens), 1),
    )


def _counts(offer: Offer, at: datetime, hosts: tuple[HostKind, ...]) -> bool:
    on_sale = not offer.deprecated and (offer.retires_on is None or offer.retires_on > at.date())
    return on_sale and offer.host_kind in hosts and offer.variant in _PLAIN and not _DOUBTFUL & set(offer.flags)


def _taking(offers: Sequence[Offer], prompt: int) -> list[Offer]:
    """Offers of one model whose context holds the prompt; a host that states none has what hosts usually state."""
    stated = [offer.context for offer in offers if offer.context]
    usual = median_low(stated) if stated else prompt
    return [offer for offer in offers if (offer.context or usual) >= prompt]


def _charges(offers: Iterable[Offer], usage: Usage, at: datetime) -> Iterator[tuple[Offer, Charge]]:
    for offer in offers:
        try:
            charge = price(usage, offer, at)
        except DataError:  # the offer states no rate for this day or meter: it is not priced
            continue
        if charge.nanousd > 0:
            yield offer, charge
