"""Benchmark scores of many models, checked and numbered, with what is known about each model."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.evidence.tabular import Source, open_table
from deadheat.facts.index import NotIndexed
from deadheat.stats.capability_index import Anchors
from deadheat.stats.inputs import FloatArray
from deadheat.stats.item_response import Responses

BUNDLED = Path(__file__).parent / "data" / "capability"
BUNDLED_SOURCE = "Epoch AI, Capabilities Index scores of 2026-08-11 (CC BY 4.0), bundled"
BUNDLED_AS_OF = "2026-08-11"
DEFAULT_ANCHORS = {"Claude 3.5 Sonnet": 130.0, "GPT-5": 150.0}
DEFAULT_PIN = "Winogrande"

_MODEL_FIELDS = ("released", "lab", "country", "access")
_DAY = "TRY_CAST(released AS DATE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What is known about a model beside its scores; None is unknown."""

    released: date | None = None
    lab: str | None = None
    country: str | None = None
    access: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """Scores ready to fit. `standard_error` is (n,), NaN where a score has none."""

    responses: Responses
    models: tuple[str, ...]
    benchmarks: tuple[str, ...]
    standard_error: FloatArray
    cards: Mapping[str, ModelCard]
    source: str
    as_of: str | None
    left_out: tuple[NotIndexed, ...]
    notes: tuple[str, ...]

    def number_of(self, model: str) -> int:
        """The row number of `model`; DataError with near names if it has no score here."""
        if model not in self.models:
            raise DataError(f"no scores of model {model!r}.", where=self.source, hint=did_you_mean(model, self.models))
        return self.models.index(model)

    def anchors(self, indices: Mapping[str, float]) -> Anchors:
        """The two anchor models by number."""
        if len(indices) != 2:
            found = ", ".join(map(repr, indices)) or "none"
            raise ConfigError(f"two anchors fix the scale, {found} is named. Expected two such as `GPT-5=150`.")
        (low, low_index), (high, high_index) = sorted(indices.items(), key=lambda item: item[1])
        for name in (low, high):
            if name not in self.models:
                near = did_you_mean(name, self.models)
                raise DataError(
                    f"the anchor model {name!r} has no index here.",
                    where=self.source,
                    hint=f"{near} Name two models of the table with --anchor MODEL=INDEX.".strip(),
                )
        return Anchors(low=self.number_of(low), high=self.number_of(high), low_index=low_index, high_index=high_index)


def read_score_sheet(
    scores: Source | None = None,
    *,
    models: Source | None = None,
    columns: Mapping[str, str] | None = None,
    pinned: str | None = DEFAULT_PIN,
    min_benchmarks: int = 4,
) -> ScoreSheet:
    """Scores from a table with `model, benchmark, score`, or the bundled ones; models with too few are left out.

    Args:
        models: a table with `model` and any of `released, lab, country, access`.
        columns: the name in `scores` by field name, where they differ.
        pinned: the benchmark whose slope fixes the unit of the raw fit; None leaves the unit to the penalty.
        min_benchmarks: models with fewer scores are left out: their resampled interval would have no width.
    Raises: DataError for an unreadable table, a score outside [0, 1], or a table that links no two models.
    """
    if min_benchmarks < 1:
        raise ConfigError(f"min_benchmarks is {min_benchmarks}. Expected at least 1.")
    own = scores is not None
    cells, notes = _read_cells(scores if scores is not None else BUNDLED / "scores.parquet", columns or {})
    kept, left_out = _drop_thin(cells, min_benchmarks)
    kept, unlinked = _drop_unlinked(kept)
    if not kept:
        raise DataError(
            f"no model has {min_benchmarks} benchmarks. Expected scores of several models on shared benchmarks.",
            hint="Lower --min-benchmarks, or add scores.",
        )
    names = sorted({model for model, _ in kept})
    benchmarks = sorted({benchmark for _, benchmark in kept})
    if pinned is not None and pinned not in benchmarks:
        if pinned != DEFAULT_PIN:
            raise DataError(f"the pinned benchmark {pinned!r} has no scores.", hint=did_you_mean(pinned, benchmarks))
        notes.append(f"{DEFAULT_PIN} has no scores here, so that the penalty alone fixes the unit of the raw fit.")
        pinned = None
    model_number = {name: i for i, name in enumerate(names)}
    benchmark_number = {name: i for i, name in enumerate(benchmarks)}
    return ScoreSheet(
        responses=Responses(
            model=np.array([model_number[m] for m, _ in kept], dtype=np.int64),
            benchmark=np.array([benchmark_number[b] for _, b in kept], dtype=np.int64),
            score=np.array([score for score, _ in kept.values()]),
            n_models=len(names),
            n_benchmarks=len(benchmarks),
            pinned=None if pinned is None else benchmark_number[pinned],
        ),
        models=tuple(names),
        benchmarks=tuple(benchmarks),
        standard_error=np.array([error for _, error in kept.values()]),
        cards=_read_cards(models if models is not None else None if own else BUNDLED / "models.parquet"),
        source=BUNDLED_SOURCE if not own else _described(scores),
        as_of=None if own else BUNDLED_AS_OF,
        left_out=tuple(left_out + unlinked),
        notes=tuple(notes),
    )


Cells = dict[tuple[str, str], tuple[float, float]]


def _described(scores: Source | None) -> str:
    return Path(scores).name if isinstance(scores, str | Path) else "the given records"


def _read_cells(scores: Source, columns: Mapping[str, str]) -> tuple[Cells, list[str]]:
    """(model, benchmark) -> (score, standard error); of several scores of one cell the highest, as Epoch AI does."""
    optional = ("standard_error", "n_items")
    table = open_table(scores, columns, required=("model", "benchmark", "score"), optional=optional)
    rules = [
        ("model", "model IS NULL OR trim(model) = ''", "the name of a model"),
        ("benchmark", "benchmark IS NULL OR trim(benchmark) = ''", "the name of a benchmark"),
        ("score", "NOT coalesce(TRY_CAST(score AS DOUBLE) BETWEEN 0 AND 1, false)", "a share in [0, 1] such as 0.57"),
    ]
    given = {"standard_error": "a number >= 0", "n_items": "a number of items >= 1"}
    least = {"standard_error": "0", "n_items": "1"}
    rules += [
        (f, f"{f} IS NOT NULL AND NOT coalesce(TRY_CAST({f} AS DOUBLE) BETWEEN {least[f]} AND 1e12, false)", given[f])
        for f in optional
        if f in table.fields
    ]
    table.refuse(rules)
    error = "TRY_CAST(standard_error AS DOUBLE)" if "standard_error" in table.fields else "NULL"
    if "n_items" in table.fields:
        binomial = "sqrt(TRY_CAST(score AS DOUBLE) * (1 - TRY_CAST(score AS DOUBLE)) / TRY_CAST(n_items AS DOUBLE))"
        error = f"coalesce({error}, {binomial})"
    rows = table.run(
        f"SELECT trim(model), trim(benchmark), TRY_CAST(score AS DOUBLE), {error} FROM source ORDER BY 1, 2, 3"  # noqa: S608
    ).fetchall()
    cells: Cells = {(str(m), str(b)): (float(s), np.nan if e is None else float(e)) for m, b, s, e in rows}
    repeated = len(rows) - len(cells)
    note = f"{repeated} further scores of the same model on the same benchmark: the highest of each counts."
    return cells, [note] if repeated else []


def _drop_thin(cells: Cells, least: int) -> tuple[Cells, list[NotIndexed]]:
    count = Counter(model for model, _ in cells)
    thin = [
        NotIndexed(model=model, n_benchmarks=n, reason=f"has {n} benchmarks, fewer than {least}")
        for model, n in sorted(count.items())
        if n < least
    ]
    return {key: value for key, value in cells.items() if count[key[0]] >= least}, thin


def _drop_unlinked(cells: Cells) -> tuple[Cells, list[NotIndexed]]:
    """Keep the largest set of models that shared benchmarks link; the others have no place on one scale."""
    root = {model: model for model, _ in cells}

    def find(model: str) -> str:
        while root[model] != model:
            root[model] = root[root[model]]
            model = root[model]
        return model

    first: dict[str, str] = {}
    for model, benchmark in cells:
        root[find(model)] = find(first.setdefault(benchmark, model))
    if not cells:
        return {}, []
    count = Counter(model for model, _ in cells)
    main = Counter(find(model) for model in root).most_common(1)[0][0]
    unlinked = [
        NotIndexed(model=model, n_benchmarks=count[model], reason="shares no chain of benchmarks with the other models")
        for model in sorted(root)
        if find(model) != main
    ]
    return {key: value for key, value in cells.items() if find(key[0]) == main}, unlinked


def _read_cards(models: Source | None) -> dict[str, ModelCard]:
    if models is None:
        return {}
    table = open_table(models, {}, required=("model",), optional=_MODEL_FIELDS)
    if "released" in table.fields:
        table.refuse([("released", f"released IS NOT NULL AND {_DAY} IS NULL", "a date such as 2026-07-16")])
    shown = [f if f in table.fields else "NULL" for f in _MODEL_FIELDS]
    shown[0] = _DAY if "released" in table.fields else "NULL"
    rows = table.run(f"SELECT model, {', '.join(shown)} FROM source").fetchall()  # noqa: S608
    return dict(_cards(rows))


def _cards(rows: Iterable[tuple[object, ...]]) -> Iterable[tuple[str, ModelCard]]:
    for model, released, lab, country, access in rows:
        texts = [None if value is None or not str(value).strip() else str(value) for value in (lab, country, access)]
        day = released if isinstance(released, date) else None
        yield str(model), ModelCard(released=day, lab=texts[0], country=texts[1], access=texts[2])
