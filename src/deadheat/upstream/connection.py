"""One connection to a host: a request out, the reply in, as often as the host keeps it open."""

import asyncio
from typing import Any

import httptools

from deadheat.errors import Malformed, UpstreamError
from deadheat.ports import Headers, Sink

MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS = 256
FRAMES = frozenset((b"content-length", b"transfer-encoding"))


class Keeper:
    """Whoever keeps connections: the pool, as a connection sees it."""

    name: str

    def dispatch(self, call: "PooledCall", *, fresh: bool = False) -> None:
        """Give a call a connection; `fresh` wants a new one."""
        raise NotImplementedError

    def free(self, connection: "HostConnection") -> None:
        """Take back a connection whose reply is complete."""
        raise NotImplementedError

    def lost(self, connection: "HostConnection") -> None:
        """Forget a connection."""
        raise NotImplementedError


class PooledCall:
    """One request on its way through a pool; the `Call` of `ports`."""

    __slots__ = ("body", "connection", "head", "is_over", "is_stale_retry", "pool", "sink")

    def __init__(self, pool: Keeper, head: bytes, body: bytes, sink: Sink) -> None:
        self.pool = pool
        self.head = head
        self.body = body
        self.sink = sink
        self.connection: HostConnection | None = None
        self.is_over = False
        self.is_stale_retry = False

    def cancel(self) -> None:
        """Give up: the host sees its connection close, the sink hears nothing more."""
        if not self.is_over:
            self.is_over = True
            if self.connection is not None:
                self.connection.abandon()

    def pause(self) -> None:
        """Stop reading from the host."""
        if self.connection is not None:
            self.connection.pause()

    def resume(self) -> None:
        """Read on."""
        if self.connection is not None:
            self.connection.resume()

    def fail(self, error: UpstreamError) -> None:
        """Tell the sink, once."""
        if not self.is_over:
            self.is_over = True
            self.sink.on_failure(error)


class HostConnection(asyncio.Protocol):
    """Parses replies. A call owns the connection from `start` to the end of its reply."""

    __slots__ = (
        "call",
        "complete",
        "extra",
        "head_bytes",
        "headed",
        "headers",
        "idle_since",
        "keeps",
        "parser",
        "parts",
        "paused",
        "pool",
        "received",
        "reused",
        "status",
        "transport",
    )

    def __init__(self, pool: Keeper) -> None:
        self.pool = pool
        self.parser: Any = httptools.HttpResponseParser(self)
        self.transport: Any = None
        self.call: PooledCall | None = None
        self.headers: Headers = []
        self.parts: list[bytes] = []
        self.head_bytes = 0
        self.status = 0
        self.idle_since = 0.0
        self.reused = self.received = self.complete = self.headed = False
        self.keeps = self.paused = self.extra = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def start(self, call: PooledCall) -> None:
        """Send a call's request."""
        self.call = call
        call.connection = self
        self.received = self.complete = self.headed = False
        if len(call.body) < MAX_HEADER_BYTES:
            self.transport.write(call.head + call.body)
        else:
            self.transport.writelines((call.head, call.body))
        call.sink.on_sent()

    def pause(self) -> None:
        if not self.paused and self.transport is not None:
            self.paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        if self.paused and self.transport is not None:
            self.paused = False
            self.transport.resume_reading()

    def abandon(self) -> None:
        """Close at once; the call hears nothing."""
        self.call = None
        if self.transport is not None:
            self.transport.abort()

    def close(self) -> None:
        """Close once what was written has left; a second close would break TLS before CPython 3.11.4."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()

    # --- what the parser finds; told to the sink only after the parser is done, so that no sink runs inside it

    def on_message_begin(self) -> None:
        if self.complete or self.call is None:
            self.extra = True
        self.headers = []
        self.head_bytes = 0

    def on_header(self, name: bytes, value: bytes | None) -> None:
        if self.headed:
            return  # a trailer
        self.headers.append((name.lower(), value or b""))
        self.head_bytes += len(name) + len(value or b"")

    def on_headers_complete(self) -> None:
        status = self.parser.get_status_code()
        if status < 200 or self.extra:
            return
        self.status = status
        self.headed = True

    def on_body(self, data: bytes) -> None:
        if not self.extra:
            self.parts.append(data)

    def on_message_complete(self) -> None:
        if self.headed and not self.extra:
            self.complete = True
            self.keeps = self.parser.should_keep_alive()

    # --- the socket

    def data_received(self, data: bytes) -> None:
        call = self.call
        self.received = True
        told = self.headed
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._break(Malformed("The host switched protocols unasked.", where=self.pool.name))
            return
        except httptools.HttpParserError as error:
            if not self.complete:
                self._break(Malformed(f"The host does not speak HTTP/1.1 ({error}).", where=self.pool.name))
                return
            self.extra = True
        if call is None:
            self.abandon()
            return
        if self.head_bytes > MAX_HEADER_BYTES or len(self.headers) > MAX_HEADERS:
            self._break(Malformed("The head of the reply is too large.", where=self.pool.name))
            return
        if self.headed:
            self._tell(call, told)

    def _tell(self, call: PooledCall, told: bool) -> None:
        complete = self.complete
        if not told:
            call.sink.on_head(self.status, self.headers)
        if self.parts and not call.is_over:
            parts = self.parts
            self.parts = []
            call.sink.on_body(parts[0] if len(parts) == 1 else b"".join(parts))
        if complete and not call.is_over:
            call.is_over = True
            self._give_back()
            call.sink.on_end()

    def _give_back(self) -> None:
        call, self.call = self.call, None
        if call is not None:
            call.connection = None
        self.resume()
        if self.keeps and not self.extra and self.transport is not None and not self.transport.is_closing():
            self.reused = True
            self.pool.free(self)
        else:
            self.close()

    def _break(self, error: UpstreamError) -> None:
        call = self.call
        self.abandon()
        if call is not None:
            call.fail(error)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        call, self.call = self.call, None
        self.pool.lost(self)
        if call is None or call.is_over:
            return
        call.connection = None
        framed = any(name in FRAMES for name, _ in self.headers)
        if self.headed and not framed and exc is None:  # a body that ends with its connection
            call.is_over = True
            call.sink.on_end()
        elif self.reused and not self.received and not call.is_stale_retry:
            call.is_stale_retry = True  # the host closed an idle connection while we picked it
            self.pool.dispatch(call, fresh=True)
        else:
            after = "in the middle of its reply" if self.received else "before it replied"
            call.fail(UpstreamError(f"The host closed the connection {after}.", where=self.pool.name))
