"""A capability index of models from public benchmark scores, with what it rests on."""

from typing import Literal

from msgspec import Struct

from deadheat.facts.call import Call

Resampled = Literal["model", "benchmark"]
MissingRule = Literal["require", "renormalise", "predict"]


class IndexedModel(Struct, frozen=True, kw_only=True):
    """One model on the index.

    lower, upper: None for an anchor, whose index is fixed by definition, and where no draws were asked for.
    behind_leader, behind_lower, behind_upper: leader minus this model; `call` reads it from this model's side:
    `dead_heat` needs the whole interval within the margin, `open` means not enough evidence.
    decisive_benchmark, shift_without: the benchmark whose removal moves this model most, and by how much.
    index_light: the index under the light penalty.
    """

    model: str
    index: float
    lower: float | None
    upper: float | None
    n_benchmarks: int
    is_anchor: bool
    behind_leader: float
    behind_lower: float | None
    behind_upper: float | None
    call: Call | None
    released: str | None = None
    lab: str | None = None
    country: str | None = None
    access: str | None = None
    decisive_benchmark: str | None = None
    shift_without: float | None = None
    index_light: float | None = None


class IndexedBenchmark(Struct, frozen=True, kw_only=True):
    """One benchmark on the same scale: a model whose index equals `difficulty` scores one half on it.

    slope is per index point. spread: root mean square of score minus curve. largest_shift: what leaving the benchmark
    out moves the most moved model (`moved_model`) by; None where it was not asked for or leaves no scale.
    """

    benchmark: str
    difficulty: float
    lower: float | None
    upper: float | None
    slope: float
    spread: float
    n_models: int
    is_pinned: bool
    largest_shift: float | None = None
    median_shift: float | None = None
    moved_model: str | None = None


class Sensitivity(Struct, frozen=True, kw_only=True):
    """What a lighter penalty changes: shifts over all models, and the slope of the frontier in points a year."""

    ridge: float
    largest_shift: float
    moved_model: str
    median_shift: float
    points_per_year: float | None
    points_per_year_here: float | None


class NotIndexed(Struct, frozen=True, kw_only=True):
    """A model of the table without an index, and why."""

    model: str
    n_benchmarks: int
    reason: str


class CapabilityIndex(Struct, frozen=True, kw_only=True):
    """All models and benchmarks of one fit, best first and hardest first."""

    schema: Literal["deadheat.index/1"] = "deadheat.index/1"
    models: tuple[IndexedModel, ...]
    benchmarks: tuple[IndexedBenchmark, ...]
    n: int
    method: str
    definition: str
    source: str
    as_of: str | None
    ridge: float
    alpha: float
    margin: float
    resample: Resampled
    draws: int
    draws_failed: int
    seed: int
    gradient: float
    sensitivity: Sensitivity | None = None
    left_out: tuple[NotIndexed, ...] = ()
    notes: tuple[str, ...] = ()


class WeightedModel(Struct, frozen=True, kw_only=True):
    """One model's weighted average; `covered` is the share of the weight that its own scores carry."""

    model: str
    index: float
    lower: float | None
    upper: float | None
    covered: float
    filled: tuple[str, ...] = ()


class WeightedIndex(Struct, frozen=True, kw_only=True):
    """A weighted average of scores, best first, with the rule for missing cells."""

    schema: Literal["deadheat.weighted-index/1"] = "deadheat.weighted-index/1"
    models: tuple[WeightedModel, ...]
    weights: dict[str, float]
    missing: MissingRule
    n: int
    method: str
    definition: str
    source: str
    as_of: str | None
    alpha: float
    left_out: tuple[NotIndexed, ...] = ()
    notes: tuple[str, ...] = ()
