"""Words of the file -> hosts, offers and routes that lead to each other, with every dangling reference reported."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.facts.money import to_nanousd
from deadheat.facts.route import Arm, Host, Offer, Route, TokenPrice
from deadheat.settings.address import is_loopback, read_address, read_base_url
from deadheat.settings.document import Document, Gateway, HostDoc, OfferDoc, PriceDoc, RouteDoc, Store
from deadheat.settings.read import Problem, join
from deadheat.settings.secret import SecretMissing, read_secret
from deadheat.store.sqlite import database_file

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
ListPrices = Callable[[tuple[str, ...]], Mapping[str, TokenPrice]]


class Resolved(Struct, frozen=True, kw_only=True):
    """What the document means, with what is wrong and what is worth knowing."""

    hosts: dict[str, Host]
    offers: dict[str, Offer]
    routes: dict[str, Route]
    headers: dict[str, str]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


class Shell(Struct, frozen=True, kw_only=True):
    """What the document's references are read from. `with_keys` False leaves secrets alone."""

    environ: Mapping[str, str]
    folder: Path
    list_prices: ListPrices
    with_keys: bool = True


@dataclass(frozen=True, slots=True)
class _Reading:
    """One document being resolved, and what has been found wrong or worth saying so far."""

    document: Document
    shell: Shell
    problems: list[Problem]
    notes: list[str]

    def wrong(self, path: str, message: str, hint: str) -> None:
        self.problems.append(Problem(path=path, message=message, hint=hint))


def resolve(document: Document, shell: Shell) -> Resolved:
    """`document` with references followed, secrets read and prices in nano-dollars."""
    problems = [*_gateway_problems(document.gateway), *_store_problems(document.store)]
    notes: list[str] = []
    reading = _Reading(document, shell, problems, notes)
    hosts = {name: _host(name, doc, reading) for name, doc in document.hosts.items()}
    unpriced = {doc.model for doc in document.offers.values() if doc.price is None and doc.model != "*"}
    listed = shell.list_prices(tuple(sorted(unpriced))) if unpriced else {}
    offers = {name: _offer(name, doc, listed, reading) for name, doc in document.offers.items()}
    notes += [
        f"offers.{name}: the price of {offer.model!r} is unknown, so the cost of what it serves is recorded as null."
        for name, offer in offers.items()
        if offer.price is None and offer.model != "*"
    ]
    routes = {name: _route(name, doc, reading) for name, doc in document.routes.items()}
    headers = _headers(reading)
    return Resolved(
        headers=headers, hosts=hosts, offers=offers, routes=routes, problems=tuple(problems), notes=tuple(notes)
    )


def _gateway_problems(gateway: Gateway) -> list[Problem]:
    found: list[Problem] = []
    for key, text in (("listen", gateway.listen), ("admin_listen", gateway.admin_listen)):
        try:
            address = read_address(text)
        except ValueError as error:
            found.append(Problem(path=f"gateway.{key}", message=f"is {text!r}.", hint=str(error)))
            continue
        if is_loopback(address.host):
            continue
        reach = f"is {text!r}, which other machines can reach, while"
        if key == "listen" and gateway.auth == "none":
            hint = 'Set gateway.auth = "keys" and make one with `deadheat keys create`, or listen on 127.0.0.1.'
            found.append(Problem(path="gateway.listen", message=f'{reach} gateway.auth is "none".', hint=hint))
        if key == "admin_listen" and gateway.admin_from == "loopback":
            hint = 'The admin listener asks for no key. If your network guards it, set gateway.admin_from = "network".'
            found.append(
                Problem(path="gateway.admin_listen", message=f'{reach} gateway.admin_from is "loopback".', hint=hint)
            )
    if gateway.listen == gateway.admin_listen and not gateway.listen.endswith(":0"):
        hint = "Admin pages never share a port with traffic."
        found.append(Problem(path="gateway.admin_listen", message="is the same as gateway.listen.", hint=hint))
    return found


def _store_problems(store: Store) -> list[Problem]:
    try:
        database_file(store.url)
    except ConfigError as error:
        return [Problem(path="store.url", message=error.message, hint=error.hint)]
    return []


def _host(name: str, doc: HostDoc, reading: _Reading) -> Host:
    base_url = ""
    try:
        base_url = read_base_url(doc.base_url, dialect=doc.dialect)
    except ValueError as error:
        shown = "" if "@" in doc.base_url else f" ({doc.base_url!r})"
        reading.wrong(join("hosts", name) + ".base_url", f"cannot be used{shown}.", str(error))
    key = None
    if base_url and doc.key and reading.shell.with_keys:
        try:
            key = read_secret(doc.key, reading.shell.environ, folder=reading.shell.folder)
        except SecretMissing as missing:
            at = join("hosts", name) + ".key"
            if doc.key.startswith("env:") and is_loopback(urlsplit(base_url).hostname or ""):
                reading.notes.append(f"{at}: {missing} Requests to this local host go without a key.")
            else:
                reading.wrong(at, f"leads nowhere: {missing}", "Set it, or leave out the key.")
    timeouts = doc.timeouts or reading.document.gateway.timeouts
    return Host(
        name=name,
        base_url=base_url,
        dialect=doc.dialect,
        key=key,
        key_ref=doc.key,
        timeouts=timeouts,
        max_connections=doc.max_connections,
    )


def _headers(reading: _Reading) -> dict[str, str]:
    """What spans are sent with; an endpoint is an address like a host's."""
    telemetry = reading.document.telemetry
    if telemetry.otlp_endpoint is not None:
        try:
            read_base_url(telemetry.otlp_endpoint, dialect="openai")
        except ValueError as error:
            reading.wrong("telemetry.otlp_endpoint", "cannot be used.", str(error))
    found: dict[str, str] = {}
    for name, reference in telemetry.headers.items():
        if not _HEADER_NAME.fullmatch(name):
            reading.wrong(join("telemetry.headers", name), "is no name of a header.", "Expected one such as x-api-key.")
        elif reading.shell.with_keys:
            try:
                found[name] = read_secret(reference, reading.shell.environ, folder=reading.shell.folder)
            except SecretMissing as missing:
                reading.wrong(join("telemetry.headers", name), f"leads nowhere: {missing}", "Set it, or leave it out.")
    return found


def _offer(name: str, doc: OfferDoc, listed: Mapping[str, TokenPrice], reading: _Reading) -> Offer:
    at = join("offers", name)
    if doc.host not in reading.document.hosts:
        hint = did_you_mean(doc.host, tuple(reading.document.hosts))
        reading.wrong(f"{at}.host", f"is {doc.host!r}, which is not in [hosts].", hint)
    if not doc.model.strip():
        reading.wrong(f"{at}.model", "is empty.", "Expected the name of a model.")
    price = listed.get(doc.model)
    if doc.price:
        try:
            price = _price(doc.price)
        except DataError as error:
            reading.wrong(f"{at}.price", "cannot be used.", str(error))
    return Offer(name=name, host=doc.host, model=doc.model, host_model_id=doc.host_model_id or doc.model, price=price)


def _price(doc: PriceDoc) -> TokenPrice:
    def exact(usd: Decimal) -> int:
        nano = to_nanousd(usd)
        if Decimal(nano).scaleb(-9) != usd:
            raise DataError(f"{usd} USD is not a whole number of nano-dollars per million tokens.")
        return nano

    return TokenPrice(
        input_nanousd_per_mtok=exact(doc.input),
        output_nanousd_per_mtok=exact(doc.output),
        cached_nanousd_per_mtok=None if doc.cached is None else exact(doc.cached),
        cache_write_nanousd_per_mtok=None if doc.cache_write is None else exact(doc.cache_write),
        source="deadheat.toml",
    )


def _route(name: str, doc: RouteDoc, reading: _Reading) -> Route:
    at = join("routes", name)
    named = [(f"arms[{i}].offer", arm.offer) for i, arm in enumerate(doc.arms)]
    named += [(f"fallbacks[{i}]", offer) for i, offer in enumerate(doc.fallbacks)]
    for key, offer in named:
        if offer not in reading.document.offers:
            hint = did_you_mean(offer, tuple(reading.document.offers))
            reading.wrong(f"{at}.{key}", f"is {offer!r}, which is not in [offers].", hint)
    if "*" in name[:-1] or not name.strip():
        reading.wrong(at, "is not a route's name.", "A `*` may only stand at the end.")
    if not any(arm.weight > 0 for arm in doc.arms):
        hint = "Expected at least one arm with a weight of more than 0."
        reading.wrong(f"{at}.arms", "leads nowhere.", hint)
    if len({arm.offer for arm in doc.arms}) < len(doc.arms):
        reading.wrong(f"{at}.arms", "names an offer twice.", "Add up its weights.")
    return Route(
        name=name,
        arms=tuple(Arm(offer=arm.offer, weight=float(arm.weight)) for arm in doc.arms),
        fallbacks=doc.fallbacks,
        record=doc.record,
        keep_days=doc.keep_days,
        retries=doc.retries or reading.document.gateway.retries,
    )
