"""Options that every command on the capability index shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from deadheat.cli.figures import numbers_by_name
from deadheat.cli.mapping import parse_map
from deadheat.cli.whole import Whole
from deadheat.evidence.fitted_index import IndexOptions
from deadheat.evidence.score_sheet import DEFAULT_PIN, ScoreSheet, read_score_sheet
from deadheat.facts.index import Resampled

FIELDS = ("model", "benchmark", "score", "standard_error", "n_items")


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions:
    """How the intervals of the index are made."""

    draws: Whole = 200
    """Resampled fits behind the intervals; 0 for none."""
    resample: Resampled = "model"
    """`model` (each model's scores, as published) or `benchmark` (benchmarks too: wider, on the safe side)."""
    alpha: float = 0.10
    """Error rate of the intervals."""
    seed: Whole = 12345
    """Seed of the resampling."""

    def index_options(self, *, ridge: float = 0.1, anchors: Mapping[str, float] | None = None) -> IndexOptions:
        """The same as the evidence room takes them, checked."""
        return IndexOptions(
            ridge=ridge, anchors=anchors, draws=self.draws, resample=self.resample, alpha=self.alpha, seed=self.seed
        )


DEFAULT_FIT = FitOptions()


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """Where the scores come from and what fixes their scale."""

    models: Path | None = None
    """A table with `model` and any of `released`, `lab`, `country`, `access`."""
    map_: Annotated[list[str], Parameter(name="--map")] = field(default_factory=list)
    """COLUMN=FIELD where a column of SCORES has another name."""
    anchor: list[str] = field(default_factory=list)
    """MODEL=INDEX, twice: the two models that fix the scale (default: Claude 3.5 Sonnet=130, GPT-5=150)."""
    pin: str = DEFAULT_PIN
    """The benchmark whose slope fixes the unit of the raw fit; `none` leaves it to the penalty."""
    min_benchmarks: Whole = 4
    """Leave out models with fewer scores."""
    ridge: float = 0.1
    """Strength of the penalty; the published index uses 0.1."""

    def read(self, scores: Path | None) -> ScoreSheet:
        """The scores, checked; without a file, the bundled ones."""
        return read_score_sheet(
            scores,
            models=self.models,
            columns=parse_map(self.map_, FIELDS),
            pinned=None if self.pin == "none" else self.pin,
            min_benchmarks=self.min_benchmarks,
        )

    def index_options(self, fit: FitOptions) -> IndexOptions:
        """How to fit this table, checked."""
        return fit.index_options(ridge=self.ridge, anchors=numbers_by_name(self.anchor, "--anchor") or None)


DEFAULT_TABLE = TableOptions()
