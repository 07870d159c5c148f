"""What was served and what it cost, group by group: the document behind `deadheat ledger`."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from deadheat.facts.money import format_usd
from deadheat.facts.totals import Group


class Line(Struct, frozen=True, kw_only=True):
    """One group. cost_usd is exact and holds what is known; `unpriced` requests are not in it.

    group: a route, offer, key id or UTC day; empty for requests without one. errors: requests that did not end well.
    unpriced: requests a host was asked for whose price or usage is unknown. unmetered: those without usage.
    """

    group: str
    requests: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost_usd: str
    cached_tokens: int
    reasoning_tokens: int
    unpriced: int
    unmetered: int


class Statement(Struct, frozen=True, kw_only=True):
    """The sums over all entries since a moment; `since` is None for all there are."""

    schema: Literal["deadheat.ledger/1"] = "deadheat.ledger/1"
    since: str | None
    by: str | None
    entries: int
    cost_usd: str
    groups: tuple[Line, ...]


def state_account(groups: Iterable[Group], *, since_ms: int | None, by: str | None) -> Statement:
    """The document for `groups`, its money as exact decimal strings."""
    found = tuple(groups)
    return Statement(
        since=None if since_ms is None else _instant(since_ms),
        by=by,
        entries=sum(group.requests for group in found),
        cost_usd=format_usd(sum(group.cost_nanousd for group in found)),
        groups=tuple(_line(group, by) for group in found),
    )


def _line(group: Group, by: str | None) -> Line:
    return Line(
        group=group.group if by else "all",
        requests=group.requests,
        errors=group.errors,
        input_tokens=group.input_tokens,
        output_tokens=group.output_tokens,
        cost_usd=format_usd(group.cost_nanousd),
        cached_tokens=group.cached_tokens,
        reasoning_tokens=group.reasoning_tokens,
        unpriced=group.unpriced,
        unmetered=group.unmetered,
    )


def _instant(time_ms: int) -> str:
    try:
        moment = datetime.fromtimestamp(time_ms / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return "the beginning"
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
