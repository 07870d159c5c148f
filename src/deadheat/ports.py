"""What the gateway needs from the world: a host to ask, a book to write in, keys to know. Protocols only."""

from collections.abc import Callable
from typing import Protocol

from deadheat.errors import UpstreamError
from deadheat.facts.entry import Entry

Headers = list[tuple[bytes, bytes]]


class Sink(Protocol):
    """Who receives one reply. After `on_end` or `on_failure` nothing follows; after `Call.cancel` nothing does either."""

    def on_sent(self) -> None:
        """The whole request has been handed to a connection; waiting for the first byte begins."""

    def on_head(self, status: int, headers: Headers) -> None:
        """The final status line and headers, names in lower case."""

    def on_body(self, data: bytes) -> None:
        """The next bytes of the body, transfer coding removed."""

    def on_end(self) -> None:
        """The body is complete."""

    def on_failure(self, error: UpstreamError) -> None:
        """The reply will never be complete."""


class Call(Protocol):
    """One request on its way."""

    def cancel(self) -> None:
        """Give up: the host sees its connection close, the sink hears nothing more."""

    def pause(self) -> None:
        """Stop reading from the host until `resume`, because whoever reads from us is slower."""

    def resume(self) -> None:
        """Read on."""


class Upstream(Protocol):
    """One host, with its address and credential inside: callers choose neither."""

    def send(self, path: bytes, headers: bytes, body: bytes, sink: Sink) -> Call:
        """POST `body` to `path` below the host's base URL; `headers` are further lines, each ending in CRLF."""


class Recorder(Protocol):
    """The book of entries."""

    def put(self, entry: Entry, on_durable: Callable[[], None]) -> bool:
        """Keep `entry`; call `on_durable` on the loop once `kill -9` can no longer lose it.

        False: the store is full and entries are required, `on_durable` is not called, the answer must be refused.
        """
