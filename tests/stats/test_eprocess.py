"""The scalar e-process: closed forms, refusals, restart, and equality with the arrays of `confseq`."""

import math
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.confseq import log_e_values
from deadheat.stats.eprocess import (
    FRACTIONS,
    NULLS,
    WEIGHTS,
    BettingProcess,
    BettingState,
    EquivalenceProcess,
    EquivalenceState,
    Null,
)

unit = st.floats(0.0, 1.0, allow_subnormal=False)
inside = st.floats(0.01, 0.99)
some = st.lists(unit, max_size=60)


def _after(values: list[float], mean: float, null: Null, lo: float = 0.0, hi: float = 1.0) -> BettingProcess:
    process = BettingProcess(mean, null=null, lo=lo, hi=hi)
    for value in values:
        process.update(value)
    return process


def test_weights_share_the_whole_capital_and_no_fraction_can_lose_it_all() -> None:
    assert math.isclose(sum(WEIGHTS), 1.0)
    assert all(0 < fraction < 1 for fraction in FRACTIONS)
    assert list(WEIGHTS) == sorted(WEIGHTS, reverse=True)


@pytest.mark.parametrize("null", NULLS)
def test_capital_before_any_observation_is_one(null: Null) -> None:
    process = BettingProcess(0.3, null=null)
    assert (process.n, process.log_e, process.p_value) == (0, 0.0, 1.0)
    assert not process.is_refuted(alpha=0.999)


def test_capital_of_equal_observations_has_its_closed_form() -> None:
    process = _after([1.0] * 30, 0.25, "at_most")
    expected = sum(w * (1 - f + f / 0.25) ** 30 for f, w in zip(FRACTIONS, WEIGHTS, strict=True))
    assert math.isclose(process.log_e, math.log(expected), rel_tol=1e-12)


def test_one_fair_observation_leaves_the_expected_capital_at_one() -> None:
    for null in NULLS:
        won = math.exp(_after([1.0], 0.3, null).log_e)
        lost = math.exp(_after([0.0], 0.3, null).log_e)
        assert math.isclose(0.3 * won + 0.7 * lost, 1.0, rel_tol=1e-12)


def test_an_observation_at_the_claimed_mean_changes_nothing() -> None:
    assert _after([0.5] * 100, 0.5, "equal").log_e == pytest.approx(0.0, abs=1e-12)


@given(some, inside, st.sampled_from(NULLS))
def test_scalar_process_equals_the_arrays_at_every_row(values: list[float], mean: float, null: Null) -> None:
    process = BettingProcess(mean, null=null)
    for row, log_e in enumerate(log_e_values(values, mean, null=null)):
        process.update(values[row])
        assert process.log_e == pytest.approx(log_e, rel=1e-9, abs=1e-9)


def test_scalar_process_equals_the_arrays_after_capital_that_no_float_can_hold() -> None:
    values = [1.0] * 3000
    process = _after(values, 0.1, "at_most")
    assert process.log_e > 5000
    assert process.log_e == pytest.approx(log_e_values(values, 0.1, null="at_most")[-1], rel=1e-9)


def test_a_long_losing_run_does_not_end_the_process() -> None:
    process = _after([0.0] * 200_000, 0.5, "at_most")
    assert math.isfinite(process.log_e)
    assert process.log_peak == 0.0
    process.update(1.0)
    assert math.isfinite(process.log_e)


@given(some, st.floats(-0.9, 0.9))
def test_reflection_swaps_the_two_one_sided_claims(values: list[float], mean: float) -> None:
    shifted = [2 * value - 1 for value in values]
    above = _after(shifted, mean, "at_most", -1.0, 1.0)
    below = _after([-value for value in shifted], -mean, "at_least", -1.0, 1.0)
    assert above.log_e == pytest.approx(below.log_e, rel=1e-9, abs=1e-9)


@given(some, inside, st.floats(-50, 50), st.floats(0.01, 100))
def test_units_do_not_matter(values: list[float], mean: float, shift: float, scale: float) -> None:
    lo, hi = shift, shift + scale
    moved = [min(max(shift + scale * value, lo), hi) for value in values]
    process = _after(moved, shift + scale * mean, "equal", lo, hi)
    assert process.log_e == pytest.approx(_after(values, mean, "equal").log_e, rel=1e-6, abs=1e-6)


@given(st.lists(unit, min_size=1, max_size=40), inside)
def test_two_sided_capital_is_the_mean_of_the_sides(values: list[float], mean: float) -> None:
    sides = [math.exp(_after(values, mean, null).log_e) for null in ("at_most", "at_least")]
    assert math.exp(_after(values, mean, "equal").log_e) == pytest.approx(sum(sides) / 2, rel=1e-9)


def test_evidence_is_kept_when_the_capital_falls_again() -> None:
    process = _after([1.0] * 12 + [0.0] * 40, 0.5, "at_most")
    assert process.log_e < 0 < process.log_peak
    assert process.is_refuted(alpha=0.05)
    assert not process.is_refuted(alpha=1e-9)
    assert process.p_value == pytest.approx(math.exp(-process.log_peak))


@given(some, st.integers(0, 60), inside, st.sampled_from(NULLS))
def test_a_restart_at_any_point_changes_nothing(values: list[float], stop: int, mean: float, null: Null) -> None:
    stored = msgspec.json.encode(_after(values[:stop], mean, null).export())
    resumed = BettingProcess.resume(msgspec.json.decode(stored, type=BettingState))
    for value in values[stop:]:
        resumed.update(value)
    straight = _after(values, mean, null)
    assert resumed.export() == straight.export()
    assert resumed.log_e == pytest.approx(straight.log_e, rel=1e-12, abs=1e-12)


def test_a_state_of_another_version_is_refused() -> None:
    state = msgspec.structs.replace(BettingProcess(0.5, null="equal").export(), capital=(0.5, 0.5))
    with pytest.raises(DataError, match=r"2 bettors\. Expected 20"):
        BettingProcess.resume(state)


@pytest.mark.parametrize(
    "change",
    [{"capital": [-1.0]}, {"capital": []}, {"capital": [0.0] * 20}, {"n": -1}, {"log_peak": -0.1}, {"null": "below"}],
)
def test_a_damaged_state_is_refused_when_it_is_read(change: dict[str, object]) -> None:
    state = msgspec.to_builtins(BettingProcess(0.5, null="equal").export()) | change
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(state, BettingState)


@pytest.mark.parametrize("value", [-0.001, 1.001, math.nan, math.inf, -math.inf])
def test_an_observation_out_of_range_is_refused_and_changes_nothing(value: float) -> None:
    process = _after([0.5, 1.0], 0.4, "equal")
    before = process.export()
    with pytest.raises(DataError, match=r"observation 2 is .* Expected a number in \[0, 1\]"):
        process.update(value)
    assert process.export() == before


@pytest.mark.parametrize("mean", [0.0, 1.0, -0.5, 1.5, math.nan, math.inf, 1e-300])
def test_a_claim_outside_the_bounds_is_refused(mean: float) -> None:
    with pytest.raises(ConfigError, match="strictly between 0 and 1"):
        BettingProcess(mean, null="at_most")


@pytest.mark.parametrize(("lo", "hi"), [(1.0, 0.0), (0.5, 0.5), (math.nan, 1.0), (0.0, math.inf)])
def test_bounds_that_are_no_range_are_refused(lo: float, hi: float) -> None:
    with pytest.raises(ConfigError, match="the lower one first"):
        BettingProcess(0.5, null="at_most", lo=lo, hi=hi)


def test_an_unknown_claim_is_refused() -> None:
    with pytest.raises(ConfigError, match="Expected one of 'at_most', 'at_least', 'equal'"):
        BettingProcess(0.5, null="two-sided")  # type: ignore[arg-type]  # what a caller without types may do


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, 95.0, math.nan])
def test_alpha_is_an_error_rate(alpha: float) -> None:
    with pytest.raises(ConfigError, match="error rate"):
        BettingProcess(0.5, null="at_most").is_refuted(alpha=alpha)


def test_dead_heat_needs_both_sides_refuted() -> None:
    better, same = EquivalenceProcess(0.05), EquivalenceProcess(0.05)
    for step in range(3000):
        better.update(1.0 if step % 4 == 0 else 0.0)
        same.update(1.0 if step % 40 == 0 else -1.0 if step % 40 == 20 else 0.0)
    assert better.is_not_worse(alpha=0.05)
    assert not better.is_dead_heat(alpha=0.05)
    assert same.is_not_worse(alpha=0.05)
    assert same.is_dead_heat(alpha=0.05)


def test_evidence_for_a_dead_heat_survives_a_restart() -> None:
    straight, resumed = EquivalenceProcess(0.1), EquivalenceProcess(0.1)
    for step in range(400):
        difference = (0.5, 0.0, -0.5, 0.0)[step % 4]
        straight.update(difference)
        resumed.update(difference)
        if step % 100 == 50:
            stored = msgspec.json.encode(resumed.export())
            resumed = EquivalenceProcess.resume(msgspec.json.decode(stored, type=EquivalenceState))
    assert resumed.export() == straight.export()
    assert resumed.is_dead_heat(alpha=0.05)


def test_a_state_that_tests_other_margins_is_refused() -> None:
    state = EquivalenceProcess(0.1).export()
    for wrong in ({"margin": 0.2}, {"not_better": state.not_worse}):
        with pytest.raises(DataError, match="a stored equivalence state tests"):
            EquivalenceProcess.resume(msgspec.structs.replace(state, **wrong))


@pytest.mark.parametrize("margin", [0.0, -0.05, 1.0, 5.0, math.nan])
def test_a_margin_that_decides_nothing_is_refused(margin: float) -> None:
    with pytest.raises(ConfigError, match="margin is"):
        EquivalenceProcess(margin)


def test_the_request_path_loads_no_numpy() -> None:
    code = "import sys, deadheat.stats.eprocess; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
