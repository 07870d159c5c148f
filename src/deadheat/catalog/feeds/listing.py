"""What one public source says about offers on one day: the shape that every feed is read into."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from deadheat.facts.money import to_nanousd
from deadheat.facts.offer import Offer


class Listing(Struct, frozen=True, kw_only=True):
    """The offers of one source; `skipped` counts entries by the reason they were left out."""

    source: str
    as_of: date
    offers: tuple[Offer, ...]
    skipped: dict[str, int]


def per_mtok(usd: Decimal | None, *, tokens: int) -> int | None:
    """A price of `usd` for so many tokens as nano-dollars per million; None for none, or for a negative placeholder."""
    if usd is None or usd < 0:
        return None
    return to_nanousd(usd * (1_000_000 // tokens))
