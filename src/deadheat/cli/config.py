"""`deadheat config`: the settings in force, and where each comes from."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from cyclopts import App
from msgspec import Struct
from rich.markup import escape

from deadheat.cli.figures import new_table, show
from deadheat.cli.output import print_json
from deadheat.settings.layers import overlay
from deadheat.settings.load import load, read_document

Origin = Literal["file", "environment", "default"]


class Setting(Struct, frozen=True, kw_only=True):
    """One key, what it is, and who said so."""

    key: str
    value: str | int | float | bool | None
    origin: Origin


class Configuration(Struct, frozen=True, kw_only=True):
    """Every setting in force. Secrets are shown as the references they were given as."""

    schema: Literal["deadheat.config/1"] = "deadheat.config/1"
    source: str
    config_hash: str
    settings: tuple[Setting, ...]
    notes: tuple[str, ...]


def show_(*, config: Path | None = None, json: bool = False) -> None:
    """Show every setting in force and where it comes from: the file, the environment or the defaults.

    Parameters
    ----------
    config
        The deadheat.toml to read; otherwise ./deadheat.toml, otherwise the keys in the environment.
    json
        Print one JSON document.
    """
    found = configuration(config, os.environ)
    if json:
        print_json(found)
        return
    table = new_table(f"{found.source} ({found.config_hash})", "key", "_value", "from")
    for setting in found.settings:
        table.add_row(escape(setting.key), escape(str(setting.value)), setting.origin)
    show(table, *(("note", note) for note in found.notes))


def configuration(config: Path | None, environ: Mapping[str, str]) -> Configuration:
    """The settings that `load` would put in force, without reading a secret. Raises: ConfigError."""
    settings = load(config, environ, with_keys=False)
    written = read_document(config, environ)
    in_file = {key for key, _ in _leaves(written.tables)}
    in_environ = {key for key, _ in _leaves(overlay(written.tables, environ))} - in_file | {
        key for key, _ in _leaves(overlay({}, environ))
    }

    def origin(key: str) -> Origin:
        found = written.file is None and key.partition(".")[0] in ("hosts", "offers", "routes")
        if found or key in in_environ:
            return "environment"
        return "file" if key in in_file else "default"

    leaves = _leaves(msgspec.to_builtins(written.document, str_keys=True))
    return Configuration(
        source=settings.source,
        config_hash=settings.config_hash,
        settings=tuple(Setting(key=key, value=value, origin=origin(key)) for key, value in leaves),
        notes=settings.notes,
    )


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple) and value:
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{at}]")
    else:
        yield path, None if value in ({}, [], ()) else value


app = App(name="config", help="The settings in force.")
app.command(show_, name="show")
