"""One difference, two promises: valid at the end, or at every look."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.evidence.answers import PairedTask
from deadheat.evidence.difference import critical_value, difference_of, items_needed, multiplicity_of
from deadheat.facts.call import Mode
from deadheat.stats.planning import items_to_settle

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


def test_further_items_are_those_planned_at_the_level_that_the_comparisons_share() -> None:
    pair = _sampled(100, 0.65)
    found = difference_of(pair, alpha=0.05, family=6, mode="fixed")
    total = items_to_settle(pair.difference, margin=0.05, alpha=0.05 / 6)
    assert total is not None
    assert items_needed(pair, found, margin=0.05, mode="fixed") == total - 100


@pytest.mark.parametrize("mode", MODES)
def test_items_needed_grows_when_the_margin_shrinks_and_is_never_below_one(mode: Mode) -> None:
    pair = _pair([0.0, 1.0] * 200, [1.0, 0.0] * 200)
    found = difference_of(pair, alpha=0.05, family=1, mode=mode)
    wide, narrow = (items_needed(pair, found, margin=margin, mode=mode) for margin in (0.2, 0.05))
    assert wide is not None
    assert narrow is not None
    assert 1 <= wide < narrow


@pytest.mark.parametrize("mode", MODES)
def test_items_needed_settles_the_call_about_as_often_as_stated(mode: Mode) -> None:
    values, chances = [-1.0, 0.0, 1.0], [0.2, 0.5, 0.3]
    exact = _pair([1.0] * 20 + [0.0] * 80, [0.0] * 20 + [0.0] * 50 + [1.0] * 30)
    found = difference_of(exact, alpha=0.05, family=1, mode=mode)
    more = items_needed(exact, found, margin=0.05, mode=mode)
    assert more is not None
    rng = np.random.default_rng(5)
    settled = 0
    for _ in range(200):
        d = rng.choice(values, p=chances, size=100 + more)
        again = difference_of(
            _pair(list((d < 0).astype(float)), list((d > 0).astype(float))), alpha=0.05, family=1, mode=mode
        )
        settled += again.lower > 0 or again.upper < 0
    assert 0.7 < settled / 200 < 0.9


def test_anytime_evidence_agrees_with_the_interval() -> None:
    for seed in range(30):
        found = difference_of(_sampled(200, 0.74, seed), alpha=0.05, family=1, mode="anytime")
        assert (found.evidence >= np.log(1 / 0.05)) == (found.lower > 0 or found.upper < 0)


def test_multiplicity_is_said_and_adjusts() -> None:
    found = [difference_of(_sampled(300, r, seed=3), alpha=0.05, family=3, mode="fixed") for r in (0.6, 0.72, 0.9)]
    adjusted = multiplicity_of(found, alpha=0.05, family=len(found), mode="fixed")
    assert all(a >= f.evidence for a, f in zip(adjusted.p_adjusted, found, strict=True))
    assert "3 comparisons" in adjusted.words
    assert "one comparison" in multiplicity_of(found[:1], alpha=0.05, family=1, mode="fixed").words
    anytime = [difference_of(_sampled(300, 0.9), alpha=0.05, family=1, mode="anytime")]
    assert multiplicity_of(anytime, alpha=0.05, family=1, mode="anytime").p_adjusted[0] < 0.001


def test_the_anytime_critical_value_is_larger_than_the_normal_one() -> None:
    assert critical_value(100, alpha=0.05, mode="fixed") is None
    assert (critical_value(100, alpha=0.05, mode="anytime") or 0) > 2.5
