"""The catalogue's dated snapshot on disk: offers, rates, models and names as Parquet files in one folder."""
# ruff: noqa: S608  the only names put into SQL are the column names and scratch paths of this file

import json
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import duckdb
import msgspec

from deadheat.errors import StoreError
from deadheat.facts.model import Model
from deadheat.facts.offer import Offer
from deadheat.facts.price import Rate, Window

FILES = ("offers.parquet", "rates.parquet", "models.parquet", "names.parquet")


def _columns(**kinds: str) -> dict[str, str]:
    """Column -> DuckDB type, from `TYPE="names of columns"`; the order in the file is the order here."""
    return {name: kind.replace("_LIST", "[]") for kind, names in kinds.items() for name in names.split()}


_OFFER = _columns(
    VARCHAR="host host_kind id model variant region name released source",
    BOOLEAN="open_weights reasoning tools structured_output deprecated",
    BIGINT="context max_output",
    VARCHAR_LIST="input_modalities output_modalities flags",
    DATE="retires_on as_of",
)
_RATE = _columns(
    VARCHAR="host id meter service_tier cache_ttl windows source",
    BIGINT="nanousd_per_mtok context_above",
    DATE="valid_from valid_to as_of",
)
_MODEL = _columns(
    VARCHAR="id lab name family released hub_id source",
    BOOLEAN="open_weights",
    DOUBLE="params_total_b params_active_b",
    BIGINT="context",
)
_NAME = _columns(VARCHAR="key", VARCHAR_LIST="models")
_Row = tuple[object, ...]


def read_offers(
    folder: Path, *, models: Iterable[str] | None = None, hosts: Iterable[str] | None = None
) -> tuple[Offer, ...]:
    """The offers of a snapshot with their rates, all of them or those of some models or hosts, by model and host."""
    chosen = {"models": None if models is None else list(models), "hosts": None if hosts is None else list(hosts)}
    query = (
        f"SELECT {', '.join(_OFFER)} FROM read_parquet($file) WHERE ($models IS NULL OR list_contains($models, model)) "
        "AND ($hosts IS NULL OR list_contains($hosts, host)) ORDER BY model, host, id"
    )
    rows = _run(folder / "offers.parquet", query, chosen)
    every = models is None and hosts is None
    rates = _rates(folder, None if every else [f"{row[0]}\0{row[2]}" for row in rows])
    return tuple(
        msgspec.convert(
            {**dict(zip(_OFFER, row, strict=True)), "rates": tuple(rates.get((row[0], row[2]), ()))}, type=Offer
        )
        for row in rows
    )


def read_models(folder: Path, *, ids: Iterable[str] | None = None) -> tuple[Model, ...]:
    """The models of a snapshot by id, all or some."""
    query = (
        f"SELECT {', '.join(_MODEL)} FROM read_parquet($file) WHERE $ids IS NULL OR list_contains($ids, id) ORDER BY id"
    )
    rows = _run(folder / "models.parquet", query, {"ids": None if ids is None else list(ids)})
    return tuple(msgspec.convert(dict(zip(_MODEL, row, strict=True)), type=Model) for row in rows)


def read_names(folder: Path, keys: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Which models a key may mean, for all keys or some."""
    query = "SELECT key, models FROM read_parquet($file) WHERE $keys IS NULL OR list_contains($keys, key)"
    rows = _run(folder / "names.parquet", query, {"keys": None if keys is None else list(keys)})
    return {str(row[0]): msgspec.convert(row[1], type=tuple[str, ...]) for row in rows}


def _rates(folder: Path, asked: list[str] | None) -> dict[tuple[object, object], list[Rate]]:
    """The rates by host and id; `asked` holds both, joined by a zero byte."""
    query = (
        f"SELECT {', '.join(_RATE)} FROM read_parquet($file) "
        "WHERE $asked IS NULL OR list_contains($asked, host || chr(0) || id)"
    )
    rates: dict[tuple[object, object], list[Rate]] = {}
    for row in _run(folder / "rates.parquet", query, {"asked": asked}):
        fields = dict(zip(_RATE, row, strict=True))
        fields["windows"] = _windows(str(fields["windows"]))
        rates.setdefault((row[0], row[1]), []).append(msgspec.convert(fields, type=Rate))
    return rates


def write_snapshot(
    folder: Path, *, offers: Iterable[Offer], models: Iterable[Model], names: Mapping[str, tuple[str, ...]]
) -> None:
    """Write a whole snapshot; each file is complete before it takes the place of an older one.

    Raises: StoreError if `folder` cannot be made or written to.
    """
    try:
        _write_all(folder, offers=offers, models=models, names=names)
    except (OSError, duckdb.Error) as error:
        raise StoreError(
            f"The snapshot cannot be written: {getattr(error, 'strerror', None) or str(error).splitlines()[0]}.",
            where=str(folder),
            hint="Name another folder with --into.",
        ) from error


def _write_all(
    folder: Path, *, offers: Iterable[Offer], models: Iterable[Model], names: Mapping[str, tuple[str, ...]]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(offers, key=lambda offer: (offer.model or "~", offer.host, offer.id))
    rates = [
        {**msgspec.to_builtins(rate), "host": offer.host, "id": offer.id, "windows": _windows_text(rate.windows)}
        for offer in ordered
        for rate in offer.rates
    ]
    _write(folder / "offers.parquet", (msgspec.to_builtins(offer) for offer in ordered), _OFFER)
    _write(folder / "rates.parquet", rates, _RATE)
    _write(folder / "models.parquet", (msgspec.to_builtins(m) for m in sorted(models, key=lambda m: m.id)), _MODEL)
    _write(folder / "names.parquet", ({"key": k, "models": v} for k, v in sorted(names.items())), _NAME)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One engine in memory for all reads of this process: opening one costs more than a query."""
    return duckdb.connect()


def _run(file: Path, query: str, values: Mapping[str, object]) -> list[_Row]:
    try:
        with _database().cursor() as cursor:
            return cursor.execute(query, {**values, "file": str(file)}).fetchall()
    except duckdb.Error as error:
        raise StoreError(
            f"The snapshot cannot be read: {str(error).splitlines()[0]}.",
            where=str(file),
            hint="Remove its folder to use the bundled snapshot, or make it anew with `deadheat catalog refresh`.",
        ) from error


def _write(target: Path, rows: Iterable[object], columns: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        lines, made = Path(scratch) / "rows.json", Path(scratch) / target.name
        lines.write_bytes(b"\n".join(msgspec.json.encode(row) for row in rows))
        spec = "{" + ", ".join(f"{name}: '{kind}'" for name, kind in columns.items()) + "}"
        with duckdb.connect() as db:
            db.execute("SET preserve_insertion_order = true")
            source = f"read_json('{lines}', format = 'newline_delimited', columns = {spec})"
            db.execute(
                f"COPY (SELECT {', '.join(columns)} FROM {source}) TO '{made}' (FORMAT parquet, COMPRESSION zstd)"
            )
        made.replace(target)


def _windows_text(windows: tuple[Window, ...]) -> str:
    return json.dumps([[list(w.weekdays), w.from_minute, w.to_minute] for w in windows]) if windows else ""


def _windows(text: str) -> tuple[Window, ...]:
    spans = msgspec.json.decode(text or "[]", type=list[tuple[tuple[int, ...], int, int]])
    return tuple(Window(weekdays=days, from_minute=start, to_minute=end) for days, start, end in spans)
