"""What a refresh of the catalogue found, and what became of it."""

from datetime import date
from typing import Literal

from msgspec import Struct

Fate = Literal["added", "applied", "held_back", "kept_yours"]


class Change(Struct, frozen=True, kw_only=True):
    """One difference between the catalogue and a source, and what became of it; `why` explains what is not plain.

    Prices stand in nano-dollars per million tokens.
    """

    offer: str
    field: str
    before: str
    after: str
    fate: Fate
    why: str = ""


class RefreshReport(Struct, frozen=True, kw_only=True):
    """One refresh: every change, how many offers the source no longer lists, and where the result was written.

    skipped: entries left out, by reason; unread: the first that could not be read, and why.
    """

    schema: Literal["deadheat.catalog-refresh/1"] = "deadheat.catalog-refresh/1"
    source: str
    as_of: date
    offers: int
    counts: dict[str, int]
    changes: tuple[Change, ...]
    unlisted: int
    skipped: dict[str, int]
    unread: str = ""
    witnesses: tuple[str, ...]
    written: str
