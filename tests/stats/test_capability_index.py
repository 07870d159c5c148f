"""The scale and its resampled intervals."""

import numpy as np
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.stats.capability_index import (
    Anchors,
    Resample,
    collect_draws,
    draw_scaled,
    leave_benchmarks_out,
    refit_with_ridge,
    scale_fit,
)
from deadheat.stats.item_response import fit_item_response
from tests.stats.test_item_response import simulated

RESPONSES = simulated(21)
FIT = fit_item_response(RESPONSES)
ORDER = np.argsort(FIT.capability)
ANCHORS = Anchors(low=int(ORDER[3]), high=int(ORDER[-2]))


def test_anchors_sit_at_their_index_and_order_is_kept() -> None:
    scaled = scale_fit(FIT, ANCHORS)
    assert scaled.index[ANCHORS.low] == pytest.approx(130)
    assert scaled.index[ANCHORS.high] == pytest.approx(150)
    assert np.array_equal(np.argsort(scaled.index), ORDER)


def test_scaling_keeps_every_prediction() -> None:
    scaled = scale_fit(FIT, ANCHORS)
    raw = FIT.slope[0] * (FIT.capability - FIT.difficulty[0])
    assert scaled.slope[0] * (scaled.index - scaled.difficulty[0]) == pytest.approx(raw)


@pytest.mark.parametrize("resample", ["model", "benchmark"])
def test_draws_are_seeded_and_anchored_anew(resample: Resample) -> None:
    def drawn(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        rng = np.random.default_rng(seed)
        draws = draw_scaled(RESPONSES, FIT, anchors=ANCHORS, resample=resample, n_draws=20, rng=rng)
        return collect_draws(draws).index

    first = drawn(1)
    assert np.array_equal(first, drawn(1))
    assert not np.array_equal(first, drawn(2))
    assert first[:, ANCHORS.low] == pytest.approx(130)
    assert first[:, ANCHORS.high] == pytest.approx(150)
    free = [i for i in range(RESPONSES.n_models) if i not in (ANCHORS.low, ANCHORS.high)]
    assert (first[:, free].std(axis=0) > 0).all()


def test_too_many_failed_draws_are_an_error_and_few_are_counted() -> None:
    good = scale_fit(FIT, ANCHORS)
    assert collect_draws(iter([good] * 19 + [None])).failed == 1
    with pytest.raises(DataError, match="5 of 10"):
        collect_draws(iter([good, None] * 5))


def test_leaving_a_benchmark_out_equals_fitting_without_its_rows() -> None:
    kept = RESPONSES.benchmark != RESPONSES.n_benchmarks - 1
    shorter = type(RESPONSES)(
        model=RESPONSES.model[kept],
        benchmark=RESPONSES.benchmark[kept],
        score=RESPONSES.score[kept],
        n_models=RESPONSES.n_models,
        n_benchmarks=RESPONSES.n_benchmarks - 1,
        pinned=0,
    )
    # The penalty is divided by the number of parameters, which stays that of the full table.
    ridge = FIT.ridge * shorter.n_free / RESPONSES.n_free
    expected = scale_fit(fit_item_response(shorter, ridge=ridge), ANCHORS).index
    left = dict(leave_benchmarks_out(RESPONSES, FIT, anchors=ANCHORS))
    without = left[RESPONSES.n_benchmarks - 1]
    assert without is not None
    assert without == pytest.approx(expected, abs=1e-3)


def test_a_lighter_penalty_moves_the_index() -> None:
    light = refit_with_ridge(RESPONSES, FIT, anchors=ANCHORS, ridge=1e-3).index
    assert np.abs(light - scale_fit(FIT, ANCHORS).index).max() > 1e-3


def test_anchors_that_define_no_scale_are_refused() -> None:
    with pytest.raises(ConfigError, match="same model"):
        Anchors(low=1, high=1)
    with pytest.raises(ConfigError, match="low < high"):
        Anchors(low=1, high=2, low_index=150, high_index=130)
    with pytest.raises(DataError, match="no scale"):
        scale_fit(FIT, Anchors(low=ANCHORS.high, high=ANCHORS.low))
