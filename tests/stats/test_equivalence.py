"""Sequential equivalence on arrays: against the scalar process, reflection, limits, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.confseq import mean_interval
from deadheat.stats.eprocess import EquivalenceProcess
from deadheat.stats.equivalence import sequential_equivalence

differences = st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]) | st.floats(-1, 1), max_size=80)
TIED = np.tile([0.0, 0.5, 0.0, -0.5, 0.0], 200)


@given(differences, st.floats(0.05, 0.9), st.floats(0.05, 0.5))
def test_arrays_and_scalar_process_prove_the_same_at_the_same_moment(
    d: list[float], margin: float, alpha: float
) -> None:
    evidence = sequential_equivalence(d, margin=margin, alpha=alpha)
    process = EquivalenceProcess(margin)
    not_worse = dead_heat = None
    for count, difference in enumerate(d, start=1):
        process.update(difference)
        not_worse = not_worse or (count if process.is_not_worse(alpha=alpha) else None)
        dead_heat = dead_heat or (count if process.is_dead_heat(alpha=alpha) else None)
    assert (evidence.not_worse_after, evidence.dead_heat_after) == (not_worse, dead_heat)
    assert evidence.p_not_worse == pytest.approx(process.not_worse.p_value, rel=1e-9)
    assert evidence.is_dead_heat is (dead_heat is not None)


@given(differences)
def test_swapping_the_models_swaps_the_sides(d: list[float]) -> None:
    one = sequential_equivalence(d, margin=0.2, alpha=0.1)
    other = sequential_equivalence([-difference for difference in d], margin=0.2, alpha=0.1)
    assert one.not_worse_after == other.not_better_after
    assert one.p_not_better == pytest.approx(other.p_not_worse, rel=1e-9)
    assert one.dead_heat_after == other.dead_heat_after


def test_a_dead_heat_is_proved_by_enough_ties() -> None:
    evidence = sequential_equivalence(TIED, margin=0.1, alpha=0.05)
    assert evidence.is_dead_heat
    assert evidence.dead_heat_after is not None
    assert 20 < evidence.dead_heat_after < 1000
    assert evidence.p_dead_heat <= 0.05
    wider = sequential_equivalence(TIED, margin=0.2, alpha=0.05).dead_heat_after
    stricter = sequential_equivalence(TIED, margin=0.1, alpha=0.001).dead_heat_after
    assert wider is not None
    assert stricter is not None
    assert wider < evidence.dead_heat_after < stricter


def test_dead_heat_agrees_with_the_interval_at_twice_alpha_inside_the_margin() -> None:
    for n in range(20, 400, 7):
        interval = mean_interval(TIED[:n], alpha=0.1, lo=-1.0, hi=1.0)
        if interval.lower > -0.1 and interval.upper < 0.1:
            assert sequential_equivalence(TIED[:n], margin=0.1, alpha=0.05).is_dead_heat


def test_a_clear_lead_is_not_worse_and_no_dead_heat() -> None:
    evidence = sequential_equivalence([1.0] * 60, margin=0.05, alpha=0.05)
    assert evidence.is_not_worse
    assert evidence.not_better_after is None
    assert not evidence.is_dead_heat
    assert evidence.p_dead_heat == 1.0


def test_no_difference_seen_proves_nothing() -> None:
    evidence = sequential_equivalence([], margin=0.05, alpha=0.05)
    assert (evidence.n, evidence.not_worse_after, evidence.dead_heat_after) == (0, None, None)
    assert evidence.p_dead_heat == 1.0


def test_units_do_not_matter() -> None:
    percent = sequential_equivalence(100 * TIED, margin=10.0, alpha=0.05, lo=-100.0, hi=100.0)
    assert percent.dead_heat_after == sequential_equivalence(TIED, margin=0.1, alpha=0.05).dead_heat_after


@pytest.mark.parametrize("margin", [0.0, -0.1, 1.0, 3.0, math.nan])
def test_a_margin_that_decides_nothing_is_refused(margin: float) -> None:
    with pytest.raises(ConfigError, match="margin is"):
        sequential_equivalence([0.0], margin=margin, alpha=0.05)


def test_other_arguments_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="alpha"):
        sequential_equivalence([0.0], margin=0.1, alpha=5.0)
    with pytest.raises(ConfigError, match="the lower one first"):
        sequential_equivalence([0.0], margin=0.1, alpha=0.05, lo=1.0, hi=-1.0)
    with pytest.raises(ConfigError, match="margin is"):
        sequential_equivalence([0.0], margin=0.1, alpha=0.05, lo=0.0)
    for bad in (1.2, math.nan):
        with pytest.raises(DataError, match=r"x\[0\]"):
            sequential_equivalence([bad], margin=0.1, alpha=0.05)
