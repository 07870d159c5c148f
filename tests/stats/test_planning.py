"""How many items are needed: against a walk, repeated data, and the cases that cannot be planned."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.confseq import mean_interval
from deadheat.stats.distributions import normal_quantile, two_sided_z
from deadheat.stats.planning import items_to_exclude, items_to_settle

PILOT = ([1.0] * 9 + [0.5] * 6 + [0.0] * 5) * 5


def test_planned_items_are_a_little_more_than_repeated_data_need() -> None:
    planned = items_to_exclude(PILOT, 0.5, alpha=0.05)
    assert planned is not None
    rounds = range(5, 100)
    certain = next(20 * k for k in rounds if mean_interval(PILOT[:20] * k, alpha=0.05).lower > 0.5)
    assert certain < planned < 2 * certain


def test_more_are_needed_for_a_nearer_target_and_a_smaller_alpha() -> None:
    base = items_to_exclude(PILOT, 0.5, alpha=0.05)
    nearer = items_to_exclude(PILOT, 0.55, alpha=0.05)
    stricter = items_to_exclude(PILOT, 0.5, alpha=0.001)
    assert base is not None
    assert nearer is not None
    assert stricter is not None
    assert 3 * base < nearer < 6 * base
    assert base < stricter < 3 * base


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=40), st.floats(0.05, 0.95))
def test_swapping_the_models_changes_nothing(x: list[float], target: float) -> None:
    mirrored = items_to_exclude([1 - value for value in x], 1 - target, alpha=0.05)
    if abs(np.mean(x) - target) > 1e-6:
        assert items_to_exclude(x, target, alpha=0.05) == pytest.approx(mirrored, rel=1e-6, abs=1)


def test_units_do_not_matter() -> None:
    difference = [2 * value - 1 for value in PILOT]
    assert items_to_exclude(difference, 0.0, alpha=0.05, lo=-1.0) == items_to_exclude(PILOT, 0.5, alpha=0.05)


def test_a_mean_at_the_target_or_no_item_cannot_be_planned() -> None:
    assert items_to_exclude([0.0, 1.0], 0.5, alpha=0.05) is None
    assert items_to_exclude([0.5, 0.5], 0.5, alpha=0.05) is None
    assert items_to_exclude([], 0.5, alpha=0.05) is None


def test_items_that_all_agree_need_few_more() -> None:
    needed = items_to_exclude([1.0] * 5, 0.5, alpha=0.05)
    assert needed is not None
    assert 5 < needed < 15
    assert mean_interval([1.0] * needed, alpha=0.05).lower > 0.5
    assert mean_interval([1.0] * (needed - 1), alpha=0.05).lower <= 0.5


def test_wrong_inputs_are_refused() -> None:
    for target in (0.0, 1.0, 2.0, math.nan):
        with pytest.raises(ConfigError, match="claimed mean"):
            items_to_exclude([0.5], target, alpha=0.05)
    for alpha in (0.0, 1.0, 5.0):
        with pytest.raises(ConfigError, match="alpha"):
            items_to_exclude([0.5], 0.4, alpha=alpha)
    with pytest.raises(DataError, match=r"x\[0\]"):
        items_to_exclude([1.5], 0.4, alpha=0.05)


def _closed_form(x: np.ndarray, distance: float, *, alpha: float, chance: float) -> float:
    return ((two_sided_z(alpha) + normal_quantile(chance)) * float(x.std(ddof=1)) / distance) ** 2


def test_a_plan_for_one_look_is_the_closed_form_where_the_normal_interval_rules() -> None:
    x = np.random.default_rng(3).uniform(-1, 1, 3000)
    lead = x * 0.5 + 0.02 - 0.5 * x.mean()
    planned = items_to_settle(lead, margin=0.001, alpha=0.05)
    assert planned == pytest.approx(_closed_form(lead, 0.02, alpha=0.05, chance=0.8), abs=1)
    tie = lead - lead.mean()
    both = items_to_settle(tie, margin=0.01, alpha=0.05)
    assert both == pytest.approx(_closed_form(tie, 0.01, alpha=0.05, chance=0.9), abs=1)


def test_both_sides_of_the_margin_have_to_be_shown() -> None:
    x = np.tile([0.5, -0.5, 0.0, 0.0], 500) + 0.002
    planned = items_to_settle(x, margin=0.05, alpha=0.05)
    assert planned is not None
    assert _closed_form(x, 0.048, alpha=0.05, chance=0.8) < planned < _closed_form(x, 0.048, alpha=0.05, chance=0.9)


def test_right_or_wrong_answers_are_planned_by_the_score_test_that_will_judge_them() -> None:
    x = [1.0] * 5 + [-1.0] * 5 + [0.0] * 90
    planned = items_to_settle(x, margin=0.05, alpha=0.05)
    assert planned is not None
    assert planned > 1.05 * _closed_form(np.array(x), 0.05, alpha=0.05, chance=0.9)


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), min_size=1, max_size=40), st.floats(0.01, 0.5))
def test_a_plan_does_not_depend_on_who_is_called_challenger(x: list[float], margin: float) -> None:
    there = items_to_settle(x, margin=margin, alpha=0.05)
    back = items_to_settle([-value for value in x], margin=margin, alpha=0.05)
    assert there == pytest.approx(back, rel=1e-6, abs=1)


def test_a_stricter_level_and_a_narrower_margin_take_more_and_nothing_seen_takes_none() -> None:
    x = [0.5] * 10 + [-0.5] * 10 + [0.0] * 80
    base, strict, narrow = (
        items_to_settle(x, margin=m, alpha=a) for m, a in ((0.05, 0.05), (0.05, 0.002), (0.01, 0.05))
    )
    assert base is not None
    assert strict is not None
    assert narrow is not None
    assert base < strict < narrow
    assert items_to_settle([0.0] * 50, margin=0.05, alpha=0.05) is not None
    assert items_to_settle([0.0] * 50, margin=1e-12, alpha=0.05) is None
    assert items_to_settle([], margin=0.05, alpha=0.05) is None
