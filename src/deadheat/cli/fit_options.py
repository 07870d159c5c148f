"""Options that every command on the capability index shares."""

from collections.abc import Mapping
from dataclasses import dataclass

from cyclopts import Parameter

from deadheat.evidence.fitted_index import IndexOptions
from deadheat.facts.index import Resampled


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions:
    """How the intervals of the index are made."""

    draws: int = 200
    """Resampled fits behind the intervals; 0 for none."""
    resample: Resampled = "model"
    """`model` (each model's scores, as published) or `benchmark` (benchmarks too: wider, on the safe side)."""
    alpha: float = 0.10
    """Error rate of the intervals."""
    seed: int = 12345
    """Seed of the resampling."""

    def index_options(self, *, ridge: float = 0.1, anchors: Mapping[str, float] | None = None) -> IndexOptions:
        """The same as the evidence room takes them, checked."""
        return IndexOptions(
            ridge=ridge, anchors=anchors, draws=self.draws, resample=self.resample, alpha=self.alpha, seed=self.seed
        )


DEFAULT_FIT = FitOptions()
