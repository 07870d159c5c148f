"""What happened to one request, collected on its way, and the entry that is made of it when it is over."""

from deadheat.facts.chat import Usage
from deadheat.facts.entry import Entry, UsageFrom
from deadheat.facts.route import cost_nanousd
from deadheat.gateway.clock import epoch_ms, new_id
from deadheat.gateway.request import Request
from deadheat.gateway.table import ANY, LiveOffer, LiveRoute, RouteTable

CLIENT_GONE = "client_gone"


class Story:
    """arm: the offer picked first. offer: the one asked last. usage: what it said.

    attempts: how often any offer was asked. first_token: by `now_s`.
    """

    __slots__ = (
        "arm",
        "attempts",
        "bytes_out",
        "dialect_in",
        "dialect_out",
        "first_token",
        "id",
        "is_free",
        "key_id",
        "offer",
        "request",
        "route",
        "streamed",
        "table",
        "time_ms",
        "upstream_id",
        "usage",
    )

    def __init__(self, request: Request, table: RouteTable, dialect_in: str) -> None:
        self.request = request
        self.table = table
        self.dialect_in = dialect_in
        self.time_ms = epoch_ms()
        self.id = new_id(self.time_ms)
        self.route: LiveRoute | None = None
        self.offer: LiveOffer | None = None
        self.usage: Usage | None = None
        self.key_id = self.arm = self.dialect_out = self.upstream_id = ""
        self.attempts = self.bytes_out = 0
        self.first_token = 0.0
        self.streamed = self.is_free = False

    def entry(self, now: float, status: int, error: str, *, complete: bool) -> Entry:
        """The entry of a request whose client got `status`; `complete` says the host finished its reply."""
        offer, usage, arrived = self.offer, self.usage, self.request.arrived
        first_token = self.first_token
        usage_from: UsageFrom = "none" if usage is None else "upstream" if complete else "partial"
        return Entry(
            id=self.id,
            time_ms=self.time_ms,
            key_id=self.key_id,
            route=self.route.name if self.route else "",
            arm=self.arm,
            offer=offer.name if offer else "",
            host=offer.host if offer else "",
            model=self._model(),
            dialect_in=self.dialect_in,
            dialect_out=self.dialect_out,
            status=status,
            error=error,
            streamed=self.streamed,
            client_gone=error == CLIENT_GONE,
            attempts=self.attempts,
            input_tokens=usage.input_tokens if usage else None,
            cached_tokens=usage.cached_tokens if usage else None,
            cache_write_tokens=usage.cache_write_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
            reasoning_tokens=usage.reasoning_tokens if usage else None,
            usage_from=usage_from,
            cost_nanousd=self._cost(),
            latency_us=int((now - arrived) * 1e6),
            first_token_us=int((first_token - arrived) * 1e6) if first_token else None,
            bytes_in=len(self.request.body),
            bytes_out=self.bytes_out,
            config_hash=self.table.config_hash,
            upstream_id=self.upstream_id,
        )

    def _model(self) -> str:
        if self.offer is None:
            return ""
        return self.offer.model if self.offer.model != ANY else self.offer.host_model_id

    def _cost(self) -> int | None:
        """Nano-dollars; 0 when no host was asked or it asks nothing, None when usage or price is unknown."""
        if self.attempts == 0 or self.is_free:
            return 0
        if self.usage is None or self.offer is None:
            return None
        price = self.offer.known_price
        return None if price is None else cost_nanousd(self.usage, price)
