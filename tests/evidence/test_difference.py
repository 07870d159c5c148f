"""One difference, two promises: valid at the end, or at every look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.evidence.answers import PairedTask
from deadheat.evidence.difference import Difference, critical_value, difference_of, items_needed, multiplicity_of
from deadheat.facts.verdict import Mode

MODES: tuple[Mode, Mode] = ("fixed", "anytime")


def _pair(ours: list[float], theirs: list[float]) -> PairedTask:
    n = len(ours)
    return PairedTask(
        challenger="c",
        task=None,
        incumbent_score=np.array(ours, dtype=np.float64),
        challenger_score=np.array(theirs, dtype=np.float64),
        repeats=np.ones(n, dtype=np.int64),
        incumbent_measures={},
        challenger_measures={},
        arrival=np.arange(n),
    )


def _sampled(n: int, rate: float, seed: int = 1) -> PairedTask:
    rng = np.random.default_rng(seed)
    return _pair(list(rng.binomial(1, 0.6, n).astype(float)), list(rng.binomial(1, rate, n).astype(float)))


@pytest.mark.parametrize("mode", MODES)
def test_a_family_widens_the_interval_and_leaves_the_pointwise_one(mode: Mode) -> None:
    one, ten = (difference_of(_sampled(300, 0.7), alpha=0.05, family=k, mode=mode) for k in (1, 10))
    assert (one.lower, one.upper) == (one.pointwise_lower, one.pointwise_upper)
    assert ten.lower < one.lower < one.estimate < one.upper < ten.upper
    assert (ten.pointwise_lower, ten.pointwise_upper) == (one.lower, one.upper)


def test_valid_at_every_look_costs_width() -> None:
    fixed, anytime = (difference_of(_sampled(400, 0.6), alpha=0.05, family=1, mode=mode) for mode in MODES)
    assert anytime.upper - anytime.lower > fixed.upper - fixed.lower
    assert fixed.estimate == anytime.estimate


@pytest.mark.parametrize("mode", MODES)
def test_one_item_says_nothing(mode: Mode) -> None:
    found = difference_of(_pair([0.0], [1.0]), alpha=0.05, family=1, mode=mode)
    assert found.lower <= 0 < found.upper == 1.0
    if mode == "fixed":
        assert found.lower == -1.0


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30), st.sampled_from(MODES))
def test_swapping_the_sides_mirrors_the_interval(scores: list[tuple[float, float]], mode: Mode) -> None:
    ours, theirs = (list(side) for side in zip(*scores, strict=True))
    there = difference_of(_pair(ours, theirs), alpha=0.05, family=2, mode=mode)
    back = difference_of(_pair(theirs, ours), alpha=0.05, family=2, mode=mode)
    assert back.lower == pytest.approx(-there.upper, abs=1e-8)
    assert back.upper == pytest.approx(-there.lower, abs=1e-8)


def _open(estimate: float, deviation: float, n: int = 100) -> Difference:
    bounds = {"lower": -0.9, "upper": 0.9, "pointwise_lower": -0.9, "pointwise_upper": 0.9}
    return Difference(estimate=estimate, deviation=deviation, n=n, level=0.05, evidence=1.0, method="", **bounds)


def test_items_needed_agrees_with_the_closed_form() -> None:
    z = 1.959964 + 0.841621
    assert items_needed(_open(0.2, 0.5), margin=0.05, mode="fixed") == max(1, int(np.ceil((z * 0.5 / 0.2) ** 2)) - 100)
    z_both = 1.959964 + 1.281552
    expected = int(np.ceil((z_both * 0.5 / 0.05) ** 2)) - 100
    assert items_needed(_open(0.0, 0.5), margin=0.05, mode="fixed") == expected


@pytest.mark.parametrize("mode", MODES)
def test_items_needed_grows_with_spread_and_is_never_below_one(mode: Mode) -> None:
    little, more = (items_needed(_open(0.02, s), margin=0.05, mode=mode) for s in (0.3, 0.6))
    assert 1 <= little < more
    assert items_needed(_open(0.4, 0.0, n=10_000), margin=0.05, mode=mode) == 1


def test_items_needed_settles_the_call_with_the_stated_power() -> None:
    more = items_needed(_open(0.1, 0.7), margin=0.05, mode="fixed")
    rng = np.random.default_rng(5)
    settled = 0
    for _ in range(400):
        d = rng.choice([-1.0, 0.0, 1.0], p=[0.2, 0.5, 0.3], size=100 + more)
        half = 1.96 * d.std(ddof=1) / np.sqrt(d.size)
        settled += abs(d.mean()) > half
    assert 0.74 < settled / 400 < 0.86


def test_multiplicity_is_said_and_adjusts() -> None:
    found = [difference_of(_sampled(300, r, seed=3), alpha=0.05, family=3, mode="fixed") for r in (0.6, 0.72, 0.9)]
    adjusted = multiplicity_of(found, alpha=0.05, mode="fixed")
    assert all(a >= f.evidence for a, f in zip(adjusted.p_adjusted, found, strict=True))
    assert "3 comparisons" in adjusted.words
    assert "one comparison" in multiplicity_of(found[:1], alpha=0.05, mode="fixed").words
    anytime = [difference_of(_sampled(300, 0.9), alpha=0.05, family=1, mode="anytime")]
    assert multiplicity_of(anytime, alpha=0.05, mode="anytime").p_adjusted[0] < 0.001


def test_the_anytime_critical_value_is_larger_than_the_normal_one() -> None:
    assert critical_value(100, alpha=0.05, mode="fixed") is None
    assert (critical_value(100, alpha=0.05, mode="anytime") or 0) > 2.5
