"""One line for each request, from its entry: ids, names and numbers, never a prompt, an answer or a key."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from msgspec import Struct

from deadheat.facts.entry import Entry
from deadheat.facts.money import format_usd

Form = Literal["json", "text"]


class Line(Struct, frozen=True, omit_defaults=True):
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
    cost_usd: str | None = None
    first_token_ms: float | None = None


def render_log(entries: Sequence[Entry], form: Form) -> str:
    """A line for each of `entries`, as a JSON object or as key=value pairs."""
    return "".join(_rendered(_line(entry), form) + "\n" for entry in entries)


def _line(e: Entry) -> Line:
    return Line(
        time=datetime.fromtimestamp(e.time_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
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
        cost_usd=None if e.cost_nanousd is None else format_usd(e.cost_nanousd),
        first_token_ms=None if e.first_token_us is None else e.first_token_us / 1000,
    )


def _rendered(line: Line, form: Form) -> str:
    encoded = msgspec.json.encode(line)
    if form == "json":
        return encoded.decode()
    pairs: dict[str, str | int | float] = msgspec.json.decode(encoded)
    return " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items())


def _quoted(value: str | float) -> str:
    plain = not isinstance(value, str) or (value.isascii() and value.isprintable() and not set(value) & set(' "='))
    return str(value) if plain else msgspec.json.encode(value).decode()
