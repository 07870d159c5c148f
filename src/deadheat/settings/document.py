"""The words a person may write in deadheat.toml, with their types and defaults."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from deadheat.facts.route import Breaker, Count, HostDialect, Limits, Record, Retries, Seconds, Timeouts

Reference = Annotated[str, Meta(pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")]
JournalSize = Annotated[int, Meta(ge=16 * 1024 * 1024)]
Days = Annotated[int, Meta(ge=1, le=36_500)]


class Gateway(Struct, frozen=True, kw_only=True):
    """Where the gateway listens, whom it lets in, and what it does when it cannot keep its books."""

    listen: str = "127.0.0.1:4340"
    admin_listen: str = "127.0.0.1:4341"
    admin_from: Literal["loopback", "network"] = "loopback"
    auth: Literal["none", "keys"] = "none"
    audit: Literal["required", "best-effort"] = "required"
    drain_s: Seconds = 30.0
    log: Literal["json", "text", "off"] = "json"
    timeouts: Timeouts = Timeouts()
    retries: Retries = Retries()
    breaker: Breaker = Breaker()
    limits: Limits = Limits()


class Store(Struct, frozen=True, kw_only=True):
    """Where the books are kept and how much disk they may take while the database is out of reach."""

    url: str = "sqlite:///deadheat.db"
    journal: str | None = None
    journal_max_bytes: JournalSize = 1024 * 1024 * 1024
    content: str | None = None


class Telemetry(Struct, frozen=True, kw_only=True):
    """Where spans go; nothing is sent unless an endpoint stands here."""

    otlp_endpoint: str | None = None
    headers: dict[str, Reference] = {}
    attribute_names: Literal["current", "previous", "both"] = "current"


class HostDoc(Struct, frozen=True, kw_only=True):
    """Someone who serves models."""

    base_url: str
    dialect: HostDialect = "openai"
    key: Reference | None = None
    timeouts: Timeouts | None = None
    max_connections: Count = 256


class PriceDoc(Struct, frozen=True, kw_only=True):
    """USD per million tokens."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None
    cache_write: Decimal | None = None


class OfferDoc(Struct, frozen=True, kw_only=True):
    """A model at a host at a price."""

    host: str
    model: str
    host_model_id: str | None = None
    price: PriceDoc | None = None


class ArmDoc(Struct, frozen=True, kw_only=True):
    """An offer's share of a route."""

    offer: str
    weight: Decimal = Decimal(1)


class RouteDoc(Struct, frozen=True, kw_only=True):
    """A name clients ask for."""

    arms: tuple[ArmDoc, ...]
    fallbacks: tuple[str, ...] = ()
    record: Record = "none"
    keep_days: Days = 30
    retries: Retries | None = None


class Document(Struct, frozen=True, kw_only=True):
    """The whole file. `catalog` is read and checked by the catalogue's own commands."""

    gateway: Gateway = Gateway()
    store: Store = Store()
    telemetry: Telemetry = Telemetry()
    hosts: dict[str, HostDoc] = {}
    offers: dict[str, OfferDoc] = {}
    routes: dict[str, RouteDoc] = {}
    catalog: dict[str, Any] = {}
