"""The capability index as a result, with what a lighter penalty or a missing benchmark would change."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from deadheat.errors import ConfigError
from deadheat.evidence.fitted_index import FittedIndex, Progress
from deadheat.facts.call import call_from
from deadheat.facts.index import CapabilityIndex, IndexedBenchmark, IndexedModel, Sensitivity
from deadheat.stats.capability_index import leave_benchmarks_out, refit_with_ridge
from deadheat.stats.inputs import FloatArray
from deadheat.stats.item_response import predict

LIGHT_RIDGE = 1e-3
DAYS_PER_YEAR = 365.25
DEFINITION = (
    "Epoch Capabilities Index: one capability per model, one difficulty and one slope per benchmark, "
    "score = sigmoid(slope x (capability - difficulty)); "
    "scale fixed by {low} = {low_index:g} and {high} = {high_index:g}"
)


def summarise_index(
    fitted: FittedIndex,
    *,
    margin: float = 2.0,
    with_sensitivity: bool = True,
    with_influence: bool = True,
    on_step: Progress | None = None,
) -> CapabilityIndex:
    """The index of every model and benchmark with intervals, sensitivity and influence.

    margin: index points within which a model counts as level with the leader when its whole interval lies inside.
    """
    if not margin > 0:
        raise ConfigError(f"margin is {margin}. Expected index points above 0, such as 2.")
    sheet, options = fitted.sheet, fitted.options
    light = _light_index(fitted) if with_sensitivity else None
    shifts = _influence(fitted, on_step) if with_influence else None
    names = (sheet.models[fitted.anchors.low], sheet.models[fitted.anchors.high])
    return CapabilityIndex(
        models=tuple(_models(fitted, light, shifts, margin)),
        benchmarks=tuple(_benchmarks(fitted, shifts)),
        n=fitted.fit.n,
        method=f"{fitted.method}; {fitted.interval}",
        definition=DEFINITION.format(
            low=names[0], high=names[1], low_index=fitted.anchors.low_index, high_index=fitted.anchors.high_index
        ),
        source=sheet.source,
        as_of=sheet.as_of,
        ridge=options.ridge,
        alpha=options.alpha,
        margin=margin,
        resample=options.resample,
        draws=0 if fitted.draws is None else len(fitted.draws.index),
        draws_failed=0 if fitted.draws is None else fitted.draws.failed,
        seed=options.seed,
        gradient=fitted.fit.gradient,
        sensitivity=None if light is None else _sensitivity(fitted, light),
        left_out=sheet.left_out,
        notes=sheet.notes,
    )


def frontier_slope(released: list[date | None], index: FloatArray) -> float | None:
    """Points a year of the models that led when they came out, by least squares; None with fewer than three.

    Of models released on one day only the highest can lead.
    """
    dated = sorted((day, -value) for day, value in zip(released, index.tolist(), strict=True) if day is not None)
    best, leaders = -np.inf, []
    for day, negative in dated:
        if -negative > best:
            best = -negative
            leaders.append((day.toordinal() / DAYS_PER_YEAR, best))
    if len(leaders) < 3:
        return None
    years, values = np.array(leaders).T
    return float(np.polyfit(years - years.mean(), values, 1)[0])


def _light_index(fitted: FittedIndex) -> FloatArray | None:
    if fitted.options.ridge <= LIGHT_RIDGE:
        return None
    return refit_with_ridge(fitted.sheet.responses, fitted.fit, anchors=fitted.anchors, ridge=LIGHT_RIDGE).index


def _influence(fitted: FittedIndex, on_step: Progress | None) -> FloatArray:
    responses = fitted.sheet.responses
    shifts = np.full((responses.n_benchmarks, responses.n_models), np.nan)
    left = leave_benchmarks_out(responses, fitted.fit, anchors=fitted.anchors)
    for done, (benchmark, index) in enumerate(left, start=1):
        if index is not None:
            shifts[benchmark] = index - fitted.scaled.index
        if on_step:
            on_step("influence", done, responses.n_benchmarks)
    return shifts


def _sensitivity(fitted: FittedIndex, light: FloatArray) -> Sensitivity:
    shift = np.abs(light - fitted.scaled.index)
    released = [fitted.card(i).released for i in range(len(shift))]
    return Sensitivity(
        ridge=LIGHT_RIDGE,
        largest_shift=float(shift.max()),
        moved_model=fitted.sheet.models[int(shift.argmax())],
        median_shift=float(np.median(shift)),
        points_per_year=frontier_slope(released, light),
        points_per_year_here=frontier_slope(released, fitted.scaled.index),
    )


def _models(
    fitted: FittedIndex, light: FloatArray | None, shifts: FloatArray | None, margin: float
) -> Iterator[IndexedModel]:
    index = fitted.scaled.index
    leader = int(index.argmax())
    lower = upper = behind_lower = behind_upper = None
    if fitted.draws is not None:
        lower, upper = fitted.interval_of(fitted.draws.index)
        behind_lower, behind_upper = fitted.interval_of(fitted.draws.index[:, [leader]] - fitted.draws.index)
    n_benchmarks = np.bincount(fitted.sheet.responses.model)
    anchors = {fitted.anchors.low, fitted.anchors.high}
    for i in np.argsort(-index, kind="stable").tolist():
        card = fitted.card(i)
        decisive = _most(shifts[:, i]) if shifts is not None else None
        behind = (behind_lower[i], behind_upper[i]) if behind_lower is not None and behind_upper is not None else None
        yield IndexedModel(
            model=fitted.sheet.models[i],
            index=float(index[i]),
            lower=None if lower is None or i in anchors else float(lower[i]),
            upper=None if upper is None or i in anchors else float(upper[i]),
            n_benchmarks=int(n_benchmarks[i]),
            is_anchor=i in anchors,
            behind_leader=float(index[leader] - index[i]),
            behind_lower=None if behind is None else float(behind[0]),
            behind_upper=None if behind is None else float(behind[1]),
            call=None if behind is None or i == leader else call_from(-float(behind[1]), -float(behind[0]), margin),
            released=None if card.released is None else card.released.isoformat(),
            lab=card.lab,
            country=card.country,
            access=card.access,
            decisive_benchmark=None if decisive is None else fitted.sheet.benchmarks[decisive],
            shift_without=None if decisive is None or shifts is None else float(shifts[decisive, i]),
            index_light=None if light is None else float(light[i]),
        )


def _most(shifts: FloatArray) -> int | None:
    """The position of the largest shift; None if every one is undefined or exactly zero."""
    size = np.nan_to_num(np.abs(shifts))
    return int(size.argmax()) if size.max() > 0 else None


def _benchmarks(fitted: FittedIndex, shifts: FloatArray | None) -> Iterator[IndexedBenchmark]:
    responses = fitted.sheet.responses
    squares = (predict(fitted.fit, responses) - responses.score) ** 2
    counts = np.bincount(responses.benchmark)
    spread = np.sqrt(np.bincount(responses.benchmark, squares) / counts)
    lower = upper = None
    if fitted.draws is not None:
        lower, upper = fitted.interval_of(fitted.draws.difficulty)
    for j in np.argsort(-fitted.scaled.difficulty, kind="stable").tolist():
        moved = _most(shifts[j]) if shifts is not None else None
        yield IndexedBenchmark(
            benchmark=fitted.sheet.benchmarks[j],
            difficulty=float(fitted.scaled.difficulty[j]),
            lower=None if lower is None else float(lower[j]),
            upper=None if upper is None else float(upper[j]),
            slope=float(fitted.scaled.slope[j]),
            spread=float(spread[j]),
            n_models=int(counts[j]),
            is_pinned=j == responses.pinned,
            largest_shift=None if moved is None or shifts is None else float(shifts[j, moved]),
            median_shift=None if moved is None or shifts is None else float(np.nanmedian(np.abs(shifts[j]))),
            moved_model=None if moved is None else fitted.sheet.models[moved],
        )
