"""Every key of deadheat.toml in words: what `docs/reference/settings.md` is written from."""

import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Struct

from deadheat.facts.route import Breaker, Limits, Retries, Timeouts
from deadheat.settings import document as doc

Told = dict[str, str]

GATEWAY: Told = {
    "listen": "Where clients ask. Port 0 lets the system choose.",
    "admin_listen": "Where `/healthz`, `/readyz` and `/metrics` are. It asks for no key.",
    "admin_from": "Who may reach the admin listener: with `loopback` another address is refused at the start.",
    "auth": "`keys` lets in who shows a key of `deadheat keys`; `none` everybody, and only on a loopback address.",
    "audit": "`required` refuses what could not be written down; `best-effort` serves it and counts the loss.",
    "drain_s": "How long requests under way may go on after SIGTERM.",
    "log": "One line on stderr for each request, without content: JSON, key=value, or none.",
}
TIMEOUTS: Told = {
    "connect_s": "To open a connection to a host.",
    "first_byte_s": "From the whole request sent to the first byte of an answer.",
    "head_s": "How long the head of a stream is held back for its first token, while another offer could still answer.",
    "between_bytes_s": "The longest silence inside an answer.",
    "total_s": "The whole exchange, all attempts together.",
}
RETRIES: Told = {
    "attempts": "How often one offer is asked, the first time included. Never after the first token.",
    "base_ms": "The wait before the second attempt is random between half of this and this; it doubles from then on.",
    "max_ms": "The longest such wait.",
    "retry_after_max_s": "A host that asks us to wait longer than this is not asked again.",
}
BREAKER: Told = {
    "failures": "So many failures in a row, within `window_s` of the first, rest the offer in that worker.",
    "window_s": "The count begins anew when the first failure is longer ago than this.",
    "open_s": "How long an offer rests before one request tries it; each failure of that one doubles it, up to 300 s.",
}
LIMITS: Told = {
    "body_bytes": "The largest body of a request.",
    "header_bytes": "The largest head of a request.",
    "headers": "The most header lines.",
    "connections": "Open connections of clients, per worker.",
    "in_flight": "Requests under way, per worker. More are refused with 503.",
    "pipelined": "Requests a client may send ahead on one connection.",
    "header_s": "For a client to send the head of a request.",
    "body_s": "The longest silence inside the body of a request, beyond the time that it takes at 1 KiB/s.",
    "idle_s": "How long a connection may lie idle between requests.",
    "write_s": "How long a client may take nothing of its answer.",
}
STORE: Told = {
    "url": "`sqlite:///relative.db` or `sqlite:////absolute.db`.",
    "journal": "The folder of the journals; beside the database otherwise.",
    "journal_max_bytes": "The most disk that the journal of entries, and that of contents, may take each.",
    "content": "The database of prompts and answers of routes that keep them; beside the first one otherwise.",
}
TELEMETRY: Told = {
    "otlp_endpoint": "A collector of OpenTelemetry spans over OTLP/HTTP, such as `http://127.0.0.1:4318`.",
    "headers": "Headers for the collector, each `env:NAME` or `file:PATH`.",
    "attribute_names": "Attribute names of the current conventions, of the previous ones, or both.",
}
HOST: Told = {
    "base_url": "As the SDK of its dialect wants it: `https://api.openai.com/v1`, `https://api.anthropic.com`.",
    "dialect": "The API it speaks.",
    "key": "`env:NAME` or `file:PATH`; a key itself is refused. Unset variables are an error unless the host is local.",
    "timeouts": "As `[gateway.timeouts]`, for this host.",
    "max_connections": "Connections to it, per worker.",
}
OFFER: Told = {
    "host": "A name of `[hosts]`.",
    "model": "A model of the catalogue, or a new name.",
    "host_model_id": "What the host calls it; `model` otherwise. `*` passes on the name the client asked for.",
    "price": "The catalogue's where absent. A price nobody knows makes the cost unknown (null), never 0.",
}
PRICE: Told = {
    "input": "USD per million input tokens, exact: a decimal of at most nine places.",
    "output": "USD per million output tokens, reasoning included.",
    "cached": "USD per million input tokens read from a cache; as `input` where absent.",
    "cache_write": "USD per million input tokens written to a cache; as `input` where absent.",
}
ROUTE: Told = {
    "arms": "Offers and their weights. A conversation stays with its offer.",
    "fallbacks": "Offers to turn to, in order, when the arm does not answer before its first token.",
    "record": "`hash` keeps SHA-256 of prompts and answers, `full` the words, in a database of their own.",
    "keep_days": "After so many days they are deleted.",
    "retries": "As `[gateway.retries]`, for this route.",
}
ARM: Told = {"offer": "A name of `[offers]`.", "weight": "Its share: weight / sum of weights."}

SECTIONS: tuple[tuple[str, type[Struct], Told], ...] = (
    ("gateway", doc.Gateway, GATEWAY),
    ("gateway.timeouts", Timeouts, TIMEOUTS),
    ("gateway.retries", Retries, RETRIES),
    ("gateway.breaker", Breaker, BREAKER),
    ("gateway.limits", Limits, LIMITS),
    ("store", doc.Store, STORE),
    ("telemetry", doc.Telemetry, TELEMETRY),
    ("hosts.NAME", doc.HostDoc, HOST),
    ("offers.NAME", doc.OfferDoc, OFFER),
    ("offers.NAME.price", doc.PriceDoc, PRICE),
    ("routes.NAME", doc.RouteDoc, ROUTE),
    ("routes.NAME.arms[]", doc.ArmDoc, ARM),
)

INTRO = """# Settings

Written by `make docs` from the program itself. `deadheat.toml` is read from `--config`, or from the working folder.
Unknown keys are errors that name the nearest known one, and all errors come at once; `deadheat doctor` checks the rest.

Over the file lie environment variables: `DEADHEAT_STORE__URL` is `store.url`, `DEADHEAT_HOSTS__LOCAL__BASE_URL` is
`hosts.local.base_url`. Without a file the gateway starts with the hosts whose keys it finds in the environment
(`OPENAI_API_KEY`, `ANTHROPIC_API_KEY`, …, each with its `*_BASE_URL`) and says what it found.

A route whose name ends in `*` takes every name with that beginning; `openai/*` passes on what follows the slash. An
exact name wins, then the longest pattern.

`[catalog]` is read by the commands of the catalogue, which check it.

The settings in force have a hash that stands on every entry; their canonical form is kept with the entries, secrets
left out.
"""


def render_reference() -> str:
    """The page: a table for each section, with type, default and meaning of every key."""
    parts = [INTRO]
    for name, kind, told in SECTIONS:
        parts += [f"## [{name}]", "", *_table(kind, told), ""]
    return "\n".join(parts)


def _table(kind: type[Struct], told: Told) -> Iterator[str]:
    yield "| key | type | default | meaning |"
    yield "|---|---|---|---|"
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        if field.name not in told and _is_struct(hints[field.name]):
            continue  # a section of its own
        default = "required" if field.required else _shown(field)
        yield f"| `{field.name}` | {_type_of(hints[field.name])} | {default} | {told[field.name]} |"


def _shown(field: msgspec.structs.FieldInfo) -> str:
    value = field.default if field.default is not NODEFAULT else field.default_factory()
    if value is None:
        return "–"
    if isinstance(value, str):
        return f'`"{value}"`'
    if value in ((), {}):
        return "none"
    return f"`{value}`"


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)


def _type_of(hint: Any) -> str:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    origin, args = get_origin(bare), get_args(bare)
    if origin in (Union, types.UnionType):
        return _type_of(args[0])
    if origin is Literal:
        return " \\| ".join(f'`"{choice}"`' for choice in args)
    if origin is tuple:
        return f"array of {_type_of(args[0])}"
    if origin is dict or _is_struct(bare):
        return "table"
    names = {str: "text", int: "integer", float: "number", Decimal: "number", bool: "boolean"}
    return names[bare] + _bounds(hint)


def _bounds(hint: Any) -> str:
    found = [m for m in get_args(hint)[1:] if isinstance(m, msgspec.Meta)] if get_origin(hint) is Annotated else []
    signs = (("ge", "≥"), ("gt", ">"), ("le", "≤"))
    return "".join(
        f" {sign} {getattr(meta, key)}" for meta in found for key, sign in signs if getattr(meta, key) is not None
    )
