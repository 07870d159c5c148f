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
    offers: Iterable[Offer], on: date, *, within_days: int | None = None, past: bool = False, undated: bool = False
) -> Deadlines:
    """The offers with a shutdown date from the day `on`, soonest first; `within_days` bounds how far ahead.

    past: also those whose day has passed. undated: also those marked deprecated without a day, last.
    """
    found: list[Deadline] = []
    count = 0
    for offer in offers:
        ends, left = offer.retires_on, (offer.retires_on - on).days if offer.retires_on else None
        count += offer.deprecated and ends is None
        if left is None:
            wanted = undated and offer.deprecated
        else:
            wanted = (past or left >= 0) and (within_days is None or left <= within_days)
        if wanted:
            found.append(
                Deadline(
                    model=offer.model,
                    host=offer.host,
                    id=offer.id,
                    retires_on=ends,
                    days_left=left,
                    source=offer.source,
                    as_of=offer.as_of,
                )
            )
    found.sort(key=lambda d: (d.days_left is None, d.days_left or 0, d.model or "~", d.host, d.id))
    return Deadlines(on=on, deadlines=tuple(found), undated=count, note=NOTE)
