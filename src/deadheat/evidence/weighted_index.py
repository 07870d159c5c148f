"""A weighted average of benchmark scores: the second view beside the fitted index, with its rule for missing cells."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.evidence.fitted_index import FittedIndex
from deadheat.evidence.score_sheet import BUNDLED
from deadheat.facts.index import MissingRule, NotIndexed, WeightedIndex, WeightedModel
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import FloatArray, IntArray
from deadheat.stats.item_response import predict

RULES: dict[MissingRule, str] = {
    "require": "a model needs a score on every benchmark",
    "renormalise": "the weights of the scores that a model has are scaled to one, so that models take different tests",
    "predict": "a missing score is filled by the fitted curve, with its error",
}

OWN, SPREAD = "their own", "the spread about the fitted curve where a score has none of its own"


def bundled_weights() -> dict[str, float]:
    """Published category weights over the bundled benchmarks of each category, as shares."""
    groups = tomllib.loads((BUNDLED / "weights.toml").read_text(encoding="utf-8")).values()
    return {b: group["weight"] / 100 / len(group["benchmarks"]) for group in groups for b in group["benchmarks"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Per model and benchmark: score (NaN where missing), its standard error, the curve's value and its slope."""

    score: FloatArray
    error: FloatArray
    predicted: FloatArray
    slope: FloatArray


def average_scores(
    fitted: FittedIndex, weights: Mapping[str, float] | None = None, *, missing: MissingRule = "predict"
) -> WeightedIndex:
    """The weighted mean score of each model, from 0 to 100, with its error.

    weights: by benchmark, any positive unit; None uses the bundled ones. A score's error is its own where the table
    has one, else the spread of the benchmark's scores about its curve, which holds noise and misfit alike.
    Raises: ConfigError for weights or a rule that cannot be used; DataError if no model has enough scores.
    """
    if missing not in RULES:
        raise ConfigError(f"missing is {missing!r}. Expected one of {', '.join(RULES)}.")
    shares = _shares(fitted, bundled_weights() if weights is None else weights)
    columns = np.array([fitted.sheet.benchmarks.index(name) for name in shares])
    cells = _cells(fitted, columns)
    rows = list(_rows(fitted, cells, np.array(list(shares.values())), list(shares), missing))
    models = sorted((row for row in rows if isinstance(row, WeightedModel)), key=lambda row: -row.index)
    if not models:
        raise DataError("no model has a score on every weighted benchmark.", hint="Choose --missing predict.")
    own = np.isfinite(fitted.sheet.standard_error).all()
    return WeightedIndex(
        models=tuple(models),
        weights=shares,
        missing=missing,
        n=int(np.isfinite(cells.score).sum()),
        method=f"sum of weight x score x 100; missing scores: {RULES[missing]}; "
        f"error: independent errors of the scores ({OWN if own else SPREAD})",
        definition="weighted mean of scores that are corrected for guessing; weights by benchmark stand in `weights`",
        source=fitted.sheet.source,
        as_of=fitted.sheet.as_of,
        alpha=fitted.options.alpha,
        left_out=tuple(row for row in rows if isinstance(row, NotIndexed)),
    )


def _shares(fitted: FittedIndex, weights: Mapping[str, float]) -> dict[str, float]:
    if not weights:
        raise ConfigError("there are no weights. Expected at least one benchmark.")
    for name, weight in weights.items():
        if name not in fitted.sheet.benchmarks:
            near = did_you_mean(name, fitted.sheet.benchmarks)
            raise DataError(f"no benchmark {name!r}.", where=fitted.sheet.source, hint=near)
        if not 0 < weight < float("inf"):
            raise ConfigError(f"the weight of {name!r} is {weight}. Expected a number above 0.")
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _cells(fitted: FittedIndex, columns: IntArray) -> _Cells:
    r = fitted.sheet.responses
    size = (r.n_models, r.n_benchmarks)
    score, error = np.full(size, np.nan), np.full(size, np.nan)
    score[r.model, r.benchmark] = r.score
    squares = (predict(fitted.fit, r) - r.score) ** 2
    spread = np.sqrt(np.bincount(r.benchmark, squares) / np.bincount(r.benchmark))
    own = np.where(np.isfinite(fitted.sheet.standard_error), fitted.sheet.standard_error, spread[r.benchmark])
    error[r.model, r.benchmark] = own
    error = np.where(np.isfinite(error), error, spread[None, :])
    curve = 1 / (1 + np.exp(-fitted.scaled.slope * (fitted.scaled.index[:, None] - fitted.scaled.difficulty[None, :])))
    slope = fitted.scaled.slope * curve * (1 - curve)
    return _Cells(
        score=score[:, columns], error=error[:, columns], predicted=curve[:, columns], slope=slope[:, columns]
    )


def _rows(
    fitted: FittedIndex, cells: _Cells, weights: FloatArray, names: list[str], missing: MissingRule
) -> Iterator[WeightedModel | NotIndexed]:
    deviation = np.zeros(len(cells.score)) if fitted.draws is None else fitted.draws.index.std(axis=0)
    z = two_sided_z(fitted.options.alpha)
    for i, model in enumerate(fitted.sheet.models):
        have = np.isfinite(cells.score[i])
        if not have.any() or (missing == "require" and not have.all()):
            lacking = ", ".join(name for name, has in zip(names, have, strict=True) if not has)
            yield NotIndexed(model=model, n_benchmarks=int(have.sum()), reason=f"has no score on {lacking}")
            continue
        used = weights * have / weights[have].sum() if missing == "renormalise" else weights
        value = float(used @ np.where(have, cells.score[i], cells.predicted[i]))
        shared = float((used * ~have) @ cells.slope[i]) * deviation[i]
        error = float(np.sqrt(((used * cells.error[i]) ** 2).sum() + shared**2))
        unknown = fitted.draws is None and not have.all() and missing == "predict"
        yield WeightedModel(
            model=model,
            index=100 * value,
            lower=None if unknown else 100 * max(value - z * error, 0.0),
            upper=None if unknown else 100 * min(value + z * error, 1.0),
            covered=float(weights[have].sum()),
            filled=tuple(n for n, has in zip(names, have, strict=True) if not has) if missing == "predict" else (),
        )
