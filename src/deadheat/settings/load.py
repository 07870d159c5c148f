"""deadheat.toml and the environment -> Settings, or one error that lists everything wrong with them."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from deadheat.errors import ConfigError
from deadheat.facts.route import Host, Offer, Route, TokenPrice
from deadheat.settings.document import Document, Gateway, Store, Telemetry
from deadheat.settings.found import document_found, providers_found
from deadheat.settings.layers import is_overlaid, overlay, read_toml
from deadheat.settings.read import Problem, read_struct
from deadheat.settings.resolve import ListPrices, Resolved, Shell, resolve
from deadheat.settings.secret import mask
from deadheat.store.place import Place, find_place

DEFAULT_FILE = "deadheat.toml"
ENVIRONMENT = "environment"
"""The source of settings that no file was read for."""


class Settings(Struct, frozen=True, kw_only=True):
    """Everything `deadheat serve` needs to know, resolved once.

    telemetry_headers: `telemetry.headers` with the secrets they refer to.
    source: the file, or "environment". notes: what was found and what is worth knowing, a line each.
    config_hash: the first 16 hex digits of the SHA-256 of `snapshot`, which holds no secret.
    """

    gateway: Gateway
    store: Store
    telemetry: Telemetry
    telemetry_headers: dict[str, str]
    hosts: dict[str, Host]
    offers: dict[str, Offer]
    routes: dict[str, Route]
    source: str
    notes: tuple[str, ...]
    snapshot: bytes
    config_hash: str

    @property
    def place(self) -> Place:
        """Where the books lie. Raises: ConfigError if the store is of a kind we do not keep."""
        return find_place(self.store.url, journal=self.store.journal, content=self.store.content)

    def __repr__(self) -> str:
        return f"Settings(source={self.source!r}, config_hash={self.config_hash!r})"


def load(
    path: Path | None,
    environ: Mapping[str, str],
    *,
    list_prices: ListPrices | None = None,
    with_keys: bool = True,
) -> Settings:
    """Settings from `path`, or ./deadheat.toml if it exists, or else from the keys in `environ` alone.

    list_prices: the prices of models whose offers state none; without it they are unknown.
    with_keys: False leaves secrets unread, for commands that call no host.
    Raises: ConfigError with every problem at once.
    """
    written = read_document(path, environ)
    folder = written.file.resolve().parent if written.file else Path.cwd()
    shell = Shell(environ=environ, folder=folder, list_prices=list_prices or _no_prices, with_keys=with_keys)
    resolved = resolve(written.document, shell)
    if resolved.problems:
        raise _refuse(list(resolved.problems), _where_from(written.file, environ))
    return _settings(written.document, resolved, written.where, environ)


class Written(Struct, frozen=True, kw_only=True):
    """The words of the file and the environment, defaults filled in, nothing resolved. `tables` are the file's own."""

    document: Document
    file: Path | None
    tables: dict[str, Any]

    @property
    def where(self) -> str:
        """What an error names: the file, or the environment."""
        return str(self.file) if self.file else ENVIRONMENT


def read_document(path: Path | None, environ: Mapping[str, str]) -> Written:
    """What is written in `path`, or ./deadheat.toml, or the keys of the environment. Raises: ConfigError."""
    file = path or (Path(DEFAULT_FILE) if Path(DEFAULT_FILE).exists() else None)
    tables = read_toml(file) if file else {}
    document, problems = read_struct(Document, overlay(tables, environ))
    if document is None:
        raise _refuse(problems, _where_from(file, environ))
    document = document if file or document.hosts else _with_found(document, environ)
    return Written(document=document, file=file, tables=tables)


def _where_from(file: Path | None, environ: Mapping[str, str]) -> str:
    """What an error names: the file, and the environment where some of it lies over the file."""
    if file is None:
        return ENVIRONMENT
    return f"{file} with DEADHEAT_… of the environment" if is_overlaid(environ) else str(file)


def _settings(document: Document, resolved: Resolved, where: str, environ: Mapping[str, str]) -> Settings:
    snapshot = _snapshot(document, resolved)
    return Settings(
        gateway=document.gateway,
        store=document.store,
        telemetry=document.telemetry,
        telemetry_headers=resolved.headers,
        hosts=resolved.hosts,
        offers=resolved.offers,
        routes=resolved.routes,
        source=where,
        notes=(*(_found_notes(environ) if where == ENVIRONMENT else ()), *resolved.notes),
        snapshot=snapshot,
        config_hash=sha256(snapshot).hexdigest()[:16],
    )


def _no_prices(_models: tuple[str, ...]) -> Mapping[str, TokenPrice]:
    return {}


def _with_found(document: Document, environ: Mapping[str, str]) -> Document:
    found = document_found(environ)
    return msgspec.structs.replace(document, hosts=found.hosts, offers=found.offers, routes=found.routes)


def _found_notes(environ: Mapping[str, str]) -> tuple[str, ...]:
    found = providers_found(environ)
    if not found:
        names = "OPENAI_API_KEY, ANTHROPIC_API_KEY, OPENROUTER_API_KEY"
        return (f"No deadheat.toml and no known key ({names}, …) in the environment: there is no host to ask.",)
    return tuple(
        f"Found {p.variable}_API_KEY ({mask(environ[f'{p.variable}_API_KEY'].strip())}): "
        f"'{p.name}/MODEL'{''.join(f', {n!r}' for n in p.names)} leads to {p.name}."
        for p in found
    )


def _snapshot(document: Document, resolved: Resolved) -> bytes:
    """The canonical form of the settings: sorted keys, resolved prices, references in place of secrets."""
    hosts = {name: msgspec.structs.replace(host, key=None) for name, host in resolved.hosts.items()}
    whole = {
        "gateway": document.gateway,
        "store": document.store,
        "telemetry": document.telemetry,
        "hosts": hosts,
        "offers": resolved.offers,
        "routes": resolved.routes,
        "catalog": document.catalog,
    }
    return msgspec.json.encode(whole, order="deterministic")


def _refuse(problems: list[Problem], where: str) -> ConfigError:
    if len(problems) == 1:
        only = problems[0]
        return ConfigError(f"{only.path} {only.message}", where=where, hint=only.hint)
    lines = "".join(f"\n  {problem}" for problem in problems)
    return ConfigError(f"{len(problems)} keys cannot be used:{lines}", where=where)
