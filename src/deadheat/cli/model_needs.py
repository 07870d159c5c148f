"""What one needs of a model and of an offer, as options of `deadheat models list`."""

from dataclasses import dataclass
from typing import Literal

from cyclopts import Parameter

from deadheat.catalog.book import Catalogue
from deadheat.catalog.licences import licence_named
from deadheat.catalog.model_list import ModelFilter
from deadheat.cli.amounts import count, day, nanousd, place
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError, DataError, did_you_mean


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNeeds:
    """What the model has to be."""

    weights: Literal["open", "closed"] | None = None
    """Only models whose weights are open, or closed."""
    licence: str | None = None
    """Only releases under this licence, such as apache-2.0 or mit."""
    may: tuple[Literal["commercial", "uncapped", "par83"], ...] = ()
    """commercial: use for money is not forbidden; uncapped: no limit by users or revenue; par83: free and open in the
    sense of the EU guidelines, paragraph 83."""
    lab: str | None = None
    """Only this lab, such as moonshotai."""
    lab_country: str | None = None
    """Only labs with a claim of a head office there, such as US, FR, EU with its members, or region:eu."""


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferNeeds:
    """What at least one offer of the model has to be."""

    host: str | None = None
    """Only offers of this host."""
    host_country: str | None = None
    """Only hosts with a claim of a head office there."""
    region: str | None = None
    """Only offers whose inference stays there, such as DE, US, or EU and EEA with their members."""
    max_input: str | None = None
    """Highest input price in USD per million tokens."""
    max_output: str | None = None
    """Highest output price in USD per million tokens."""
    min_context: str | None = None
    """Smallest context, such as 128k."""
    tools: bool = False
    """Only offers that can call tools."""
    reasoning: bool = False
    """Only offers that reason."""
    modality: str | None = None
    """Only offers that read this, such as image, audio or pdf."""
    alive_days: Whole | None = None
    """Only offers without a shutdown date in so many days."""


ANY_MODEL, ANY_OFFER = ModelNeeds(), OfferNeeds()


def model_filter(book: Catalogue, text: str, on: str | None, model: ModelNeeds, offer: OfferNeeds) -> ModelFilter:
    """The filter that the options describe.

    Raises: ConfigError that names the option, for a lab, host, licence, price, count or day that is none.
    """
    _check(book, model, offer)
    return ModelFilter(
        on=day(on, "--on"),
        text=text,
        open_weights=None if model.weights is None else model.weights == "open",
        licence=_licence(book, model.licence),
        may=model.may,
        lab=None if model.lab is None else _lab(book, model.lab),
        lab_country=model.lab_country,
        host=offer.host,
        host_country=offer.host_country,
        region=offer.region,
        max_input_nanousd=nanousd(offer.max_input, "--max-input"),
        max_output_nanousd=nanousd(offer.max_output, "--max-output"),
        min_context=None if offer.min_context is None else count(offer.min_context, "--min-context"),
        tools=offer.tools,
        reasoning=offer.reasoning,
        modality=offer.modality,
        alive_days=offer.alive_days,
    )


def _check(book: Catalogue, model: ModelNeeds, offer: OfferNeeds) -> None:
    if model.lab is not None and _lab(book, model.lab) is None:
        hint = did_you_mean(model.lab, [name for lab in book.labs.values() for name in (lab.id, *lab.namespaces)])
        raise ConfigError(f"{model.lab!r} is no lab of the catalogue.", where="--lab", hint=hint)
    place(model.lab_country, (claim.value for lab in book.labs.values() for claim in lab.hq), "--lab-country")
    place(offer.host_country, (claim.value for host in book.hosts.values() for claim in host.hq), "--host-country")
    place(offer.region, regions(book), "--region")
    if offer.modality is not None:
        reads = sorted({modality for listed in book.offers() for modality in listed.input_modalities})
        if offer.modality not in reads:
            hint = did_you_mean(offer.modality, reads)
            raise ConfigError(f"{offer.modality!r} is read by no offer.", where="--modality", hint=hint)
    if offer.host is not None:
        known = {*book.hosts, *(listed.host for listed in book.offers())}
        if offer.host not in known:
            hint = did_you_mean(offer.host, sorted(known))
            raise ConfigError(f"{offer.host!r} is no host of the catalogue.", where="--host", hint=hint)
    if offer.alive_days is not None and offer.alive_days < 0:
        raise ConfigError(f"{offer.alive_days} is below zero. Expected a number of days.", where="--alive-days")


def regions(book: Catalogue) -> set[str]:
    """Every region that a host is said to have or an id pins."""
    claimed = {claim.value for host in book.hosts.values() for claim in host.regions}
    return claimed | {offer.region for offer in book.offers() if offer.region}


def _lab(book: Catalogue, name: str) -> str | None:
    """The lab with this id, or that goes by this name in front of a slash: `qwen` is alibaba."""
    low = name.lower()
    return next((lab.id for lab in book.labs.values() if low in (lab.id, *lab.namespaces)), None)


def _licence(book: Catalogue, name: str | None) -> str | None:
    try:
        return None if name is None else licence_named(name, book.licences).id
    except DataError as error:
        raise ConfigError(error.message, where="--licence", hint=error.hint) from error
