"""Scored answers of several models, read once and kept in DuckDB: files larger than memory are fine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.evidence.tabular import Source, Table, open_table, sha256_of
from deadheat.stats.inputs import FloatArray

REQUIRED = ("item", "model", "score")
OPTIONAL = ("task", "repeat", "cost_usd", "input_tokens", "output_tokens", "latency_ms")
MOST = 1e15
"""A cost, latency or number of tokens above this is a mistake."""
MEASURES = ("cost_usd", "input_tokens", "output_tokens", "latency_ms")

_SCORE = """CASE lower(trim({0})) WHEN 'win' THEN 1.0 WHEN 'tie' THEN 0.5 WHEN 'loss' THEN 0.0
    WHEN 'true' THEN 1.0 WHEN 'false' THEN 0.0 ELSE TRY_CAST({0} AS DOUBLE) END"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTask:
    """Items of one task that two models answered, in the order in which the second answer arrived.

    Every array is (n,); scores are means over an item's repeats, in [0, 1]. `incumbent_measures` and
    `challenger_measures` hold means per answer, NaN where an item lacks the measure; absent columns are absent keys.
    """

    challenger: str
    task: str | None
    incumbent_score: FloatArray
    challenger_score: FloatArray
    repeats: NDArray[np.int64]
    incumbent_measures: Mapping[str, FloatArray]
    challenger_measures: Mapping[str, FloatArray]
    arrival: NDArray[np.int64]

    @property
    def difference(self) -> FloatArray:
        """Challenger minus incumbent, item by item, in [-1, 1]."""
        return self.challenger_score - self.incumbent_score


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaired:
    """Items of a task that only one of two models answered."""

    challenger: str
    task: str | None
    model: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """Answers by item and model, checked; `sha256` is that of the file's bytes, if the source is a file.

    measures_are_averages: the measures are a run's totals spread evenly, so their spread between items means nothing.
    """

    connection: duckdb.DuckDBPyConnection
    description: str
    sha256: str | None
    models: tuple[str, ...]
    tasks: tuple[str, ...]
    measures: tuple[str, ...]
    rows: int
    measures_are_averages: bool = False

    def require_model(self, name: str) -> str:
        """`name` if it has answers here; otherwise DataError with the near names."""
        if name not in self.models:
            raise DataError(
                f"no answers by model {name!r}.", where=self.description, hint=did_you_mean(name, self.models)
            )
        return name

    def require_task(self, name: str) -> str:
        """`name` if it is a task here; otherwise DataError with the near names."""
        if name not in self.tasks:
            hint = did_you_mean(name, self.tasks) or "The rows have no `task`."
            raise DataError(f"no task {name!r}.", where=self.description, hint=hint)
        return name

    def paired(self, incumbent: str, challenger: str, tasks: Sequence[str] = ()) -> tuple[PairedTask, ...]:
        """The items that both models answered, task by task; a task without a common item is absent."""
        every = (self._pair(incumbent, challenger, task) for task in (tasks or self.tasks or (None,)))
        return tuple(pair for pair in every if pair.arrival.size)

    def _pair(self, incumbent: str, challenger: str, task: str | None) -> PairedTask:
        wanted = ", ".join(f"{side}.{m} AS {side}_{m}" for side in "ic" for m in ("score", "answers", *self.measures))
        found = self.connection.execute(
            f"SELECT greatest(i.first_row, c.first_row) AS arrival, {wanted} FROM answers i JOIN answers c "  # noqa: S608
            "ON i.task IS NOT DISTINCT FROM c.task AND i.item = c.item "
            "WHERE i.model = ? AND c.model = ? AND i.task IS NOT DISTINCT FROM ? ORDER BY arrival",
            [incumbent, challenger, task],
        ).fetchnumpy()

        def floats(name: str) -> FloatArray:
            column = found[name]  # masked where SQL has NULL
            return np.asarray(
                column.filled(np.nan) if isinstance(column, np.ma.MaskedArray) else column, dtype=np.float64
            )

        return PairedTask(
            challenger=challenger,
            task=task,
            incumbent_score=floats("i_score"),
            challenger_score=floats("c_score"),
            repeats=np.minimum(found["i_answers"], found["c_answers"]).astype(np.int64),
            incumbent_measures={m: floats(f"i_{m}") for m in self.measures},
            challenger_measures={m: floats(f"c_{m}") for m in self.measures},
            arrival=np.asarray(found["arrival"], dtype=np.int64),
        )

    def unpaired(self, incumbent: str, challenger: str, tasks: Sequence[str] = ()) -> tuple[Unpaired, ...]:
        """How many items each of the two answered alone, by task."""
        where = f"AND task IN ({', '.join('?' * len(tasks))})" if tasks else ""
        found = self.connection.execute(
            f"SELECT task, answered_by, count(*) FROM (SELECT task, item, min(model) AS answered_by FROM answers "  # noqa: S608
            f"WHERE model IN (?, ?) {where} GROUP BY task, item HAVING count(*) = 1) GROUP BY ALL ORDER BY ALL",
            [incumbent, challenger, *tasks],
        ).fetchall()
        return tuple(Unpaired(challenger=challenger, task=t, model=m, items=n) for t, m, n in found)


def read_answers(source: Source, *, columns: Mapping[str, str] | None = None) -> AnswerTable:
    """Read and check scored answers from a CSV, JSONL or Parquet file, from columns or from records.

    Args:
        source: a path, a mapping of column name to values, or an iterable of records.
        columns: names in the source by the name Deadheat uses, such as ``{"score": "accuracy"}``.
    Raises: DataError naming the row for anything that cannot be read; ConfigError for an unknown name in `columns`.
    """
    for name in columns or {}:
        if name not in REQUIRED + OPTIONAL:
            raise ConfigError(f"{name!r} is not a field of an answer.", hint=did_you_mean(name, REQUIRED + OPTIONAL))
    table = open_table(source, columns or {}, required=REQUIRED, optional=OPTIONAL)
    _refuse_bad_rows(table)
    _aggregate(table)
    models = table.connection.execute("SELECT DISTINCT model FROM answers ORDER BY 1").fetchall()
    tasks = table.connection.execute("SELECT DISTINCT task FROM answers WHERE task IS NOT NULL ORDER BY 1").fetchall()
    rows = table.connection.execute("SELECT sum(answers)::BIGINT FROM answers").fetchone() or (0,)
    return AnswerTable(
        connection=table.connection,
        description=table.description,
        sha256=sha256_of(table.path) if table.path else None,
        models=tuple(str(m) for (m,) in models),
        tasks=tuple(str(t) for (t,) in tasks),
        measures=tuple(m for m in MEASURES if m in table.fields),
        rows=int(rows[0]),
    )


def _refuse_bad_rows(table: Table) -> None:
    """Name the first row that breaks a rule, with the rule."""
    rules: list[tuple[str, str, str]] = [
        ("item", "item IS NULL OR trim(item) = ''", "an item id"),
        ("model", "model IS NULL OR trim(model) = ''", "a model name"),
        (
            "score",
            f"coalesce(NOT ({_SCORE.format('score')} BETWEEN 0 AND 1), true)",
            "a number in [0, 1], or win, tie or loss",
        ),
    ]
    if "task" in table.fields:
        rules.append(("task", "task IS NULL OR trim(task) = ''", "a task name in every row, or no `task` column"))
    if "repeat" in table.fields:
        rules.append(("repeat", "repeat IS NULL OR trim(repeat) = ''", "a repeat in every row, or no `repeat` column"))
    for measure in (m for m in MEASURES if m in table.fields):
        value = f"TRY_CAST({measure} AS DOUBLE)"
        sound = f"trim({measure}) = '' OR {value} BETWEEN 0 AND {MOST:g}"
        bad = f"{measure} IS NOT NULL AND NOT coalesce({sound}, false)"
        rules.append((measure, bad, f"a number from 0 to {MOST:g}, or nothing"))
    table.refuse(rules)


def _aggregate(table: Table) -> None:
    """One row for each item and model, with its mean score; a repeated answer without its own `repeat` is refused."""
    task = "task" if "task" in table.fields else "NULL::VARCHAR AS task"
    distinct = "count(DISTINCT repeat)" if "repeat" in table.fields else "1"
    means = [
        f"CASE WHEN count({m}) = count(*) THEN avg(TRY_CAST({m} AS DOUBLE)) END AS {m}"
        for m in MEASURES
        if m in table.fields
    ]
    table.run(
        f"CREATE TEMP TABLE answers AS SELECT {task}, item, model, avg({_SCORE.format('score')}) AS score, "  # noqa: S608
        f"count(*) AS answers, {distinct} AS repeats, min(row) AS first_row, max(row) AS last_row"
        f"{''.join(', ' + m for m in means)} FROM source GROUP BY ALL"
    )
    twice = table.connection.execute(
        "SELECT item, model, task, first_row, last_row FROM answers WHERE answers > repeats ORDER BY first_row LIMIT 1"
    ).fetchone()
    if twice:
        item, model, of_task, first, last = twice
        in_task = f" of task {of_task!r}" if of_task is not None else ""
        same = " with the same repeat" if "repeat" in table.fields else ""
        raise DataError(
            f"item {item!r}{in_task} has more than one answer by {model!r}{same} (first in {table.place(first)}).",
            where=table.place(last),
            hint="Remove the duplicate, or number the answers in a `repeat` column.",
        )
