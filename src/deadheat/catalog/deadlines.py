"""Offers that are to end, by days left."""

from collections.abc import Iterable
from datetime import date

from deadheat.facts.catalogue import Deadline, Deadlines
from deadheat.facts.offer import Offer

NOTE = (
    "Days are those a source states; an offer without one may end too. Days in the past are left out unless asked for: "
    "the host may serve the model longer than it said."
)


def list_deadlines(
    offers: Iterable[Offer], on: date, *, within_days: int | None = None, past: bool = False
) -> Deadlines:
    """The offers with a shutdown date from the day `on`, soonest first; `within_days` bounds how far ahead."""
    found: list[Deadline] = []
    undated = 0
    for offer in offers:
        undated += offer.deprecated and offer.retires_on is None
        if offer.retires_on is None:
            continue
        left = (offer.retires_on - on).days
        if (left < 0 and not past) or (within_days is not None and left > within_days):
            continue
        found.append(
            Deadline(
                model=offer.model,
                host=offer.host,
                id=offer.id,
                retires_on=offer.retires_on,
                days_left=left,
                source=offer.source,
                as_of=offer.as_of,
            )
        )
    found.sort(key=lambda d: (d.days_left or 0, d.model or "~", d.host, d.id))
    return Deadlines(on=on, deadlines=tuple(found), undated=undated, note=NOTE)
