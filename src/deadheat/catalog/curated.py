"""What people curate: labs, hosts and aliases, as TOML that ships with the package."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from deadheat.errors import DataError
from deadheat.facts.host import Host
from deadheat.facts.model import Lab, Model

T = TypeVar("T")


class _Labs(Struct, forbid_unknown_fields=True):
    lab: tuple[Lab, ...]


class _Hosts(Struct, forbid_unknown_fields=True):
    host: tuple[Host, ...]


class _Models(Struct, forbid_unknown_fields=True):
    model: tuple[Model, ...]


def data_folder() -> Path:
    """Where the bundled catalogue lies."""
    return Path(str(files("deadheat.catalog"))) / "data"


@cache
def labs() -> dict[str, Lab]:
    """Every curated lab by id."""
    return {lab.id: lab for lab in decode(data_folder() / "labs.toml", _Labs).lab}


@cache
def hosts() -> dict[str, Host]:
    """Every curated host by id."""
    return {host.id: host for host in decode(data_folder() / "hosts.toml", _Hosts).host}


@cache
def models() -> dict[str, Model]:
    """Releases about which people know more than the listings, by id."""
    return {model.id: model for model in decode(data_folder() / "models.toml", _Models).model}


@cache
def aliases() -> dict[str, tuple[str, ...]]:
    """The names that no rule can read, by the model they mean."""
    return decode(data_folder() / "aliases.toml", dict[str, tuple[str, ...]])


def decode(file: Path | Traversable, shape: type[T]) -> T:
    """The TOML of `file` as `shape`.

    Raises: DataError that names the file and the key, if it cannot be read or holds what `shape` does not allow.
    """
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), type=shape)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise DataError(f"{error}.", where=str(file)) from error
