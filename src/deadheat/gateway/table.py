"""Where requests may go, compiled from the settings once and swapped as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from deadheat.decision.breaker import Circuit
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.errors import did_you_mean
from deadheat.facts.route import Breaker, HostDialect, Record, Retries, Timeouts, TokenPrice, match_route
from deadheat.ports import Upstream

ANY = "*"
MOST_NAMES = 1024
"""Names of models come from clients: no more are remembered."""


def _plain(_model: str) -> Traits:
    return PLAIN_HOST


def _no_price(_model: str) -> TokenPrice | None:
    return None


class OfferState:
    """What a worker learned about an offer; it outlives a reload as long as the offer means the same.

    lacks_responses: its host answered chat completions but not the Responses API. models: of an offer that takes any
    model, the state of each that was asked for, because one that fails or is limited says nothing about the others.
    """

    __slots__ = ("circuit", "in_flight", "lacks_responses", "models")

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.in_flight = 0
        self.lacks_responses = False
        self.models: dict[str, OfferState] = {}

    def of(self, model: str) -> "OfferState":
        """The state of one model."""
        if (state := self.models.get(model)) is None:
            _make_room(self.models)
            state = self.models[model] = OfferState(Circuit(self.circuit.rule))
        return state

    def govern(self, rule: Breaker) -> None:
        """Circuits open and close by this rule from now on."""
        for state in (self, *self.models.values()):
            state.circuit.rule = rule

    def rests(self, now: float) -> bool:
        """Whether the offer, or one of its models, is left alone after failures."""
        return not self.circuit.is_closed or any(s.circuit.rests_for_s(now) > 0 for s in self.models.values())


@dataclass(frozen=True, slots=True, eq=False)
class LiveOffer:
    """An offer with its host's connections and its state.

    host_model_id: `*` for an offer that takes any model, which is asked only as the offer `of` one. traits: what
    departs from the dialect for a model. find_price: the price of a model, where the offer takes any.
    """

    name: str
    host: str
    model: str
    host_model_id: str
    dialect: HostDialect
    price: TokenPrice | None
    timeouts: Timeouts
    upstream: Upstream
    state: OfferState
    traits: Callable[[str], Traits] = _plain
    find_price: Callable[[str], TokenPrice | None] = _no_price

    @property
    def known_price(self) -> TokenPrice | None:
        """What it costs; None if nobody knows, or nobody yet."""
        return self.find_price(self.host_model_id) if self.price is None and self.model == ANY else self.price

    def of(self, model: str) -> "LiveOffer":
        """The offer of the model that was asked for, if this one takes any; else this one."""
        if self.host_model_id != ANY:
            return self
        return replace(self, host_model_id=model, state=self.state.of(model))


@dataclass(frozen=True, slots=True)
class LiveRoute:
    """A route with its arms of weight above zero, and the offers to turn to when none of them answers."""

    name: str
    arms: tuple[LiveOffer, ...]
    weights: tuple[float, ...]
    fallbacks: tuple[LiveOffer, ...] = ()
    record: Record = "none"
    keep_days: int = 30
    retries: Retries = field(default_factory=Retries)
    names: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(arm.name for arm in self.arms))

    @property
    def takes_any(self) -> bool:
        """Whether one of its offers takes any model."""
        return any(offer.host_model_id == ANY for offer in (*self.arms, *self.fallbacks))

    def of(self, model: str) -> "LiveRoute":
        """The route with each of its offers as that of `model`; itself where none takes any."""
        if not self.takes_any:
            return self
        arms, fallbacks = (tuple(offer.of(model) for offer in offers) for offers in (self.arms, self.fallbacks))
        return replace(self, arms=arms, fallbacks=fallbacks)


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Every route by name. One frozen value: a request keeps the table it began with.

    found: where the names of models led that were asked for until now.
    """

    routes: dict[str, LiveRoute]
    config_hash: str
    found: dict[str, tuple[LiveRoute, str]] = field(default_factory=dict, repr=False)

    def find(self, asked: str) -> tuple[LiveRoute, str] | None:
        """The route a client's model name leads to, and the name to pass on."""
        known = self.found.get(asked)
        if known is None and (match := match_route(asked, tuple(self.routes))) is not None:
            known = self.routes[match[0]].of(match[1]), match[1]
            _make_room(self.found)
            self.found[asked] = known
        return known

    def hint(self, asked: str) -> str:
        """What a client that asked for an unknown name may have meant."""
        return did_you_mean(asked, tuple(self.routes))


def _make_room(names: dict[str, Any]) -> None:
    if len(names) >= MOST_NAMES:
        del names[next(iter(names))]
