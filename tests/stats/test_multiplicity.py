"""Several claims at once: hand-computed cases and brute-force closed testing as the second implementation."""

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.multiplicity import MultipleTests, bonferroni, e_bh, e_holm, holm

p_lists = st.lists(st.floats(0, 1), min_size=1, max_size=6)
e_lists = st.lists(st.floats(0, 1000) | st.sampled_from([0.0, 1.0, 20.0, 40.0]), min_size=1, max_size=6)
METHODS: list[Callable[..., MultipleTests]] = [bonferroni, holm, e_holm, e_bh]


def _log(e: list[float]) -> list[float]:
    return [math.log(value) if value > 0 else -math.inf for value in e]


def _closed(values: list[float], set_level: Callable[[list[float]], float]) -> list[float]:
    """The largest level over all sets that hold a claim: it falls only when every one of them falls."""
    claims = range(len(values))
    sets = [s for size in range(1, len(values) + 1) for s in itertools.combinations(claims, size)]
    return [max(set_level([values[k] for k in s]) for s in sets if i in s) for i in claims]


def test_bonferroni_multiplies_by_the_number_of_claims() -> None:
    tests = bonferroni([0.01, 0.02, 0.5], alpha=0.05)
    assert tests.adjusted == pytest.approx([0.03, 0.06, 1.0])
    assert tests.rejected.tolist() == [True, False, False]
    assert (tests.n, tests.alpha, tests.method) == (3, 0.05, "Bonferroni")


def test_holm_steps_down() -> None:
    tests = holm([0.04, 0.01, 0.02], alpha=0.05)
    assert tests.adjusted == pytest.approx([0.04, 0.03, 0.04])
    assert tests.rejected.tolist() == [True, True, True]
    assert holm([0.03, 0.02], alpha=0.05).adjusted == pytest.approx([0.04, 0.04])


def test_e_holm_averages_with_the_smallest() -> None:
    tests = e_holm(_log([100.0, 30.0, 0.5]), alpha=0.05)
    # 100: alone 100, with 0.5: 50.25, with 0.5 and 30: 43.5; 30: alone 30, with 0.5: 15.25; 0.5: alone
    assert 1 / tests.adjusted == pytest.approx([43.5, 15.25, 1.0])
    assert tests.rejected.tolist() == [True, False, False]


def test_e_bh_rejects_the_k_largest() -> None:
    tests = e_bh(_log([80.0, 35.0, 2.0, 0.1]), alpha=0.05)
    # K = 4: 4 / 80 = .05; 4 / (2 x 35) = .057; 4 / (3 x 2) = .667; 1
    assert tests.adjusted == pytest.approx([0.05, 4 / 70, 4 / 6, 1.0])
    assert tests.rejected.tolist() == [True, False, False, False]
    # 40 x 2 = 80 >= 4 / .05, although 45 alone would need 80: the second claim carries the first
    assert e_bh(_log([45.0, 40.0, 2.0, 0.1]), alpha=0.05).rejected.tolist() == [True, True, False, False]


@given(p_lists)
def test_holm_is_closed_testing_with_bonferroni(p: list[float]) -> None:
    brute = _closed(p, lambda chosen: min(1.0, len(chosen) * min(chosen)))
    assert holm(p, alpha=0.05).adjusted == pytest.approx(brute, rel=1e-9, abs=1e-12)


@given(e_lists)
def test_e_holm_is_closed_testing_with_the_average(e: list[float]) -> None:
    brute = _closed(e, lambda chosen: min(1.0, len(chosen) / max(sum(chosen), 1e-300)))
    assert e_holm(_log(e), alpha=0.05).adjusted == pytest.approx(brute, rel=1e-9)


@given(e_lists, st.floats(0.01, 0.5))
def test_e_bh_is_its_definition_tried_at_every_k(e: list[float], alpha: float) -> None:
    ranked = sorted(e, reverse=True)
    passing = [k for k in range(1, len(e) + 1) if ranked[k - 1] * k * alpha >= len(e) * (1 - 1e-12)]
    least = ranked[max(passing) - 1] if passing else math.inf
    assert e_bh(_log(e), alpha=alpha).rejected.tolist() == [value >= least * (1 - 1e-9) for value in e]


@given(e_lists)
def test_e_holm_rejects_at_least_what_the_plain_step_down_rejects(e: list[float]) -> None:
    order = sorted(range(len(e)), key=lambda i: -e[i])
    rejected = e_holm(_log(e), alpha=0.05).rejected
    for step, claim in enumerate(order):
        if e[claim] * 0.05 < len(e) - step:
            break
        assert rejected[claim]


@given(p_lists)
def test_holm_rejects_whatever_bonferroni_rejects(p: list[float]) -> None:
    assert np.all(holm(p, alpha=0.05).adjusted <= bonferroni(p, alpha=0.05).adjusted + 1e-12)


@given(e_lists)
def test_controlling_less_rejects_more(e: list[float]) -> None:
    family, discovery = e_holm(_log(e), alpha=0.1), e_bh(_log(e), alpha=0.1)
    assert np.all(discovery.rejected[family.rejected])


@pytest.mark.parametrize("method", METHODS)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_order_of_the_claims_does_not_matter(method: Callable[..., MultipleTests], values: list[float]) -> None:
    order = list(np.random.default_rng(len(values)).permutation(len(values)))
    straight = method([8 * v if method in (e_holm, e_bh) else v for v in values], alpha=0.05)
    shuffled = method([8 * values[i] if method in (e_holm, e_bh) else values[i] for i in order], alpha=0.05)
    assert shuffled.adjusted == pytest.approx(straight.adjusted[order], rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_one_claim_needs_no_correction_and_none_gives_nothing(method: Callable[..., MultipleTests]) -> None:
    value = math.log(25) if method in (e_holm, e_bh) else 0.04
    assert method([value], alpha=0.05).adjusted == pytest.approx([0.04])
    empty = method([], alpha=0.05)
    assert (empty.n, empty.adjusted.shape, empty.rejected.shape) == (0, (0,), (0,))


def test_evidence_that_no_float_can_hold_keeps_its_order() -> None:
    tests = e_holm([5000.0, math.inf, -math.inf, 0.0], alpha=0.05)
    assert tests.rejected.tolist() == [True, True, False, False]
    assert np.all(np.isfinite(tests.adjusted))


def test_a_claim_exactly_at_the_limit_is_rejected() -> None:
    assert e_bh([math.log(20)], alpha=0.05).rejected.all()
    assert e_holm([math.log(20)], alpha=0.05).rejected.all()
    assert holm([0.05], alpha=0.05).rejected.all()


@pytest.mark.parametrize("method", METHODS)
def test_wrong_inputs_are_refused(method: Callable[..., MultipleTests]) -> None:
    with pytest.raises(DataError, match="not a number|finite number"):
        method([0.5, math.nan], alpha=0.05)
    with pytest.raises(DataError, match="2 dimensions"):
        method([[0.5]], alpha=0.05)
    with pytest.raises(DataError, match="cannot be read as numbers"):
        method(["a lot"], alpha=0.05)
    for alpha in (0.0, 1.0, 95.0, math.nan):
        with pytest.raises(ConfigError, match="alpha"):
            method([0.5], alpha=alpha)


@pytest.mark.parametrize("p", [[-0.01], [1.01]])
def test_a_p_value_out_of_range_is_refused(p: list[float]) -> None:
    for method in (bonferroni, holm):
        with pytest.raises(DataError, match=r"p\[0\]"):
            method(p, alpha=0.05)
