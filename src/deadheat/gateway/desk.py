"""What every exchange of a worker shares: the table in force, the book, the keys, the limits, who is under way."""

import asyncio

from deadheat.decision.affinity import Affinity
from deadheat.facts.route import Limits
from deadheat.gateway.attempt import Asker
from deadheat.gateway.authority import is_foreign
from deadheat.gateway.clock import now_s
from deadheat.gateway.request import Refusal, Request
from deadheat.gateway.table import RouteTable
from deadheat.ports import Grant, Keys, Recorder

FOREIGN = Refusal(403, "foreign_page", "A gateway that asks for no key serves no web page of another site.")
NO_KEY = Refusal(401, "unauthorized", "A key is required: 'Authorization: Bearer KEY' or 'x-api-key: KEY'.")


class Desk:
    """`table`, `keys` and `limits` are swapped as a whole on a reload; one loop reads them, so no lock guards them.

    keys: None lets everybody in. lately: the time at the last look for deadlines, which is near enough for them.
    """

    __slots__ = ("active", "affinity", "keys", "lately", "limits", "loop", "now", "recorder", "table")

    def __init__(self, table: RouteTable, recorder: Recorder, *, keys: Keys | None, limits: Limits) -> None:
        self.table = table
        self.recorder = recorder
        self.keys = keys
        self.limits = limits
        self.affinity = Affinity()
        self.active: set[Asker] = set()
        self.loop = asyncio.get_running_loop()
        self.now = now_s
        self.lately = self.now()

    def guard(self, request: Request, grant: Grant | None) -> Refusal | None:
        """Why a request that shows a key with this `grant` does not come in; None lets it in."""
        if self.keys is not None:
            return NO_KEY if grant is None else None
        origin = request.headers.get(b"origin")
        return FOREIGN if origin is not None and is_foreign(origin) else None

    def grant_of(self, request: Request) -> Grant | None:
        """What the key of a request allows; None if it shows none that is in force."""
        return self.keys.find(shown_secret(request)) if self.keys is not None else None

    def room(self) -> Refusal | None:
        """Why no further request can be served now; None when one can."""
        if len(self.active) >= self.limits.in_flight:
            said = f"The gateway serves {self.limits.in_flight} requests already (gateway.limits.in_flight)."
            return Refusal(503, "overloaded", said)
        if not self.recorder.accepts():
            return Refusal(503, "store", "The books are full, and no request may go unrecorded. Nothing was asked.")
        return None

    def expire(self) -> None:
        """Tell everyone whose time is over."""
        self.lately = now = self.now()
        for asker in [a for a in self.active if a.deadline < now]:
            asker.expire()


def shown_secret(request: Request) -> bytes:
    """The key a client shows, as either SDK sends it; empty if it shows none."""
    given = request.headers.get(b"authorization")
    if given is not None and given[:7].lower() == b"bearer ":
        return given[7:].strip()
    return request.headers.get(b"x-api-key", b"")
