"""One fitted capability index with its draws: what the index, the gap and the frontier all start from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.score_sheet import DEFAULT_ANCHORS, ModelCard, ScoreSheet
from deadheat.facts.index import Resampled
from deadheat.stats.capability_index import Anchors, IndexDraws, Scaled, collect_draws, draw_scaled, scale_fit
from deadheat.stats.inputs import FloatArray, checked_alpha
from deadheat.stats.item_response import ItemResponseFit, fit_item_response

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOptions:
    """How to fit and how to resample; the defaults are those of the published index, with fewer draws."""

    ridge: float = 0.1
    anchors: Mapping[str, float] | None = None
    draws: int = 200
    resample: Resampled = "model"
    alpha: float = 0.10
    seed: int = 12345

    def __post_init__(self) -> None:
        checked_alpha(self.alpha)
        if self.draws != 0 and self.draws < 20:
            raise ConfigError(f"draws is {self.draws}. Expected 0 for no intervals, or at least 20.")
        if self.seed < 0:
            raise ConfigError(f"seed is {self.seed}. Expected a whole number of 0 or more.")
        if self.resample not in ("model", "benchmark"):
            raise ConfigError(f"resample is {self.resample!r}. Expected 'model' or 'benchmark'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedIndex:
    """The index of every model of `sheet`, and its draws (None when none were asked for)."""

    sheet: ScoreSheet
    options: IndexOptions
    anchors: Anchors
    fit: ItemResponseFit
    scaled: Scaled
    draws: IndexDraws | None

    @property
    def method(self) -> str:
        return (
            "two-parameter logistic item-response model, least squares with a ridge of "
            f"{self.options.ridge:g} over {self.sheet.responses.n_free} parameters, scores clipped to [0.001, 0.999]"
        )

    @property
    def interval(self) -> str:
        """How the intervals were made, in one sentence."""
        if self.draws is None:
            return "no intervals were asked for"
        what = {
            "model": "each model's own scores with replacement",
            "benchmark": "benchmarks and the scores on them (product bootstrap), since models may err together on one",
        }[self.options.resample]
        kept = len(self.draws.index)
        level = 100 * (1 - self.options.alpha)
        return f"{level:g} % intervals from {kept} refits that resample {what}, each anchored anew"

    def card(self, model: int) -> ModelCard:
        return self.sheet.cards.get(self.sheet.models[model], ModelCard())

    def interval_of(self, draws: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The central interval of draws, one draw per row."""
        lower, upper = np.quantile(draws, [self.options.alpha / 2, 1 - self.options.alpha / 2], axis=0)
        return lower, upper


def fit_index(
    sheet: ScoreSheet, options: IndexOptions | None = None, *, on_step: Progress | None = None
) -> FittedIndex:
    """The index of `sheet` at its exact optimum, with resampled intervals.

    Raises: DataError if the fit has no optimum or its anchors define no scale.
    """
    options = options or IndexOptions()
    anchors = sheet.anchors(options.anchors or DEFAULT_ANCHORS)
    fit = fit_item_response(sheet.responses, ridge=options.ridge)
    if not fit.is_converged:
        raise DataError(
            f"the fit stopped with a gradient of {fit.gradient:.2g}. Expected an optimum.",
            where=sheet.source,
            hint="A larger --ridge, or more scores per benchmark, makes the optimum sharper.",
        )
    scaled = scale_fit(fit, anchors)
    return FittedIndex(
        sheet=sheet,
        options=options,
        anchors=anchors,
        fit=fit,
        scaled=scaled,
        draws=_draw(sheet, fit, anchors, options, on_step),
    )


def _draw(
    sheet: ScoreSheet, fit: ItemResponseFit, anchors: Anchors, options: IndexOptions, on_step: Progress | None
) -> IndexDraws | None:
    if options.draws == 0:
        return None
    drawn = draw_scaled(
        sheet.responses,
        fit,
        anchors=anchors,
        resample=options.resample,
        n_draws=options.draws,
        rng=np.random.default_rng(options.seed),
    )

    def watched() -> Iterator[Scaled | None]:
        for done, draw in enumerate(drawn, start=1):
            if on_step:
                on_step("intervals", done, options.draws)
            yield draw

    return collect_draws(watched())
