"""Settings -> the table the gateway routes by. Connections and what was learned about an offer outlive a reload."""

import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from deadheat.assembly.prices import PriceBook
from deadheat.decision.breaker import Circuit
from deadheat.dialects.traits import Traits
from deadheat.facts.route import Host, Route
from deadheat.gateway.table import ANY, LiveOffer, LiveRoute, OfferState, RouteTable
from deadheat.settings.load import Settings
from deadheat.upstream.origin import read_origin
from deadheat.upstream.pool import HostPool, PoolOptions
from deadheat.upstream.quirks import traits_of

FIRST_DAY = date(1970, 1, 1)
DAY_S = 86_400

PoolKey = tuple[str, str, str | None, int, float]
StateKey = tuple[str, str, str]


class Compiler:
    """Turns one `Settings` after another into tables, and keeps what they share."""

    def __init__(self, environ: Mapping[str, str], prices: PriceBook | None = None) -> None:
        self._environ = environ
        self._prices = prices or PriceBook()
        self._pools: dict[PoolKey, HostPool] = {}
        self._states: dict[StateKey, OfferState] = {}

    @property
    def pools(self) -> list[HostPool]:
        """The connections to every host in use."""
        return list(self._pools.values())

    def states(self) -> dict[str, OfferState]:
        """What is known about each offer in use, by its name."""
        return {key[0]: state for key, state in self._states.items()}

    def compile(self, settings: Settings) -> RouteTable:
        """The table of `settings`; hosts that are gone finish what they do. Raises: ConfigError for a bad address."""
        pools = {name: self._pool(host) for name, host in settings.hosts.items()}
        offers: dict[str, LiveOffer] = {}
        states: dict[StateKey, OfferState] = {}
        for name, offer in settings.offers.items():
            host = settings.hosts[offer.host]
            if offer.price is None and offer.model != ANY:
                self._prices.has_none(offer.model)  # it was asked for when the settings were read
            key = (name, host.base_url, offer.host_model_id)
            state = self._states.get(key) or OfferState(Circuit(settings.gateway.breaker))
            state.govern(settings.gateway.breaker)
            states[key] = state
            offers[name] = LiveOffer(
                name=name,
                host=offer.host,
                model=offer.model,
                host_model_id=offer.host_model_id,
                dialect=host.dialect,
                price=offer.price,
                timeouts=host.timeouts,
                upstream=pools[offer.host],
                state=state,
                traits=_traits(host),
                find_price=self._prices.price_of,
            )
        routes = {name: _live(route, offers) for name, route in settings.routes.items()}
        self._keep(settings, pools, states)
        return RouteTable(routes=routes, config_hash=settings.config_hash)

    def _pool(self, host: Host) -> HostPool:
        pool = self._pools.get(_pool_key(host))
        if pool is not None:
            return pool
        origin = read_origin(host.base_url, where=f"hosts.{host.name}.base_url", environ=self._environ)
        options = PoolOptions(max_connections=host.max_connections, connect_s=host.timeouts.connect_s)
        return HostPool(host.name, origin, credential_lines(host), options)

    def _keep(self, settings: Settings, pools: Mapping[str, HostPool], states: dict[StateKey, OfferState]) -> None:
        kept = {_pool_key(host): pools[name] for name, host in settings.hosts.items()}
        for key, pool in self._pools.items():
            if key not in kept:
                pool.retire()
        self._pools = kept
        self._states = states


def credential_lines(host: Host) -> bytes:
    """The header lines by which a host knows us; none without a key."""
    if host.key is None:
        return b""
    if host.dialect == "anthropic":
        return f"x-api-key: {host.key}\r\n".encode()
    return f"authorization: Bearer {host.key}\r\n".encode()


def _traits(host: Host) -> Callable[[str], Traits]:
    @lru_cache(maxsize=1024)
    def known(model: str, day: int) -> Traits:
        return traits_of(host.base_url, model, dialect=host.dialect, on=FIRST_DAY + timedelta(days=day))

    return lambda model: known(model, int(time.time()) // DAY_S)


def _pool_key(host: Host) -> PoolKey:
    return (host.base_url, host.dialect, host.key, host.max_connections, host.timeouts.connect_s)


def _live(route: Route, offers: Mapping[str, LiveOffer]) -> LiveRoute:
    arms = [arm for arm in route.arms if arm.weight > 0]
    return LiveRoute(
        name=route.name,
        arms=tuple(offers[arm.offer] for arm in arms),
        weights=tuple(arm.weight for arm in arms),
        fallbacks=tuple(offers[name] for name in route.fallbacks),
        record=route.record,
        keep_days=route.keep_days,
        retries=route.retries,
    )
