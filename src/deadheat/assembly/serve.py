"""`deadheat serve`: settings and sockets first, so that what is wrong is said at once; then the workers."""

import logging
import os
import socket
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from deadheat.assembly.books import open_books
from deadheat.assembly.prices import list_prices
from deadheat.assembly.supervisor import Post, supervise
from deadheat.assembly.watch import FileWatch
from deadheat.assembly.worker import Worker, Workplace
from deadheat.errors import ConfigError
from deadheat.gateway.server import bind
from deadheat.settings.address import Address, read_address
from deadheat.settings.load import DEFAULT_FILE, ENVIRONMENT, Settings, load

log = logging.getLogger("deadheat.serve")
GRACE_S = 35.0
"""Longer than a worker takes for its books and its spans once nobody is served any more."""


class Listeners(Struct, frozen=True):
    """The bound sockets: one for traffic per worker, all on one port, and one for the admin pages."""

    traffic: list[socket.socket]
    admin: socket.socket

    @property
    def traffic_address(self) -> str:
        """Where traffic goes, with the port the system chose for port 0."""
        return _shown(self.traffic[0])

    @property
    def admin_address(self) -> str:
        """Where the admin pages are."""
        return _shown(self.admin)


class FirstSettings:
    """The settings as they are at the start, and the file they come from, watched from before it was read."""

    def __init__(self, config: Path | None, environ: Mapping[str, str]) -> None:
        """Read `config`, or ./deadheat.toml, or `environ` alone. Raises: ConfigError with everything wrong at once."""
        self.environ = environ
        self.watch = FileWatch(config or Path(DEFAULT_FILE))
        self._config = config
        self.settings = self.read_again()
        if self.settings.source != ENVIRONMENT:  # from here on a file that is gone is an error, and no empty table
            self._config = config or Path(DEFAULT_FILE)

    def read_again(self) -> Settings:
        """The settings of now, with list prices where offers state none. Raises: ConfigError."""
        return load(self._config, self.environ, list_prices=list_prices)


def try_books(settings: Settings) -> None:
    """Make the schema, once and before any fork. Raises: StoreError if the books cannot be kept."""
    open_books(settings, os.getpid()).close()


def open_listeners(settings: Settings, workers: int) -> Listeners:
    """Bind every socket. Raises: ConfigError if an address is taken or not ours."""
    traffic = read_address(settings.gateway.listen)
    first = _bound(traffic, "gateway.listen", shared=workers > 1)
    port = first.getsockname()[1]
    more = [_bound(Address(traffic.host, port), "gateway.listen", shared=True) for _ in range(workers - 1)]
    admin = _bound(read_address(settings.gateway.admin_listen), "gateway.admin_listen", shared=False)
    return Listeners([first, *more], admin)


def run(first: FirstSettings, listeners: Listeners) -> int:
    """Serve until told to stop; the exit code. Raises: StoreError if the books cannot be opened."""
    settings = first.settings
    drain_s = settings.gateway.drain_s

    def serve(post: Post) -> None:
        place = Workplace(
            post=post,
            admin=listeners.admin,
            settings=settings,
            watch=first.watch,
            reload=first.read_again,
            environ=first.environ,
        )
        _run_worker(place)

    if len(listeners.traffic) == 1:
        serve(Post(0, listeners.traffic[0]))
        return 0
    return supervise(listeners.traffic, serve, patience_s=drain_s + GRACE_S)


def _run_worker(place: Workplace) -> None:
    import uvloop

    async def serve() -> None:
        await Worker(place).run()

    uvloop.run(serve())


def _bound(address: Address, key: str, *, shared: bool) -> socket.socket:
    try:
        return bind(address.host, address.port, shared=shared)
    except OSError as error:
        message = f"cannot listen on {address.host}:{address.port}: {error.strerror}."
        raise ConfigError(message, where=key, hint="Is another gateway running? Choose another address.") from error


def _shown(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
