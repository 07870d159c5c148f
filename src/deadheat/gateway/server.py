"""A listener's life: accept, watch deadlines, drain."""

import asyncio
import socket
from contextlib import suppress

from deadheat.facts.route import Limits
from deadheat.gateway.connection import Connection
from deadheat.gateway.premises import Handler, Premises

TICK_S = 0.5
BACKLOG = 4096
LAST_CALL_S = 0.05
"""How long clients that are about to ask still get an answer, which tells them that the connection ends with it."""


class Server:
    """All connections of one listener in one worker. `handle` answers each request, at once or later."""

    def __init__(self, handle: Handler, limits: Limits) -> None:
        self.premises = Premises(handle, limits)
        self._loop = asyncio.get_running_loop()
        self._listeners: list[asyncio.Server] = []
        self._ticking = self._loop.call_later(TICK_S, self._tick)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self.premises.guests)

    async def listen(self, sock: socket.socket) -> None:
        """Accept from a bound socket."""
        premises = self.premises
        self._listeners.append(await self._loop.create_server(lambda: Connection(premises), sock=sock, backlog=BACKLOG))

    def _tick(self) -> None:
        self._ticking = self._loop.call_later(TICK_S, self._tick)
        premises = self.premises
        premises.restamp()
        now = premises.now()
        for guest in [g for g in premises.guests if g.deadline < now]:
            guest.expire()

    async def drain(self, patience_s: float) -> int:
        """Accept no more, let what is being answered end, close the rest; how many were cut off after `patience_s`."""
        premises = self.premises
        premises.draining = True
        last_call_s = min(LAST_CALL_S, patience_s)
        await asyncio.sleep(last_call_s)
        for listener in self._listeners:
            listener.close()
        await asyncio.sleep(last_call_s)  # for what those sent who were let in last
        for guest in list(premises.guests):
            guest.drain()
        if premises.guests:
            with suppress(TimeoutError):
                await asyncio.wait_for(premises.emptied.wait(), patience_s)
        cut = len(premises.guests)
        for guest in list(premises.guests):
            guest.abort()
        self._ticking.cancel()
        return cut


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A listening socket; `shared` lets several sockets have the same port, each with its own queue."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock
