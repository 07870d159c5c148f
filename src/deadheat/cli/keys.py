"""`deadheat keys`: who may ask the gateway."""

import os
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cyclopts import App
from msgspec import Struct
from rich.markup import escape

from deadheat.cli.books import place_of, read_books
from deadheat.cli.figures import new_table, show
from deadheat.cli.output import print_json
from deadheat.errors import DataError, did_you_mean
from deadheat.facts.plain_table import counted
from deadheat.settings.load import load
from deadheat.store.keys import KeyRecord, create_key, list_keys, revoke_key
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect, translated


class KeyShown(Struct, frozen=True, kw_only=True):
    """A key without its secret; times are UTC. `routes` None allows every route."""

    id: str
    name: str
    routes: tuple[str, ...] | None
    created: str
    revoked: str | None


class KeyMade(Struct, frozen=True, kw_only=True):
    """A key just made; `secret` is shown here and never again."""

    schema: Literal["deadheat.key/1"] = "deadheat.key/1"
    secret: str
    key: KeyShown


class KeyList(Struct, frozen=True, kw_only=True):
    """Every key there ever was."""

    schema: Literal["deadheat.keys/1"] = "deadheat.keys/1"
    keys: tuple[KeyShown, ...]


def create(
    name: str,
    /,
    *,
    route: list[str] = [],  # noqa: B006 - cyclopts reads it, nobody writes it
    config: Path | None = None,
    json: bool = False,
) -> None:
    """Make a key and show it once; the store keeps its hash.

    Parameters
    ----------
    name
        Who or what will use it.
    route
        A route it may ask for, as deadheat.toml names it; repeat for several. Without it every route.
    config
        The deadheat.toml whose [store] keeps the keys.
    json
        Print one JSON document.
    """
    settings = load(config, os.environ, with_keys=False)
    known = tuple(settings.routes)
    if unknown := [name for name in route if name not in known]:
        raise DataError(f"there is no route {unknown[0]!r}.", where="--route", hint=did_you_mean(unknown[0], known))
    file = settings.place.file
    with translated(file), closing(connect(file, BOOKS)) as db:
        made = create_key(db, name, routes=tuple(route) or None, now_ms=_now_ms())
    if json:
        print_json(KeyMade(secret=made.secret, key=_shown(made.record)))
        return
    sys.stdout.write(f"{made.secret}\n")
    sys.stderr.write(
        f"This is the key {made.record.name!r} ({made.record.id}). It is not stored and not shown again.\n"
    )


def list_(*, config: Path | None = None, json: bool = False) -> None:
    """List the keys: name, id, routes, when made and revoked. Secrets are nowhere to be listed.

    Parameters
    ----------
    config
        The deadheat.toml whose [store] keeps the keys.
    json
        Print one JSON document.
    """
    with translated("store"), closing(read_books(config)) as db:
        keys = KeyList(keys=tuple(_shown(key) for key in list_keys(db)))
    if json:
        print_json(keys)
        return
    table = new_table(counted(len(keys.keys), "key"), "name", "id", "_routes", "made", "revoked")
    for key in keys.keys:
        routes = "all" if key.routes is None else ", ".join(key.routes)
        table.add_row(escape(key.name), key.id, escape(routes), key.created, key.revoked or "-")
    show(table)


def revoke(name: str, /, *, config: Path | None = None) -> None:
    """End a key. A running gateway refuses it within seconds.

    Parameters
    ----------
    name
        Its name or id.
    config
        The deadheat.toml whose [store] keeps the keys.
    """
    file = place_of(config).file
    with translated(file), closing(connect(file, BOOKS)) as db:
        revoked = revoke_key(db, name, now_ms=_now_ms())
    sys.stdout.write(f"The key {revoked.name!r} ({revoked.id}) is revoked.\n")


def _shown(key: KeyRecord) -> KeyShown:
    return KeyShown(
        id=key.id,
        name=key.name,
        routes=key.routes,
        created=_instant(key.created_ms),
        revoked=None if key.revoked_ms is None else _instant(key.revoked_ms),
    )


def _instant(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


app = App(name="keys", help="Make, list and revoke the keys that clients show the gateway.")
app.command(create, name="create")
app.command(list_, name="list")
app.command(revoke, name="revoke")
