"""What one public source says about offers on one day: the shape that every feed is read into."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from deadheat.facts.money import to_nanousd
from deadheat.facts.offer import Offer

# More digits before the point than any price has.
_MOST_DIGITS = 9
# What a feed may say that no offer can be made of; a reader counts or names the entry.
UNREADABLE = (ValueError, ArithmeticError)


class Listing(Struct, frozen=True, kw_only=True):
    """The offers of one source; `skipped` counts entries by the reason they were left out."""

    source: str
    as_of: date
    offers: tuple[Offer, ...]
    skipped: dict[str, int]


def day_of(text: str | None) -> date | None:
    """The day that a feed's text begins with, None if it begins with none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def per_mtok(usd: Decimal | None, *, tokens: int) -> int | None:
    """A price of `usd` for so many tokens as nano-dollars per million; None for none, or for a negative placeholder.

    Raises: ValueError for what is no price: not a number, infinite, or beyond all money.
    """
    if usd is None:
        return None
    if not usd.is_finite() or usd.adjusted() > _MOST_DIGITS:
        raise ValueError(f"{usd} is no price")
    return None if usd < 0 else to_nanousd(usd * (1_000_000 // tokens))
