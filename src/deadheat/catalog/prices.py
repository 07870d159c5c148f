"""The list price of a model by any of its names: the lab's own host first, else the median of the hosts that run it."""

import tomllib
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from statistics import median_low
from typing import TYPE_CHECKING

from deadheat.catalog.names import readings
from deadheat.facts.price import ListPrice

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DATA = files("deadheat.catalog") / "data"
_Row = tuple[str, str, str, int, int, int | None, int | None, str, date]


def list_price(model: str) -> ListPrice | None:
    """The standard price of `model`, spelled as a host, a hub or a benchmark spells it; None when none is known.

    A price of zero, a subscription plan's price and an aggregator's price are never a list price.
    """
    import duckdb

    with duckdb.connect() as db:
        if (known := _known_as(db, model)) is None:
            return None
        rows: list[_Row] = db.execute(
            "SELECT host, host_kind, host_model_id, input, output, cache_read, cache_write, source, as_of "
            "FROM read_parquet(?) WHERE model = ? AND variant = '' AND input > 0 AND output > 0 "
            "AND host_kind IN ('lab', 'platform', 'regional') ORDER BY host, host_model_id",
            [str(_DATA / "offers.parquet"), known],
        ).fetchall()
    return _choose(known, rows, _own_hosts(known.split("/", 1)[0]))


def _known_as(db: "DuckDBPyConnection", name: str) -> str | None:
    """The one model that the most literal reading of `name` names; None when there is none, or several."""
    keys = [reading.key for reading in readings(name)]
    if not keys:
        return None
    found: dict[str, list[str]] = {}
    query = "SELECT key, model FROM read_parquet(?) WHERE list_contains(?, key)"
    for key, known in db.execute(query, [str(_DATA / "names.parquet"), keys]).fetchall():
        found.setdefault(key, []).append(known)
    models = next((found[key] for key in keys if key in found), [])
    return models[0] if len(models) == 1 else None


def _own_hosts(lab: str) -> list[str]:
    labs = tomllib.loads((_DATA / "labs.toml").read_text())["lab"]
    return next((list(entry.get("hosts", ())) for entry in labs if entry["id"] == lab), [])


def _choose(model: str, rows: Iterable[_Row], own: list[str]) -> ListPrice | None:
    by_host: dict[str, _Row] = {}
    for row in rows:
        by_host.setdefault(row[0], row)
    for host in own:
        if host in by_host:
            return _price(model, host, [by_host[host]], basis=f"list price of {host}, the lab's own host")
    platforms = list(by_host.values())
    if not platforms:
        return None
    if len(platforms) == 1:
        return _price(
            model, platforms[0][0], platforms, basis=f"price of {platforms[0][0]}, the only host that states one"
        )
    basis = f"median of {len(platforms)} hosts (aggregators and plans left out); the lab's own host states none"
    return _price(model, "", platforms, basis=basis)


def _price(model: str, host: str, rows: list[_Row], *, basis: str) -> ListPrice:
    reads = [row[5] for row in rows if row[5] is not None]
    writes = [row[6] for row in rows if row[6] is not None]
    return ListPrice(
        model=model,
        host=host,
        input_nanousd_per_mtok=median_low(row[3] for row in rows),
        output_nanousd_per_mtok=median_low(row[4] for row in rows),
        cache_read_nanousd_per_mtok=median_low(reads) if reads else None,
        cache_write_nanousd_per_mtok=median_low(writes) if writes else None,
        n_hosts=len(rows),
        source=", ".join(sorted({row[7] for row in rows})),
        as_of=min(row[8] for row in rows),
        basis=basis,
    )
