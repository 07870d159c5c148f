"""Connections to one host: kept, opened, counted. The pool alone knows the address and the credential."""

import asyncio
import ssl
from collections import deque
from functools import partial
from typing import Any

from msgspec import Struct

from deadheat.errors import UpstreamError, UpstreamTimeout
from deadheat.ports import Sink
from deadheat.upstream.connection import HostConnection, Keeper, PooledCall
from deadheat.upstream.origin import Origin
from deadheat.upstream.tunnel import open_tunnel

KEEP_IDLE_S = 55.0


class PoolOptions(Struct, frozen=True, kw_only=True):
    """How many connections a host may have in one worker and how long opening one may take."""

    max_connections: int = 256
    connect_s: float = 5.0


class HostPool(Keeper):
    """The `Upstream` of one host. A connection lives as long as the host lets it; the newest idle one is used first."""

    def __init__(self, name: str, origin: Origin, credential: bytes, options: PoolOptions | None = None) -> None:
        """`credential` is whole header lines, each ending in CRLF, such as ``authorization: Bearer ...``."""
        self.name = name
        self.origin = origin
        self.options = options or PoolOptions()
        self._context = ssl.create_default_context() if origin.tls else None
        plain_proxy = origin.proxy if not origin.tls else None
        absolute = f"http://{origin.authority}".encode() if plain_proxy else b""
        self._before_path = b"POST " + absolute + origin.prefix
        proxy_line = (
            b"proxy-authorization: " + plain_proxy.authorization + b"\r\n"
            if plain_proxy and plain_proxy.authorization
            else b""
        )
        self._after_path = b"".join(
            (
                b" HTTP/1.1\r\nhost: " + origin.authority.encode() + b"\r\n",
                b"user-agent: deadheat\r\naccept-encoding: identity\r\ncontent-type: application/json\r\n",
                proxy_line,
                credential,
            )
        )
        self._idle: list[HostConnection] = []
        self._open: set[HostConnection] = set()
        self._waiting: deque[PooledCall] = deque()
        self._connecting: set[asyncio.Task[None]] = set()
        self._dialing = 0
        self._loop = asyncio.get_running_loop()
        self._closed = False

    def __repr__(self) -> str:
        return f"HostPool({self.name!r}, {self.origin.authority!r}, open={len(self._open)}, idle={len(self._idle)})"

    @property
    def open_connections(self) -> int:
        """Connections that are open or being opened."""
        return len(self._open) + self._dialing

    def send(self, path: bytes, headers: bytes, body: bytes, sink: Sink) -> PooledCall:
        """POST `body` to `path` below the base URL."""
        head = b"".join((self._before_path, path, self._after_path, headers, b"content-length: %d\r\n\r\n" % len(body)))
        call = PooledCall(self, head, body, sink)
        self.dispatch(call)
        return call

    def dispatch(self, call: PooledCall, *, fresh: bool = False) -> None:
        """Give a call a connection: an idle one, a new one, or the next that becomes free."""
        while not fresh and self._idle:
            connection = self._idle.pop()
            if connection.transport is not None and not connection.transport.is_closing():
                connection.start(call)
                return
        self._waiting.append(call)
        self._dial_one()

    def free(self, connection: HostConnection) -> None:
        """Take back a connection whose reply is complete."""
        if (call := self._next_call()) is not None:
            connection.start(call)
        elif self._closed:
            connection.close()
        else:
            connection.idle_since = self._loop.time()
            self._idle.append(connection)

    def lost(self, connection: HostConnection) -> None:
        """Forget a connection; whoever waits gets a new one."""
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        if self._waiting and (call := self._next_call()) is not None:
            self.dispatch(call)

    def sweep(self, now: float) -> None:
        """Close what has been idle for long: hosts and middleboxes forget idle connections without a word."""
        kept = [c for c in self._idle if now - c.idle_since < KEEP_IDLE_S]
        if len(kept) < len(self._idle):
            stale = [c for c in self._idle if now - c.idle_since >= KEEP_IDLE_S]
            self._idle = kept
            for connection in stale:
                connection.close()

    def retire(self) -> None:
        """Serve the calls that are on their way, keep nothing afterwards."""
        self._closed = True
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def close(self) -> None:
        """Cut everything."""
        self.retire()
        for task in list(self._connecting):
            task.cancel()
        await asyncio.gather(*self._connecting, return_exceptions=True)
        for connection in list(self._open):
            connection.abandon()

    def _next_call(self) -> PooledCall | None:
        while self._waiting:
            call = self._waiting.popleft()
            if not call.is_over:
                return call
        return None

    def _dial_one(self) -> None:
        if self.open_connections < self.options.max_connections:
            self._dialing += 1
            task = self._loop.create_task(self._connect())
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(self.options.connect_s):
                connection = await self._dial()
        except (OSError, UpstreamError) as error:
            self._dialing -= 1
            if (call := self._next_call()) is not None:
                call.fail(self._failure(error))
            if len(self._waiting) > self._dialing:  # whoever found no room to dial has it now
                self._dial_one()
            return
        self._dialing -= 1
        self._open.add(connection)
        if connection.transport is None:  # lost between the dial and this line
            self.lost(connection)
            return
        self.free(connection)

    def _failure(self, error: OSError | UpstreamError) -> UpstreamError:
        authority = self.origin.authority
        match error:
            case UpstreamError():
                return error
            case TimeoutError():
                waited = f"{self.options.connect_s:g} s"
                return UpstreamTimeout(f"No connection to {authority} within {waited}.", where=self.name)
            case ssl.SSLError():
                return UpstreamError(f"TLS with {authority} failed: {error.reason or error}.", where=self.name)
            case _:
                return UpstreamError(f"No connection to {authority}: {error.strerror or error}.", where=self.name)

    async def _dial(self) -> HostConnection:
        origin = self.origin
        make = partial(HostConnection, self)
        options: dict[str, Any] = {"ssl": self._context, "server_hostname": origin.host} if origin.tls else {}
        if origin.proxy is not None and self._context is not None:
            return await open_tunnel(origin, origin.proxy, self._context, make)
        near = origin.proxy or origin
        return (await self._loop.create_connection(make, near.host, near.port, **options))[1]
