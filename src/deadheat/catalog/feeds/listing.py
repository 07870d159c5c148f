"""What one public source says about offers on one day: the shape that every feed is read into."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec
from msgspec import Struct

from deadheat.errors import DataError
from deadheat.facts.money import to_nanousd
from deadheat.facts.offer import Offer

# More digits before the point than any price has.
_MOST_DIGITS = 9
# What a feed may say that no offer can be made of; a reader counts the entry. msgspec's own errors are ValueErrors.
UNREADABLE = (ValueError, ArithmeticError, DataError)
# What decoding raises for what is no JSON of the expected shape, or is nested beyond all sense.
UNDECODABLE = (msgspec.MsgspecError, RecursionError)
Kind = Literal["models.dev", "openrouter", "litellm", "genai-prices"]


class Listing(Struct, frozen=True, kw_only=True):
    """The offers of one source; `skipped` counts entries by the reason they were left out.

    unread: the first entry that could not be read, and why.
    kind: who publishes it; two listings of one kind cannot confirm each other.
    """

    kind: Kind | None = None
    source: str
    as_of: date
    offers: tuple[Offer, ...]
    skipped: dict[str, int]
    unread: str = ""


class Unread:
    """The entries of a feed that no offer can be made of: how many, and the first by name."""

    def __init__(self, source: str) -> None:
        self.source, self.count, self.first = source, 0, ""

    def add(self, name: str, error: Exception) -> None:
        """Count one entry."""
        self.count += 1
        self.first = self.first or f"{name}: {getattr(error, 'message', error)}".rstrip(".")

    def reasons(self, *, read: int) -> dict[str, int]:
        """For `Listing.skipped`. Raises: DataError naming the first entry, if none of them could be read."""
        if self.count and not read:
            raise DataError(f"No offer can be read. The first is {self.first}.", where=self.source)
        return {"cannot be read": self.count} if self.count else {}


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
