"""The list of names a client may ask for, in the shape its dialect has for it."""

from collections.abc import Sequence
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from deadheat.dialects.view import LONGEST_NAME
from deadheat.errors import did_you_mean
from deadheat.gateway.table import RouteTable
from deadheat.gateway.wire import plain_error

CREATED = 0


class Listed(Struct, frozen=True):
    """An answer."""

    status: int
    body: bytes


def list_models(
    table: RouteTable, name: bytes, *, anthropic: bool, allowed: Sequence[str] | None = None, request_id: str = ""
) -> Listed:
    """The answer for all routes, or for the one called `name`. Patterns such as `gpt-*` are listed as they are.

    allowed: the routes of the key that was shown; None for all of them.
    """
    routes = [route for route in table.routes if allowed is None or route in allowed]
    if name:
        asked = unquote(name.decode("latin-1"))
        found = table.find(asked) if len(asked) <= LONGEST_NAME else None
        if found is None or found[0].name not in routes:
            message = f"There is no route {asked!r:.200}. {did_you_mean(asked, tuple(routes))}".rstrip()
            return Listed(404, plain_error(404, "model_not_found", message, request_id))
        return Listed(200, msgspec.json.encode(_model(asked, anthropic=anthropic)))
    models = [_model(route, anthropic=anthropic) for route in routes]
    if not anthropic:
        return Listed(200, msgspec.json.encode({"object": "list", "data": models}))
    first, last = (models[0]["id"], models[-1]["id"]) if models else (None, None)
    return Listed(200, msgspec.json.encode({"data": models, "has_more": False, "first_id": first, "last_id": last}))


def _model(route: str, *, anthropic: bool) -> dict[str, object]:
    if anthropic:
        return {"type": "model", "id": route, "display_name": route, "created_at": "1970-01-01T00:00:00Z"}
    return {"id": route, "object": "model", "created": CREATED, "owned_by": "deadheat"}
