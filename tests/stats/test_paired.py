"""Real outcomes as goldens, scipy and closed forms beside them, and every rule at its border."""

import json
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from deadheat.errors import ConfigError, DataError
from deadheat.stats.bounded_score import BoundedSample, score_bounds
from deadheat.stats.paired import clustered_mean, mean_difference, tost
from deadheat.stats.proportions import tango_paired

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "gpqa_outcomes.json").read_text())
Floats = npt.NDArray[np.float64]
differences = st.lists(st.floats(-1, 1, allow_nan=False), max_size=150)
outcomes = st.lists(st.sampled_from([-1.0, 0.0, 1.0]), max_size=150)


def _answers(model: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return np.array(GOLDEN["correct"][model]), np.array(GOLDEN["answers"][model])


def _paired(first: str, second: str) -> Floats:
    (a, n), (b, m) = _answers(first), _answers(second)
    kept = (n > 0) & (m > 0)
    return np.asarray(a[kept] / n[kept] - b[kept] / m[kept], dtype=np.float64)


@pytest.mark.parametrize(("first", "second", "points", "half"), GOLDEN["expected"]["paired"])
def test_gpqa_differences_are_those_measured(first: str, second: str, points: float, half: float) -> None:
    seen = mean_difference(_paired(first, second), alpha=0.05)
    assert seen.method == "paired z over items"
    assert 100 * (seen.estimate or 0.0) == pytest.approx(points, abs=0.005)
    assert 100 * (seen.upper - seen.lower) / 2 == pytest.approx(half, abs=0.005)


@pytest.mark.parametrize(("model", "mean", "naive", "clustered"), GOLDEN["expected"]["clustered"])
def test_gpqa_clustered_errors_are_those_measured(model: str, mean: float, naive: float, clustered: float) -> None:
    correct, n = _answers(model)
    rows = np.concatenate([np.repeat([1.0, 0.0], [k, m - k]) for k, m in zip(correct, n, strict=True)])
    seen = clustered_mean(rows, np.repeat(np.arange(len(n)), n), alpha=0.05)
    assert seen.estimate == pytest.approx(mean, abs=6e-5)
    assert seen.standard_error_naive == pytest.approx(naive, abs=6e-6)
    assert seen.standard_error_cr0 == pytest.approx(clustered, abs=6e-6)


# --- mean_difference: the rules -----------------------------------------------------------------------------------
def test_no_item_or_one_item_gives_the_widest_interval() -> None:
    for d in ([], [0.4]):
        seen = mean_difference(d, alpha=0.05, lo=-1, hi=2)
        assert (seen.lower, seen.upper, seen.p_value) == (-1, 2, 1)
        assert math.isinf(seen.standard_error)
    assert mean_difference([], alpha=0.05).estimate is None


def test_large_sample_is_the_one_sample_z_test() -> None:
    d = np.random.default_rng(1).uniform(-0.6, 0.8, 400)
    seen = mean_difference(d, alpha=0.1)
    error = stats.sem(d)
    assert seen.standard_error == pytest.approx(error, rel=1e-12)
    assert seen.upper == pytest.approx(d.mean() + stats.norm.isf(0.05) * error, rel=1e-12)
    assert seen.p_value == pytest.approx(2 * stats.norm.sf(abs(d.mean()) / error), rel=1e-9)


def test_small_sample_is_the_one_sample_t_test() -> None:
    d = np.random.default_rng(2).uniform(-0.6, 0.8, 30)
    seen, oracle = mean_difference(d, alpha=0.05), stats.ttest_1samp(d, 0)
    interval = oracle.confidence_interval(0.95)
    assert (seen.lower, seen.upper) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert seen.p_value == pytest.approx(oracle.pvalue, rel=1e-9)
    assert "29 degrees" in seen.method


def test_rule_changes_at_one_hundred_items() -> None:
    d = np.linspace(-0.5, 0.6, 100)
    assert mean_difference(d, alpha=0.05).method == "paired z over items"
    assert "Student t" in mean_difference(d[:99], alpha=0.05).method


def test_outcomes_of_zero_and_one_are_counted() -> None:
    d = [1.0] * 1 + [-1.0] * 7 + [0.0] * 13
    seen = mean_difference(d, alpha=0.05)
    assert (seen.lower, seen.upper) == pytest.approx((-0.517, -0.026), abs=5e-4)  # Fagerland et al. 2014, Tango
    assert seen.p_value == pytest.approx(0.0703, abs=5e-5)
    tango = tango_paired(1, 7, n=21, alpha=0.05)
    assert (seen.lower, seen.upper) == (tango.lower, tango.upper)


@pytest.mark.parametrize(("n", "alpha"), [(40, 0.05), (60, 0.002), (99, 0.05), (200, 0.01), (300, 0.002), (500, 0.01)])
def test_a_challenger_worse_by_the_margin_is_called_equal_no_more_often_than_promised(n: int, alpha: float) -> None:
    """Exact, with 5 % of the items answered by the incumbent alone. Newcombe fails it at 40 and 60, z above."""
    called = [k for k in range(n + 1) if mean_difference([-1.0] * k + [0.0] * (n - k), alpha=alpha).lower >= -0.05]
    assert stats.binom.pmf(called, n, 0.05).sum() <= alpha / 2


def _nearly_counted(rng: np.random.Generator, n: int) -> Floats:
    """The incumbent alone is right on 5 % of the items; a tenth of the others differ by a repeat, either way."""
    draw = rng.random(n)
    return np.select([draw < 0.05, draw < 0.1, draw < 0.15], [-1.0, 0.25, -0.25], 0.0)


@pytest.mark.parametrize(("n", "alpha"), [(50, 0.05), (99, 0.05), (100, 0.05 / 24), (300, 0.05 / 24)])
@pytest.mark.slow
def test_a_few_repeats_that_differ_do_not_hide_rare_large_losses(n: int, alpha: float) -> None:
    """z and t alone call a dead heat in 4 to 7 % of these, 2 to 20 times as often as promised."""
    rng = np.random.default_rng(5)
    runs = 1000
    called = sum(mean_difference(_nearly_counted(rng, n), alpha=alpha).lower >= -0.05 for _ in range(runs))
    assert stats.binom.sf(called - 1, runs, alpha / 2) > 0.001


def test_z_is_checked_by_the_score_interval_where_few_items_speak_of_the_tails() -> None:
    d = np.array([0.25, -0.25] * 20 + [0.0] * 160)
    plain, checked = mean_difference(d, alpha=0.05), mean_difference(d, alpha=0.02)
    assert plain.method == "paired z over items"
    assert checked.method == "paired z over items, no narrower than the score interval"
    assert checked.upper == pytest.approx(score_bounds(BoundedSample.of(d, lo=-1, hi=1), z=stats.norm.isf(0.01))[1])
    assert checked.upper > stats.norm.isf(0.01) * d.std(ddof=1) / math.sqrt(200)


@given(differences, st.floats(1e-6, 0.9))
def test_zero_is_left_out_exactly_when_the_p_value_is_small(d: list[float], alpha: float) -> None:
    seen = mean_difference(d, alpha=alpha)
    if "Tango" not in seen.method and abs(seen.p_value / alpha - 1) > 1e-6:
        assert (seen.lower > 0 or seen.upper < 0) == (seen.p_value < alpha)


def test_identical_models_are_never_certain() -> None:
    for n in (2, 20, 200, 20_000):
        seen = mean_difference(np.zeros(n), alpha=0.05)
        z = stats.norm.isf(0.025)
        assert seen.upper == pytest.approx(z**2 / (n + z**2), rel=1e-9)
        assert seen.lower == -seen.upper
        assert seen.p_value == 1
        assert seen.standard_error > 0


def test_few_differing_items_of_many_do_not_make_a_standard_error() -> None:
    d = np.zeros(1000)
    d[:4] = 0.5
    seen = mean_difference(d, alpha=0.05)
    assert seen.method == "exact tail bounds over items"
    assert seen.upper == pytest.approx(stats.beta.isf(0.025, 5, 996), rel=1e-9)
    assert seen.lower == pytest.approx(-(1 - 0.025 ** (1 / 1000)), rel=1e-9)
    d[4] = 0.5
    assert seen.upper > mean_difference(d, alpha=0.05).upper
    assert mean_difference(d, alpha=0.05).method == "paired z over items"


def test_constant_difference_keeps_room_on_both_sides() -> None:
    share = 1 - 0.025 ** (1 / 40)
    seen = mean_difference(np.full(40, 0.3), alpha=0.05)
    assert seen.lower == pytest.approx(0.3 * (1 - share) - share, rel=1e-9)
    assert seen.upper == pytest.approx(0.3 * (1 - share) + share, rel=1e-9)
    assert seen.lower > 0
    assert seen.p_value < 0.05


def test_p_value_of_tail_bounds_is_the_level_at_which_zero_leaves() -> None:
    d = np.full(12, -0.4)
    p = mean_difference(d, alpha=0.05).p_value
    assert mean_difference(d, alpha=p * 1.0001).upper < 0 < mean_difference(d, alpha=p * 0.9999).upper


def test_wider_bounds_do_not_count_outcomes_they_cannot_know() -> None:
    assert "tail" in mean_difference(np.zeros(50), alpha=0.05, lo=-5, hi=5).method
    assert mean_difference(np.zeros(50), alpha=0.05, lo=-5, hi=5).upper == pytest.approx(5 * (1 - 0.025**0.02))


@given(st.one_of(differences, outcomes), st.sampled_from([0.01, 0.05, 0.2]))
def test_interval_is_ordered_inside_its_bounds_and_never_a_point(d: list[float], alpha: float) -> None:
    seen = mean_difference(d, alpha=alpha)
    assert -1 <= seen.lower < seen.upper <= 1
    assert 0 <= seen.p_value <= 1
    if seen.estimate is not None and "tail" not in seen.method:
        assert seen.lower - 1e-12 <= seen.estimate <= seen.upper + 1e-12


@given(st.one_of(differences, outcomes))
def test_swapping_the_models_mirrors_everything(d: list[float]) -> None:
    seen, swapped = mean_difference(d, alpha=0.05), mean_difference([-x for x in d], alpha=0.05)
    assert (swapped.lower, swapped.upper) == pytest.approx((-seen.upper, -seen.lower), abs=1e-12)
    assert swapped.p_value == pytest.approx(seen.p_value, rel=1e-9)


@given(st.one_of(differences, outcomes), st.integers(0, 1000))
def test_order_of_the_items_is_irrelevant(d: list[float], seed: int) -> None:
    mixed = np.random.default_rng(seed).permutation(np.array(d))
    seen, other = mean_difference(d, alpha=0.05), mean_difference(mixed, alpha=0.05)
    assert (other.lower, other.upper) == pytest.approx((seen.lower, seen.upper), abs=1e-12)


@given(st.one_of(differences, outcomes))
def test_smaller_alpha_gives_a_wider_interval(d: list[float]) -> None:
    wide, narrow = mean_difference(d, alpha=0.01), mean_difference(d, alpha=0.1)
    assert wide.lower <= narrow.lower
    assert wide.upper >= narrow.upper


@pytest.mark.parametrize("bad", [[0.0, 1.5], [float("nan")], [float("inf"), 0.0], [[0.0]]])
def test_unusable_differences_are_refused(bad: list[float]) -> None:
    with pytest.raises(DataError):
        mean_difference(bad, alpha=0.05)


@pytest.mark.parametrize(
    ("alpha", "lo", "hi"), [(0, -1, 1), (1, -1, 1), (5, -1, 1), (0.05, 1, -1), (0.05, -math.inf, 1)]
)
def test_unusable_settings_are_refused(alpha: float, lo: float, hi: float) -> None:
    with pytest.raises(ConfigError):
        mean_difference([0.0, 0.1], alpha=alpha, lo=lo, hi=hi)


# --- tost ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("n", [40, 400])
def test_tost_is_two_one_sided_tests(n: int) -> None:
    d = np.random.default_rng(3).uniform(-0.6, 0.62, n)
    seen = tost(d, margin=0.05, alpha=0.05)
    above = stats.ttest_1samp(d, -0.05, alternative="greater")
    below = stats.ttest_1samp(d, 0.05, alternative="less")
    worse = max((above.pvalue, above.statistic), (below.pvalue, -below.statistic))
    expected = worse[0] if n < 100 else stats.norm.sf(worse[1])
    assert seen.p_value == pytest.approx(expected, rel=1e-8)
    assert seen.equivalent == (seen.p_value <= 0.05)


@given(st.one_of(differences, outcomes), st.floats(0.01, 0.5), st.floats(0.01, 0.3))
def test_equivalence_is_claimed_exactly_when_its_p_value_is_small(d: list[float], margin: float, alpha: float) -> None:
    seen = tost(d, margin=margin, alpha=alpha)
    if abs(seen.p_value - alpha) > 1e-6:
        assert seen.equivalent == (seen.p_value < alpha)
    assert not seen.equivalent or (-margin <= seen.lower and seen.upper <= margin)


def test_nothing_known_is_never_equivalent() -> None:
    for d in ([], [0.0]):
        seen = tost(d, margin=0.5, alpha=0.05)
        assert (seen.equivalent, seen.p_value) == (False, 1.0)


def test_identical_models_need_enough_items_to_be_equivalent() -> None:
    assert not tost(np.zeros(40), margin=0.05, alpha=0.05).equivalent
    assert tost(np.zeros(100), margin=0.05, alpha=0.05).equivalent


def test_unusable_margin_or_alpha_is_refused() -> None:
    for margin, alpha in ((0.0, 0.05), (-1, 0.05), (math.nan, 0.05), (0.05, 0.5), (0.05, 0)):
        with pytest.raises(ConfigError):
            tost([0.0, 0.1], margin=margin, alpha=alpha)


# --- clustered_mean -----------------------------------------------------------------------------------------------
def test_clustered_error_is_its_double_sum_on_a_lopsided_split() -> None:
    x = np.random.default_rng(4).normal(size=60)
    cluster = np.array([0] * 40 + [1] * 1 + [2] * 10 + [3] * 9)
    e = x - x.mean()
    double = sum(e[i] * e[j] for i in range(60) for j in range(60) if cluster[i] == cluster[j])
    seen = clustered_mean(x, cluster, alpha=0.05)
    assert seen.standard_error_cr0 == pytest.approx(math.sqrt(double) / 60, rel=1e-10)
    assert seen.standard_error == pytest.approx(seen.standard_error_cr0 * math.sqrt(4 / 3), rel=1e-12)
    assert seen.upper == pytest.approx(x.mean() + stats.t.isf(0.025, 3) * seen.standard_error, rel=1e-9)


def test_one_row_per_cluster_is_the_ordinary_t_interval() -> None:
    x = np.random.default_rng(5).normal(size=25)
    seen, oracle = clustered_mean(x, np.arange(25), alpha=0.05), stats.ttest_1samp(x, 0).confidence_interval(0.95)
    assert (seen.lower, seen.upper) == pytest.approx((oracle.low, oracle.high), rel=1e-9)
    assert seen.standard_error == pytest.approx(seen.standard_error_naive, rel=1e-12)


def test_labels_of_clusters_are_only_names() -> None:
    x = np.random.default_rng(6).normal(size=12)
    numbers, words = np.arange(12) % 4, np.array(["d", "a", "c", "b"])[np.arange(12) % 4]
    assert clustered_mean(x, numbers, alpha=0.05).upper == pytest.approx(clustered_mean(x, words, alpha=0.05).upper)


def test_too_little_to_know_gives_an_infinite_interval() -> None:
    one = clustered_mean([0.1, 0.9], [7, 7], alpha=0.05)
    flat = clustered_mean([1.0, 1.0, 1.0], [1, 2, 3], alpha=0.05)
    none = clustered_mean([], [], alpha=0.05)
    for seen in (one, flat, none):
        assert (seen.lower, seen.upper) == (-math.inf, math.inf)
    assert none.estimate is None


def test_clusters_must_pair_with_rows() -> None:
    with pytest.raises(DataError, match="cluster has 1"):
        clustered_mean([0.1, 0.2], [1], alpha=0.05)
