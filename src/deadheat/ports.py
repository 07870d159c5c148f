"""What the gateway needs from the world: a host to ask, a book to write in, keys to know. Protocols only."""

from typing import Protocol

from deadheat.errors import UpstreamError
from deadheat.facts.entry import Entry

Headers = list[tuple[bytes, bytes]]


class Sink(Protocol):
    """Who receives one reply. Nothing follows `on_end`, `on_failure` or a `Call.cancel`."""

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
    """The book of entries. Nothing here waits: both calls return at once."""

    def accepts(self) -> bool:
        """Whether a request may begin: there is room for the entries of all that are under way and more."""

    def put(self, entry: Entry) -> bool:
        """Keep `entry` so that `kill -9` can no longer lose it. False: there is no room, the answer must not go."""

    def put_content(self, entry: Entry, keep_days: int, *, request: bytes, reply: bytes, full: bool) -> bool:
        """Keep what was said, or only its hash; False if there was no room, which is counted and refuses nothing."""


class Grant(Protocol):
    """What one key allows."""

    @property
    def id(self) -> str:
        """Its public id, as entries name it."""

    @property
    def routes(self) -> tuple[str, ...] | None:
        """The routes it may ask for; None for all of them."""


class Keys(Protocol):
    """The keys that clients may show."""

    def find(self, secret: bytes) -> Grant | None:
        """What `secret` allows; None if no such key is in force."""


class Serving(Protocol):
    """Whoever answers a client's request, and wants to know how the client is doing."""

    def client_gone(self) -> None:
        """The client closed its connection; nothing more can be said to it."""

    def pause(self) -> None:
        """The client reads more slowly than we write."""

    def resume(self) -> None:
        """The client caught up."""


class Responder(Protocol):
    """Where the answer to one request is written. What is written to a client that left is dropped."""

    def answer(self, status: int, headers: bytes, body: bytes) -> None:
        """Write a whole answer; `headers` are lines, each ending in CRLF."""

    def begin(self, status: int, headers: bytes) -> None:
        """Write the head of an answer whose length is not known yet."""

    def write(self, data: bytes) -> None:
        """Write the next part of the answer."""

    def end(self) -> None:
        """Write the last byte of an answer that `begin` started."""

    def abort(self) -> None:
        """Close without an end, so that the client cannot take what it has for the whole."""
