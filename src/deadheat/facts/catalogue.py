"""What the commands about the catalogue answer: each is one JSON document with its schema."""

from datetime import date
from typing import Literal

from msgspec import Struct

from deadheat.facts.host import Host
from deadheat.facts.licence import LicenceCheck
from deadheat.facts.model import Claim, Model
from deadheat.facts.offer import HostKind, Offer
from deadheat.facts.openness import Openness
from deadheat.facts.price import Charge, ListPrice, Usage


class PartyMatch(Struct, frozen=True, kw_only=True):
    """A name of the model's lab or of a host that stands on a list of the user's."""

    party: str
    role: str
    matched: str
    list_name: str
    as_of: date
    where: str


class Evidence(Struct, frozen=True, kw_only=True):
    """One public measurement of a model; lower and upper are None where the source states no interval.

    n counts what it rests on: `unit` says of what (votes, benchmarks).
    """

    measure: str
    value: float
    lower: float | None
    upper: float | None
    n: int | None
    unit: str
    as_of: date | None
    source: str


class ModelRow(Struct, frozen=True, kw_only=True):
    """One model in a list; prices are the lowest input price among hosts that are neither aggregator nor plan.

    licence_reason says why `licence` is empty. evidence is filled for the models of one family only.
    """

    model: str
    name: str
    lab: str
    lab_hq: tuple[str, ...]
    open_weights: bool | None
    licence: str
    licence_reason: str
    eu_par83: str
    released: str
    context: int | None
    offers: int
    hosts: int
    cheapest_host: str
    input_nanousd_per_mtok: int | None
    output_nanousd_per_mtok: int | None
    price_as_of: date | None
    retires_on: date | None
    evidence: tuple[Evidence, ...] = ()


class ModelList(Struct, frozen=True, kw_only=True):
    """Models that pass the filters; `unknown` counts those that a filter left out because a fact is not known."""

    schema: Literal["deadheat.models/1"] = "deadheat.models/1"
    models: tuple[ModelRow, ...]
    total: int
    unknown: int
    filters: tuple[str, ...]
    sources: tuple[str, ...]


class Deadline(Struct, frozen=True, kw_only=True):
    """One offer that is to end, or that its source marks deprecated without a day."""

    model: str | None
    host: str
    id: str
    retires_on: date | None
    days_left: int | None
    source: str
    as_of: date | None


class ModelSheet(Struct, frozen=True, kw_only=True):
    """Everything the catalogue knows about one model; `unknown` says what it does not, and why.

    hosts holds the claims about every host that offers it, deadlines the offers that are to end, soonest first.
    """

    schema: Literal["deadheat.model/1"] = "deadheat.model/1"
    asked: str
    model: Model
    lab_hq: tuple[Claim, ...]
    licence: LicenceCheck
    openness: Openness
    hosts: tuple[Host, ...]
    list_price: ListPrice | None
    offers: tuple[Offer, ...]
    evidence: tuple[Evidence, ...]
    deadlines: tuple[Deadline, ...]
    refused: tuple[PartyMatch, ...]
    unknown: tuple[str, ...]


class Deadlines(Struct, frozen=True, kw_only=True):
    """Offers by days left on the day `on`; `undated` are marked deprecated and have no day."""

    schema: Literal["deadheat.deadlines/1"] = "deadheat.deadlines/1"
    on: date
    deadlines: tuple[Deadline, ...]
    undated: int
    note: str


class PricedOffer(Struct, frozen=True, kw_only=True):
    """What a usage costs at one offer, or in `refused` why no price can be stated."""

    host: str
    host_kind: HostKind
    id: str
    variant: str
    region: str
    charge: Charge | None
    refused: str


class PriceSheet(Struct, frozen=True, kw_only=True):
    """A usage at every offer of a model, cheapest first."""

    schema: Literal["deadheat.price/1"] = "deadheat.price/1"
    model: str
    usage: Usage
    offers: tuple[PricedOffer, ...]


class HostRow(Struct, frozen=True, kw_only=True):
    """One host with its claims, the number of its offers, and where its names stand on the user's lists."""

    host: Host
    offers: int
    models: int
    refused: tuple[PartyMatch, ...]


class HostList(Struct, frozen=True, kw_only=True):
    """Hosts that pass the filters; `unknown` counts those left out because a fact is not known."""

    schema: Literal["deadheat.hosts/1"] = "deadheat.hosts/1"
    hosts: tuple[HostRow, ...]
    total: int
    unknown: int
