"""A model at a host at a price, in one variant: what one can actually call."""

from datetime import date
from typing import Literal

from msgspec import Struct

from deadheat.facts.price import Rate

HostKind = Literal["lab", "platform", "aggregator", "plan", "regional"]


class Offer(Struct, frozen=True, kw_only=True):
    """What one host sells under one id; None and an empty text mean that the source does not say.

    model is None when the id names no model of the catalogue, or several.
    region is what the id itself pins (`eu.` profiles, `azure/eu/...`), not where the host has machines.
    retires_on is the day the host stops serving it, deprecated only that a source marks it so.
    """

    host: str
    host_kind: HostKind
    id: str
    model: str | None
    variant: str = ""
    region: str = ""
    name: str = ""
    released: str = ""
    open_weights: bool | None = None
    context: int | None = None
    max_output: int | None = None
    reasoning: bool | None = None
    tools: bool | None = None
    structured_output: bool | None = None
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    deprecated: bool = False
    retires_on: date | None = None
    rates: tuple[Rate, ...] = ()
    flags: tuple[str, ...] = ()
    source: str = ""
    as_of: date | None = None

    def __post_init__(self) -> None:
        if not self.id or not (self.id + self.host).isprintable():
            raise ValueError(f"{self.key!r} is no name of an offer")
        if (self.context or 0) < 0 or (self.max_output or 0) < 0:
            raise ValueError(f"a context of {self.context} and an output of {self.max_output} tokens cannot be")

    @property
    def key(self) -> str:
        """What names this offer alone: host and id."""
        return f"{self.host}/{self.id}"
