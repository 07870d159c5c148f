"""Shares by origin under a named definition, with what is unknown, and what others have published."""

from typing import Literal

from msgspec import Struct

Window = Literal["flow", "stock"]
Origin = Literal["publisher", "immediate", "root"]
Measure = Literal["repos", "downloads", "downloads30", "tokens", "requests", "usd"]
GroupBy = Literal["region", "org", "access", "region-access"]
Every = Literal["quarter", "month", "week"]


_PLACES = {"china": "China", "us": "United States", "eu": "European Union", "other": "elsewhere"}


def origin_words(origin: str) -> str:
    """A region as people write it; organisations and `unknown` as they are."""
    return _PLACES.get(origin, origin)


class OriginShare(Struct, frozen=True, kw_only=True):
    """One origin's share of the whole; the true share lies in [lower, upper] whoever owns the unknown part."""

    origin: str
    weight: float
    share: float
    lower: float
    upper: float


class SharePeriod(Struct, frozen=True, kw_only=True):
    """Shares of the whole in one quarter, month or week, by its first day; total is its weight."""

    start: str
    total: float
    unknown: float
    shares: dict[str, float]


class Share(Struct, frozen=True, kw_only=True):
    """Shares of one population, largest first; `unknown` is the share without a known origin.

    hhi_lower, hhi_upper: concentration over origins in [0, 1], whoever owns the unknown part.
    """

    schema: Literal["deadheat.share/1"] = "deadheat.share/1"
    window: Window
    origin: Origin
    measure: Measure
    by: GroupBy
    since: str | None
    until: str | None
    origins: tuple[OriginShare, ...]
    unknown: float
    hhi_lower: float
    hhi_upper: float
    total: float
    n: int
    periods: tuple[SharePeriod, ...]
    definition: str
    method: str
    source: str
    as_of: str | None
    unresolved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure that somebody published: what it says, how it is defined, and what it does not say.

    evidence: V read in a primary file, R quoted by a secondary page, G general knowledge.
    """

    id: str
    figure: str
    says: str
    definition: str
    does_not_say: str
    source: str
    published: str
    evidence: Literal["V", "R", "G"]
    topic: Literal["share", "gap", "price", "safety"]


class Claims(Struct, frozen=True, kw_only=True):
    """Published figures, in the order of the file."""

    schema: Literal["deadheat.claims/1"] = "deadheat.claims/1"
    claims: tuple[Claim, ...]
