"""`deadheat ledger`: what was served and what it cost."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from rich.markup import escape

from deadheat.cli.books import read_books
from deadheat.cli.figures import new_table, show
from deadheat.cli.output import print_json
from deadheat.ledger.since import read_since
from deadheat.ledger.statement import Statement, state_account
from deadheat.store.entries import sum_entries
from deadheat.store.keys import list_keys
from deadheat.store.sqlite import translated


def ledger(
    *,
    since: str | None = None,
    by: Literal["route", "offer", "key", "day"] | None = None,
    config: Path | None = None,
    json: bool = False,
) -> None:
    """Sum up the entries of the gateway: requests, errors, tokens and exact cost.

    Parameters
    ----------
    since
        A day or a time (2026-11-01, 2026-11-01T08:00Z; UTC unless it says otherwise), or so long ago: 90m, 24h, 7d, 2w.
    by
        One line for each route, offer, key or UTC day; without it one line for all.
    config
        The deadheat.toml whose [store] is read; otherwise ./deadheat.toml, otherwise ./deadheat.db.
    json
        Print one JSON document.
    """
    since_ms = None if since is None else read_since(since, now_ms=time.time_ns() // 1_000_000)
    db = read_books(config)
    with translated("store"):
        groups = sum_entries(db, since_ms=since_ms or 0, by=by)
        names = {key.id: f"{key.name} ({key.id})" for key in list_keys(db)} if by == "key" else {}
    db.close()
    statement = state_account(groups, since_ms=since_ms, by=by)
    if json:
        print_json(statement)
    else:
        _show(statement, names)


def _show(statement: Statement, names: Mapping[str, str]) -> None:
    title = ("1 entry" if statement.entries == 1 else f"{statement.entries} entries") + (
        f" since {statement.since}" if statement.since else ""
    )
    table = new_table(
        title, statement.by or "", ">requests", ">errors", ">input", ">cached", ">output", ">USD", ">unpriced"
    )
    for line in statement.groups:
        counts = (line.requests, line.errors, line.input_tokens, line.cached_tokens, line.output_tokens)
        table.add_row(
            escape(names.get(line.group, line.group) or "(none)"),
            *map(str, counts),
            line.cost_usd,
            str(line.unpriced or "-"),
        )
    unpriced = sum(line.unpriced for line in statement.groups)
    told = f"{unpriced} of the requests: their price or usage is unknown, so their cost is not in the sum."
    show(table, ("Total USD", statement.cost_usd), *((("Unpriced", told),) if unpriced else ()))
