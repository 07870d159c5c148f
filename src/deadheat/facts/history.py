"""How the prices of a model moved."""

from datetime import date
from typing import Literal

from msgspec import Struct


class PriceEvent(Struct, frozen=True, kw_only=True):
    """One edit of a price at one host; prices in nano-dollars per million tokens, None where none was stated.

    `listed` and `dropped` say that the source began or ceased to list the offer, which is not when the host did.
    """

    day: date
    host: str
    id: str
    kind: Literal["listed", "price", "dropped"]
    input: int | None
    output: int | None
    cache_read: int | None
    cache_write: int | None


class PriceHistory(Struct, frozen=True, kw_only=True):
    """The price events of one model, oldest first, with the source and the days it covers."""

    schema: Literal["deadheat.price-history/1"] = "deadheat.price-history/1"
    model: str
    events: tuple[PriceEvent, ...]
    cuts: int
    rises: int
    source: str
    first_day: date
    last_day: date
