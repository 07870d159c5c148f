"""Where requests may go, compiled from the settings once and swapped as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field

from deadheat.decision.breaker import Circuit
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.errors import did_you_mean
from deadheat.facts.route import HostDialect, Record, Retries, Timeouts, TokenPrice, match_route
from deadheat.ports import Upstream


def _plain(_model: str) -> Traits:
    return PLAIN_HOST


def _no_price(_model: str) -> TokenPrice | None:
    return None


class OfferState:
    """What a worker learned about an offer; it outlives a reload as long as the offer means the same.

    lacks_responses: its host answered chat completions but not the Responses API.
    """

    __slots__ = ("circuit", "in_flight", "lacks_responses")

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.in_flight = 0
        self.lacks_responses = False


@dataclass(frozen=True, slots=True, eq=False)
class LiveOffer:
    """An offer with its host's connections and its state.

    traits: what departs from the dialect for a model. find_price: the price of a model, where the offer takes any.
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

    def price_of(self, model_id: str) -> TokenPrice | None:
        """What the model of this name costs here; None if nobody knows."""
        return self.find_price(model_id) if self.price is None and self.model == "*" else self.price

    def model_id(self, asked: str) -> str:
        """The model's name at the host; `asked` is what the route's pattern kept of the client's."""
        return asked if self.host_model_id == "*" else self.host_model_id


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


@dataclass(frozen=True, slots=True)
class RouteTable:
    """Every route by name. One frozen value: a request keeps the table it began with."""

    routes: dict[str, LiveRoute]
    config_hash: str

    def find(self, asked: str) -> tuple[LiveRoute, str] | None:
        """The route a client's model name leads to, and the name to pass on."""
        route = self.routes.get(asked)
        if route is not None:
            return route, asked
        match = match_route(asked, tuple(self.routes))
        return (self.routes[match[0]], match[1]) if match else None

    def hint(self, asked: str) -> str:
        """What a client that asked for an unknown name may have meant."""
        return did_you_mean(asked, tuple(self.routes))
