"""Rows of use: OpenRouter's daily rankings, or one's own table of tokens, requests or money by model."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.tabular import Source, open_table
from deadheat.facts.share import Measure

_SUM = {
    "tokens": ("tokens", "input_tokens", "output_tokens"),
    "requests": ("requests",),
    "usd": ("usd", "cost_usd"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """So much of one model's use on a day; model is None where the source sums up models it does not name."""

    day: date | None
    model: str | None
    weight: float


class _Ranked(msgspec.Struct):
    date: str
    model_permaslug: str
    total_tokens: str | int | float


class _Meta(msgspec.Struct):
    as_of: str | None = None


class _Rankings(msgspec.Struct):
    data: list[_Ranked]
    meta: _Meta | None = None


def read_rankings(path: Path) -> tuple[tuple[UsageRow, ...], str | None]:
    """Rows of an answer of OpenRouter's `/api/v1/datasets/rankings-daily`, and its `as_of`; the row `other` is unknown.

    Raises: DataError that names the place in the document, a day or a count that cannot be read.
    """
    if not path.is_file():
        raise DataError("there is no such file.", where=str(path))
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Rankings)
    except msgspec.MsgspecError as error:
        raise DataError(
            f"is no answer of rankings-daily: {error}.",
            where=path.name,
            hint='Expected {"data": [{"date", "model_permaslug", "total_tokens"}], "meta": {"as_of"}}.',
        ) from error
    rows = tuple(_ranked(row, f"{path.name}: data[{i}]") for i, row in enumerate(found.data))
    if not rows:
        raise DataError("there are no rows.", where=path.name)
    return rows, found.meta.as_of if found.meta else None


def _ranked(row: _Ranked, where: str) -> UsageRow:
    try:
        tokens = float(row.total_tokens)
        day = date.fromisoformat(row.date)
    except ValueError as error:
        raise DataError(f"{error}. Expected a day and a count of tokens.", where=where) from error
    if not 0 <= tokens < float("inf"):
        raise DataError(f"total_tokens is {row.total_tokens!r}. Expected a count of tokens.", where=where)
    return UsageRow(day=day, model=None if row.model_permaslug == "other" else row.model_permaslug, weight=tokens)


def read_usage(source: Source, measure: Measure, *, columns: Mapping[str, str] | None = None) -> tuple[UsageRow, ...]:
    """Rows of a table with `model`, optionally `day`, and the measure: tokens (or input_tokens and output_tokens),
    requests, or usd (or cost_usd).

    Raises: ConfigError for a measure that a usage table does not have; DataError for an unreadable table or amount.
    """
    if measure not in _SUM:
        raise ConfigError(f"measure is {measure!r}. A usage table has {', '.join(_SUM)}.")
    table = open_table(source, columns or {}, required=("model",), optional=("day", *_SUM[measure]))
    amounts = [name for name in _SUM[measure] if name in table.fields]
    if "tokens" in amounts:
        amounts = ["tokens"]
    elif measure == "usd":
        amounts = amounts[:1]
    if not amounts:
        hint = f"Name it with --map COLUMN={_SUM[measure][0]}."
        raise DataError(f"no column {' or '.join(map(repr, _SUM[measure]))}.", where=table.description, hint=hint)
    rules = [("model", "model IS NULL OR trim(model) = ''", "the name of a model, `other` if it is not known")]
    rules += [
        (a, f"NOT coalesce(TRY_CAST({a} AS DOUBLE) BETWEEN 0 AND 1e300, false)", "a number >= 0") for a in amounts
    ]
    if "day" in table.fields:
        rules.append(("day", "day IS NOT NULL AND TRY_CAST(day AS DATE) IS NULL", "a date such as 2026-08-11"))
    table.refuse(rules)
    day = "TRY_CAST(day AS DATE)" if "day" in table.fields else "NULL"
    total = " + ".join(f"TRY_CAST({a} AS DOUBLE)" for a in amounts)
    rows = table.run(f"SELECT {day}, trim(model), sum({total}) FROM source GROUP BY 1, 2 ORDER BY 1, 2").fetchall()  # noqa: S608
    return tuple(
        UsageRow(day=d, model=None if m.lower() in ("other", "unknown") else m, weight=float(w)) for d, m, w in rows
    )
