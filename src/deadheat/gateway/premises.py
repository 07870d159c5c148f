"""What all connections of one listener share."""

import asyncio
import time
from collections.abc import Callable

from deadheat.facts.route import Limits
from deadheat.gateway.clock import now_s
from deadheat.gateway.request import Refusal, Request
from deadheat.gateway.wire import SERVER, date_line
from deadheat.ports import Responder, Serving

Handler = Callable[[Request, Responder], Serving | None]

BUFFERED_BYTES = 512 * 1024 * 1024
"""All request bodies a worker holds at once, together."""


class Guest(asyncio.Protocol):
    """A connection, as those see it who watch over all of them."""

    deadline: float

    def expire(self) -> None:
        """The deadline passed."""
        raise NotImplementedError

    def drain(self) -> None:
        """Close as soon as nothing is being answered."""
        raise NotImplementedError

    def abort(self) -> None:
        """Close now."""
        raise NotImplementedError


class Premises:
    """Limits, the time, the bytes held, and who answers. `stamp` is the Server and Date header of this second."""

    __slots__ = ("buffered", "draining", "emptied", "guests", "handle", "limits", "now", "stamp")

    def __init__(self, handle: Handler, limits: Limits) -> None:
        self.handle = handle
        self.limits = limits
        self.now = now_s
        self.guests: set[Guest] = set()
        self.emptied = asyncio.Event()
        self.draining = False
        self.buffered = 0
        self.stamp = b""
        self.restamp()

    def join(self, guest: Guest) -> bool:
        """Take a connection in; False when there are too many."""
        self.guests.add(guest)
        return len(self.guests) <= self.limits.connections

    def leave(self, guest: Guest) -> None:
        """Forget a connection."""
        self.guests.discard(guest)
        if self.draining and not self.guests:
            self.emptied.set()

    def restamp(self) -> None:
        """A new second."""
        self.stamp = SERVER + date_line(time.time())

    def reserve(self, request: Request, size: int) -> None:
        """Make room for a body of `size` bytes; a request for which there is none is refused."""
        more = size - request.reserved
        if self.buffered + more > BUFFERED_BYTES:
            request.refusal = Refusal(503, "busy", "The gateway holds as many request bytes as it may. Try again.")
            return
        self.buffered += more
        request.reserved = size

    def release(self, request: Request) -> None:
        """Give back the room of a request that is over."""
        self.buffered -= request.reserved
        request.reserved = 0
