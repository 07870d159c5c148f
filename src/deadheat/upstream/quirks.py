"""What is known about hosts and model families that depart from the dialect they speak: dated facts, not branches.

The facts stand in `quirks.toml` beside this file. A row applies to the hosts and models its patterns name, from its
first day to the last; where several apply, each adds its traits, and the later row wins where two set the same one.
"""

import tomllib
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from deadheat.dialects.traits import Traits

_SPELLING = {"first_day": "from", "last_day": "until"}


class Quirk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=_SPELLING):
    """One departure.

    models, hosts: patterns with `*`, in lower case; a model matches with or without the name of who serves it.
    checked: the day somebody last read `source` and found it so; None if nobody has.
    """

    name: str
    models: tuple[str, ...]
    hosts: tuple[str, ...] = ("*",)
    dialect: str = "openai"
    first_day: date
    last_day: date | None = None
    source: str
    checked: date | None = None
    note: str = ""
    traits: dict[str, Any]

    def applies(self, host: str, model: str, *, on: date) -> bool:
        """Whether this row speaks of `model` at `host` on a day."""
        in_time = self.first_day <= on and (self.last_day is None or on <= self.last_day)
        names = (model.lower(), model.lower().rpartition("/")[2])  # `Qwen/Qwen3-32B` is also `qwen3-32b`
        return (
            in_time
            and any(fnmatchcase(host, pattern) for pattern in self.hosts)
            and any(fnmatchcase(name, pattern) for pattern in self.models for name in names)
        )


@cache
def known_quirks() -> tuple[Quirk, ...]:
    """Every row of `quirks.toml`, in its order."""
    text = (files("deadheat.upstream") / "quirks.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["quirk"], tuple[Quirk, ...])


def quirks_of(base_url: str, model: str, *, dialect: str, on: date) -> tuple[Quirk, ...]:
    """The rows that apply to the model `model`, by its name at the host behind `base_url`."""
    host = (urlsplit(base_url).hostname or "").lower()
    return tuple(q for q in known_quirks() if q.dialect == dialect and q.applies(host, model, on=on))


def traits_of(base_url: str, model: str, *, dialect: str, on: date) -> Traits:
    """The traits of one offer on a day; those of a plain host if nothing is known."""
    traits: dict[str, Any] = {}
    for quirk in quirks_of(base_url, model, dialect=dialect, on=on):
        traits |= quirk.traits
    return msgspec.convert(traits, Traits)
