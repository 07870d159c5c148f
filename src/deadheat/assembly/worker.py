"""One worker process: its loop, its two listeners, its books, its reloads and its end."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deadheat.assembly.admin import Admin
from deadheat.assembly.books import keeps_contents, open_books, read_keyring
from deadheat.assembly.compile import Compiler
from deadheat.assembly.memory import keep_freed_memory, spare_the_collector
from deadheat.assembly.prices import PriceBook
from deadheat.assembly.supervisor import SIGNALS, Post
from deadheat.assembly.telemetry import Telemetry
from deadheat.assembly.watch import FileWatch
from deadheat.errors import ConfigError, DeadheatError
from deadheat.gateway.desk import Desk
from deadheat.gateway.plane import DataPlane
from deadheat.gateway.server import Server
from deadheat.settings.address import is_loopback, read_address
from deadheat.settings.load import Settings

log = logging.getLogger("deadheat.serve")
WATCH_S = 1.0
SWITCH_S = 0.0005
"""How long the loop waits for the interpreter while the books' thread has it; Python's own 5 ms show in the tail."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a worker is given: its post, the admin's bound socket, the first settings, and how to read them anew.

    watch: of the settings' file, from before `settings` were read.
    """

    post: Post
    admin: socket.socket
    settings: Settings
    watch: FileWatch
    reload: Callable[[], Settings]
    environ: Mapping[str, str]


class Worker:
    """Serves until it is told to stop."""

    def __init__(self, place: Workplace) -> None:
        """Open the books and compile the table; the running loop is the worker's. Raises: ConfigError, StoreError."""
        settings = place.settings
        self._place = place
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        prices = PriceBook()
        self._compiler = Compiler(place.environ, prices)
        self._telemetry = Telemetry(settings, str(place.post.number))
        self._recorder = open_books(settings, place.post.number, tap=self._telemetry.tap, amend=prices.priced)
        self._recorder.note_config(settings.config_hash, settings.snapshot)
        keys = read_keyring(settings) if settings.gateway.auth == "keys" else None
        table = self._compiler.compile(settings)
        self.desk = Desk(table, self._recorder, keys=keys, limits=settings.gateway.limits)
        self.plane = DataPlane(self.desk)
        self.traffic = Server(self.plane.handle, settings.gateway.limits)
        near = settings.gateway.admin_from == "loopback"
        admin = Admin(troubles=self.troubles, metrics=self._telemetry.page, near=near)
        self.admin = Server(admin.handle, settings.gateway.limits)
        self._metrics_trouble: str | None = None
        self._stop = asyncio.Event()
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Listen, serve, and drain when told to stop."""
        place = self._place
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._stop_now)
        self._loop.add_signal_handler(signal.SIGHUP, self._wake.set)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # one that came while the worker started is heard now
        if place.post.lifeline is not None:
            self._loop.add_reader(place.post.lifeline, self._stop_now)
        sys.setswitchinterval(SWITCH_S)
        spare_the_collector()
        keep_freed_memory()
        if place.post.replaces:  # the settings may have changed since the start
            await self._reload()
        await self.traffic.listen(place.post.traffic)
        await self.admin.listen(place.admin)
        self._look_after()
        while not self._stop.is_set():
            await self._tend()
        await self._drain()

    def troubles(self) -> list[str]:
        """Why no traffic should come here."""
        found = []
        if self._stop.is_set():
            found.append("draining")
        if not self.desk.table.routes:
            found.append("no route is configured")
        if not self._recorder.accepts():
            found.append("the books are full")
        return found

    def _stop_now(self) -> None:
        if self._place.post.lifeline is not None:
            self._loop.remove_reader(self._place.post.lifeline)
        self._stop.set()
        self._wake.set()

    async def _tend(self) -> None:
        """Wait a second, or for a signal; then look after settings, keys and idle connections."""
        try:
            await asyncio.wait_for(self._wake.wait(), WATCH_S)
        except TimeoutError:
            asked = False
        else:
            asked = True
        self._wake.clear()
        if self._stop.is_set():
            return
        if asked or self._place.watch.changed():
            await self._reload()
        elif self.desk.keys is not None:
            await self._reload_keys()
        self._look_after()

    async def _reload(self) -> None:
        """Put new settings in force as one piece, or keep the old ones and say why."""
        self._place.watch.take()
        try:
            settings = await asyncio.to_thread(self._place.reload)
            keep_the_door(self._place.settings, settings)
            keys = await asyncio.to_thread(read_keyring, settings) if settings.gateway.auth == "keys" else None
            if keeps_contents(settings):
                await asyncio.to_thread(self._recorder.open_contents, self._place.settings.place.contents)
            table = self._compiler.compile(settings)
        except DeadheatError as error:
            log.warning("event=reload_refused kept=%s because=%s", self._settings.config_hash, error)
            return
        for name in fixed_changes(self._settings, settings):
            log.warning("event=restart_needed key=%s", name)
        self._recorder.note_config(settings.config_hash, settings.snapshot)
        self.desk.table, self.desk.keys, self.desk.limits = table, keys, settings.gateway.limits
        self.traffic.premises.limits = settings.gateway.limits
        log.info("event=reloaded config=%s was=%s", settings.config_hash, self._settings.config_hash)
        self._settings = settings

    async def _reload_keys(self) -> None:
        try:
            self.desk.keys = await asyncio.to_thread(read_keyring, self._settings)
        except DeadheatError as error:
            log.warning("event=keys_unread kept=yes because=%s", error)

    async def _drain(self) -> None:
        patience = self._settings.gateway.drain_s
        log.info("event=draining under_way=%d patience_s=%g", len(self.desk.active), patience)
        cut = await self.traffic.drain(patience)
        await self.admin.drain(0.0)
        self.plane.close()
        for pool in self._compiler.pools:
            await pool.close()
        await asyncio.to_thread(self._recorder.close)
        await asyncio.to_thread(self._telemetry.close)
        log.info("event=stopped pid=%d cut=%d", os.getpid(), cut)

    def _look_after(self) -> None:
        """Close connections that were idle for long, and put up what the worker is at."""
        now = self._loop.time()
        for pool in self._compiler.pools:
            pool.sweep(now)
        numbers = {"in_flight": len(self.desk.active), "connections": self.traffic.connections}
        resting = {name: state.rests(self.desk.now()) for name, state in self._compiler.states().items()}
        try:
            self._telemetry.put_up(numbers, resting, self._recorder.state())
        except OSError as error:
            if self._metrics_trouble != error.strerror:
                log.warning("event=metrics_not_put_up because=%s", error.strerror)
            self._metrics_trouble = error.strerror
        else:
            self._metrics_trouble = None


def keep_the_door(bound: Settings, new: Settings) -> None:
    """The lock stays on a door that other machines can reach. Raises: ConfigError if `new` would take it off.

    bound: the settings at the start, whose address is listened on until the end.
    """
    address = bound.gateway.listen
    if new.gateway.auth == "none" and not is_loopback(read_address(address).host):
        hint = f"The gateway listens on {address!r} until it is restarted. Restart it with the new settings."
        raise ConfigError("gateway.auth cannot become 'none' while it runs.", where=new.source, hint=hint)


def fixed_changes(old: Settings, new: Settings) -> list[str]:
    """Keys that changed but are read at the start only."""
    pairs = {
        "gateway.listen": (old.gateway.listen, new.gateway.listen),
        "gateway.admin_listen": (old.gateway.admin_listen, new.gateway.admin_listen),
        "gateway.admin_from": (old.gateway.admin_from, new.gateway.admin_from),
        "gateway.audit": (old.gateway.audit, new.gateway.audit),
        "gateway.log": (old.gateway.log, new.gateway.log),
        "store": (old.store, new.store),
        "telemetry": (old.telemetry, new.telemetry),
    }
    return [name for name, (before, after) in pairs.items() if before != after]
