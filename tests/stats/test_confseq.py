"""Confidence sequences for a bounded mean: golden, brute force, closed forms, invariances."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.confseq import log_e_value, log_e_values, mean_cs, mean_interval, p_value
from deadheat.stats.eprocess import FRACTIONS, NULLS, WEIGHTS, Null

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parents[1] / "golden" / "anytime.json").read_text())
CELL = 1 / 8192

unit = st.floats(0.0, 1.0, allow_subnormal=False)
scores = st.lists(unit | st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=60)
rates = st.floats(0.001, 0.5)


@pytest.mark.parametrize("case", GOLDEN["e_values"], ids=lambda c: f"{c['data']}-{c['null']}-{c['m']}")
def test_e_values_are_those_of_the_confseq_package(case: dict[str, Any]) -> None:
    log_e = log_e_values(GOLDEN["data"][case["data"]], case["m"], null=case["null"])
    assert log_e[case["rows"]] == pytest.approx(case["log_e"], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("case", GOLDEN["intervals"], ids=lambda c: f"{c['data']}-{c['alpha']}-{c['running']}")
def test_intervals_are_those_of_the_confseq_package_within_its_grid(case: dict[str, Any]) -> None:
    x = GOLDEN["data"][case["data"]]
    for row, outer_lower, outer_upper in zip(case["rows"], case["outer_lower"], case["outer_upper"], strict=True):
        if case["running"]:
            sequence = mean_cs(x, alpha=case["alpha"])
            lower, upper, slack = sequence.lower[row], sequence.upper[row], CELL
        else:
            interval = mean_interval(x[: row + 1], alpha=case["alpha"])
            lower, upper, slack = interval.lower, interval.upper, 1e-9
        assert outer_lower - slack <= lower <= outer_lower + case["within"] + 1e-12
        assert outer_upper - case["within"] - 1e-12 <= upper <= outer_upper + slack


@given(scores, rates)
def test_interval_limits_are_where_the_capital_reaches_the_threshold(x: list[float], alpha: float) -> None:
    interval = mean_interval(x, alpha=alpha)
    threshold = math.log(2 / alpha)
    for limit, null, inward in ((interval.lower, "at_most", 1e-6), (interval.upper, "at_least", -1e-6)):
        side: Null = "at_most" if null == "at_most" else "at_least"
        if 1e-9 < limit < 1 - 1e-9:
            assert log_e_value(x, limit, null=side) >= threshold
        if 1e-9 < limit + inward < 1 - 1e-9:
            assert log_e_value(x, limit + inward, null=side) < threshold


@given(scores, rates)
def test_interval_always_holds_the_sample_mean(x: list[float], alpha: float) -> None:
    interval = mean_interval(x, alpha=alpha)
    assert interval.estimate is not None
    assert 0 <= interval.lower <= interval.estimate <= interval.upper <= 1
    assert interval.estimate == pytest.approx(np.mean(x))
    assert (interval.n, interval.alpha) == (len(x), alpha)


def test_lower_limit_of_equal_observations_solves_its_closed_form() -> None:
    lower = mean_interval([1.0] * 25, alpha=0.05).lower
    capital = sum(w * (1 - f + f / lower) ** 25 for f, w in zip(FRACTIONS, WEIGHTS, strict=True))
    assert capital == pytest.approx(40, rel=1e-6)
    assert mean_interval([1.0] * 25, alpha=0.05).upper == 1.0


def test_no_observation_gives_the_widest_interval() -> None:
    interval = mean_interval([], alpha=0.05, lo=-1.0, hi=1.0)
    assert (interval.estimate, interval.lower, interval.upper, interval.n) == (None, -1.0, 1.0, 0)
    sequence = mean_cs([], alpha=0.05)
    assert (len(sequence.lower), len(sequence.upper), sequence.n, sequence.empty_from) == (0, 0, 0, None)
    assert log_e_values([], 0.5, null="equal").shape == (0,)
    assert log_e_value([], 0.5, null="equal") == 0.0
    assert p_value([], 0.5) == 1.0


def test_one_observation_says_almost_nothing() -> None:
    interval = mean_interval([0.5], alpha=0.05)
    assert interval.lower < 0.02
    assert interval.upper > 0.98


def test_all_observations_at_a_bound_leave_the_limit_at_that_bound() -> None:
    zeros = mean_interval([0.0] * 50, alpha=0.05)
    ones = mean_interval([1.0] * 50, alpha=0.05)
    assert zeros.lower == 0.0
    assert ones.upper == 1.0
    assert zeros.upper == pytest.approx(1 - ones.lower, abs=1e-9)
    assert 0.05 < zeros.upper < 0.2


@given(scores)
def test_reflection_mirrors_interval_and_sequence(x: list[float]) -> None:
    mirrored = [1 - value for value in x]
    interval, mirror = mean_interval(x, alpha=0.1), mean_interval(mirrored, alpha=0.1)
    assert interval.lower == pytest.approx(1 - mirror.upper, abs=1e-8)
    assert interval.upper == pytest.approx(1 - mirror.lower, abs=1e-8)
    sequence, mirror_sequence = mean_cs(x, alpha=0.1), mean_cs(mirrored, alpha=0.1)
    assert sequence.lower == pytest.approx(1 - mirror_sequence.upper, abs=1.01 * CELL, nan_ok=True)


@given(scores, st.floats(-10, 10), st.floats(0.1, 10))
def test_units_do_not_matter(x: list[float], shift: float, scale: float) -> None:
    lo, hi = shift, shift + scale
    moved = [min(max(shift + scale * value, lo), hi) for value in x]
    interval, plain = mean_interval(moved, alpha=0.05, lo=lo, hi=hi), mean_interval(x, alpha=0.05)
    assert interval.lower == pytest.approx(shift + scale * plain.lower, abs=1e-6)
    assert interval.upper == pytest.approx(shift + scale * plain.upper, abs=1e-6)


@given(scores, st.randoms(use_true_random=False))
def test_interval_and_last_e_value_do_not_depend_on_the_order(x: list[float], random: Any) -> None:
    shuffled = x.copy()
    random.shuffle(shuffled)
    interval, again = mean_interval(x, alpha=0.05), mean_interval(shuffled, alpha=0.05)
    assert interval.lower == pytest.approx(again.lower, abs=1e-9)
    assert interval.upper == pytest.approx(again.upper, abs=1e-9)
    for null in NULLS:
        assert log_e_value(x, 0.4, null=null) == pytest.approx(log_e_value(shuffled, 0.4, null=null), abs=1e-9)


@given(scores, st.floats(0.01, 0.99), st.sampled_from(NULLS))
def test_last_e_value_is_the_last_row(x: list[float], m: float, null: Null) -> None:
    assert log_e_value(x, m, null=null) == pytest.approx(log_e_values(x, m, null=null)[-1], abs=1e-9)


@given(st.lists(unit, min_size=1, max_size=30))
def test_rows_hold_all_later_rows_and_use_only_earlier_observations(x: list[float]) -> None:
    sequence = mean_cs(x, alpha=0.3)
    last = len(x) if sequence.empty_from is None else sequence.empty_from
    assert np.all(np.diff(sequence.lower[:last]) >= 0)
    assert np.all(np.diff(sequence.upper[:last]) <= 0)
    half = mean_cs(x[: len(x) // 2], alpha=0.3)
    assert half.lower == pytest.approx(sequence.lower[: len(x) // 2], nan_ok=True)
    assert half.upper == pytest.approx(sequence.upper[: len(x) // 2], nan_ok=True)


@given(st.lists(unit, min_size=1, max_size=25))
def test_running_rows_are_the_intersection_of_single_intervals(x: list[float]) -> None:
    sequence = mean_cs(x, alpha=0.3)
    singles = [mean_interval(x[: row + 1], alpha=0.3) for row in range(len(x))]
    lower = np.maximum.accumulate([single.lower for single in singles])
    upper = np.minimum.accumulate([single.upper for single in singles])
    last = len(x) if sequence.empty_from is None else sequence.empty_from
    assert np.all(sequence.lower[:last] <= lower[:last] + 1e-9)
    assert np.all(sequence.lower[:last] >= lower[:last] - CELL - 1e-9)
    assert np.all(sequence.upper[:last] >= upper[:last] - 1e-9)
    assert np.all(sequence.upper[:last] <= upper[:last] + CELL + 1e-9)


def test_a_mean_that_moved_leaves_nothing_and_never_everything() -> None:
    sequence = mean_cs([0.0] * 60 + [1.0] * 400, alpha=0.05)
    assert sequence.empty_from is not None
    assert 60 < sequence.empty_from < 460
    assert np.all(np.isnan(sequence.lower[sequence.empty_from :]))
    assert np.all(np.isnan(sequence.upper[sequence.empty_from :]))
    assert np.all(np.isfinite(sequence.lower[: sequence.empty_from]))


def test_a_smaller_alpha_gives_a_wider_interval() -> None:
    x = GOLDEN["data"]["ternary"]
    wide, narrow = mean_interval(x, alpha=0.01), mean_interval(x, alpha=0.2)
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


def test_more_observations_give_a_narrower_interval_at_the_root_of_n_rate() -> None:
    widths = [mean_interval([0.0, 1.0] * n, alpha=0.05) for n in (100, 10_000)]
    ratio = (widths[0].upper - widths[0].lower) / (widths[1].upper - widths[1].lower)
    assert 8 < ratio < 12


def test_counted_values_give_the_same_interval_as_rows() -> None:
    x = [0.0, 0.5, 1.0, 1.0] * 50
    apart = [value + (1e-13 * row if value < 1 else -1e-13 * row) for row, value in enumerate(x)]
    assert mean_interval(x, alpha=0.05).lower == pytest.approx(mean_interval(apart, alpha=0.05).lower, abs=1e-9)


def test_a_long_series_is_cut_into_blocks_without_a_seam() -> None:
    x = np.tile([0.0, 0.3, 1.0, 0.7, 0.2], 2000)
    path = log_e_values(x, 0.42, null="equal")
    for row in (4094, 4095, 4096, 4097, 9999):
        assert path[row] == pytest.approx(log_e_value(x[: row + 1], 0.42, null="equal"), abs=1e-8)


@given(scores, st.floats(0.05, 0.95))
def test_p_value_agrees_with_the_interval(x: list[float], m: float) -> None:
    p = p_value(x, m)
    assert 0 < p <= 1
    if p < 0.95:
        wider, narrower = mean_interval(x, alpha=p * 0.99), mean_interval(x, alpha=min(p * 1.01, 0.999))
        assert wider.lower <= m <= wider.upper
        assert not narrower.lower + 1e-6 < m < narrower.upper - 1e-6


def test_watching_breaks_the_promise_of_a_z_test_and_not_ours() -> None:
    x = np.random.default_rng(11).choice([0.0, 0.5, 1.0], size=(300, 1000), p=[0.35, 0.3, 0.35])
    n = np.arange(1, 1001)
    mean = np.cumsum(x, axis=1) / n
    deviation = np.sqrt(np.maximum(np.cumsum(x**2, axis=1) / n - mean**2, 1e-12))
    z_wrong = (np.abs(mean - 0.5) * np.sqrt(n) > 1.96 * deviation)[:, 29:].any(axis=1)
    ours_wrong = [log_e_values(row, 0.5, null="equal").max() >= math.log(20) for row in x]
    assert z_wrong.mean() > 0.3
    assert np.mean(ours_wrong) < 0.07


@pytest.mark.parametrize("bad", [[0.5, 1.5], [-0.1], [math.nan], [0.2, math.inf]])
def test_a_value_out_of_range_is_refused(bad: list[float]) -> None:
    for call in (lambda: mean_interval(bad, alpha=0.05), lambda: mean_cs(bad, alpha=0.05)):
        with pytest.raises(DataError, match=r"x\[\d\]"):
            call()
    with pytest.raises(DataError, match=r"x\[\d\]"):
        log_e_values(bad, 0.5, null="equal")


@pytest.mark.parametrize("alpha", [0.0, 1.0, -1.0, 95.0, math.nan])
def test_alpha_is_an_error_rate(alpha: float) -> None:
    for call in (lambda: mean_interval([0.5], alpha=alpha), lambda: mean_cs([0.5], alpha=alpha)):
        with pytest.raises(ConfigError, match=r"alpha is .* error rate"):
            call()


@pytest.mark.parametrize("bad", [{"m": 0.0}, {"m": 1.0}, {"null": "none"}, {"lo": 2.0}, {"hi": math.inf}])
def test_a_claim_that_cannot_be_tested_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        log_e_values([0.5], **({"m": 0.5, "null": "equal"} | bad))  # type: ignore[arg-type]  # wrong on purpose


def test_a_table_is_not_a_series() -> None:
    with pytest.raises(DataError, match="2 dimensions"):
        mean_interval(np.zeros((3, 2)), alpha=0.05)


def test_rows_of_a_sequence_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        mean_cs([0.5], alpha=0.05).lower[0] = 0.4
