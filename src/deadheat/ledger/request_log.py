"""One line for each request, from its entry: ids, names and numbers, never a prompt, an answer or a key."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal

import msgspec
from msgspec import Struct

from deadheat.facts.entry import Entry

_encode = msgspec.json.Encoder().encode
Form = Literal["json", "text"]


class Line(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a line says; unknown numbers and empty names are left out."""

    time: str
    event: str
    id: str
    status: int
    ms: float
    route: str = ""
    offer: str = ""
    model: str = ""
    key: str = ""
    error: str = ""
    attempts: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_nanousd: int | None = None
    first_token_ms: float | None = None


def render_log(entries: Sequence[Entry], form: Form) -> str:
    """A line for each of `entries`, as a JSON object or as key=value pairs."""
    if form == "json":
        return (b"\n".join([_encode(_line(entry)) for entry in entries]) + b"\n" * bool(entries)).decode()
    return "".join(_pairs(_line(entry)) + "\n" for entry in entries)


def _line(e: Entry) -> Line:
    return Line(
        time=f"{_second(e.time_ms // 1000)}.{e.time_ms % 1000:03}Z",
        event="request",
        id=e.id,
        status=e.status,
        ms=e.latency_us / 1000,
        route=e.route,
        offer=e.offer,
        model=e.model,
        key=e.key_id,
        error=e.error,
        attempts=e.attempts,
        input_tokens=e.input_tokens,
        output_tokens=e.output_tokens,
        cost_nanousd=e.cost_nanousd,
        first_token_ms=None if e.first_token_us is None else e.first_token_us / 1000,
    )


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _pairs(line: Line) -> str:
    pairs: dict[str, str | int | float] = msgspec.json.decode(_encode(line))
    return " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items())


def _quoted(value: str | float) -> str:
    plain = not isinstance(value, str) or (value.isascii() and value.isprintable() and not set(value) & set(' "='))
    return str(value) if plain else msgspec.json.encode(value).decode()
