"""scipy is the oracle; closed forms where a distribution has them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from deadheat.errors import ConfigError, DataError
from deadheat.stats import distributions as ours

shapes = st.floats(0.3, 1e6)
probabilities = st.floats(1e-9, 1 - 1e-9)


@given(st.floats(-37, 37))
def test_normal_tails_equal_scipy(x: float) -> None:
    assert ours.normal_sf(x) == pytest.approx(stats.norm.sf(x), rel=1e-12)
    assert ours.normal_cdf(x) == pytest.approx(stats.norm.cdf(x), rel=1e-12)


@given(st.floats(1e-300, 0.999))
def test_normal_quantiles_equal_scipy(p: float) -> None:
    assert ours.normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12, abs=1e-12)
    assert ours.two_sided_z(p) == pytest.approx(stats.norm.isf(p / 2), rel=1e-12)


@given(st.floats(-300, 300), st.floats(0.5, 1e6))
def test_student_tails_equal_scipy(t: float, df: float) -> None:
    assert ours.student_sf(t, df) == pytest.approx(float(stats.t.sf(t, df)), rel=1e-8, abs=1e-290)


@given(probabilities, st.floats(1, 1e6))
def test_student_quantiles_invert_the_tail(p: float, df: float) -> None:
    t = ours.student_quantile(p, df)
    assert 1 - ours.student_sf(t, df) == pytest.approx(p, rel=1e-6, abs=1e-12)
    assert t == pytest.approx(float(stats.t.ppf(p, df)), rel=1e-7, abs=1e-9)


@given(st.floats(0.001, 0.999))
def test_student_closed_forms_for_one_and_two_degrees(p: float) -> None:
    assert ours.student_quantile(p, 1) == pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-9, abs=1e-12)
    expected = (2 * p - 1) / math.sqrt(2 * p * (1 - p))
    assert ours.student_quantile(p, 2) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_student_with_infinite_degrees_is_normal() -> None:
    assert ours.student_sf(1.5, math.inf) == ours.normal_sf(1.5)
    assert ours.student_sf(0.0, 3) == 0.5
    assert ours.student_sf(math.inf, 3) == 0.0
    assert ours.student_sf(-math.inf, 3) == 1.0


@given(st.floats(0, 1), shapes, shapes)
def test_beta_equals_scipy_and_its_reflection(x: float, a: float, b: float) -> None:
    assert ours.beta_cdf(x, a, b) == pytest.approx(float(stats.beta.cdf(x, a, b)), rel=1e-6, abs=1e-9)
    assert ours.beta_cdf(x, a, b) + ours.beta_cdf(1 - x, b, a) == pytest.approx(1.0, abs=1e-7)


@pytest.mark.parametrize("p", [1e-6, 0.025, 0.5, 0.975])
@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 40), (0.5, 0.5), (30, 70), (9.9, 12), (1e4, 2e5)])
def test_beta_quantiles_equal_scipy(p: float, a: float, b: float) -> None:
    assert ours.beta_quantile(p, a, b) == pytest.approx(float(stats.beta.ppf(p, a, b)), rel=1e-9)


@given(st.integers(0, 2000), st.integers(-1, 2000), st.floats(0, 1))
def test_binomial_tails_equal_scipy_and_add_to_one(n: int, k: int, p: float) -> None:
    assert ours.binomial_cdf(k, n, p) == pytest.approx(float(stats.binom.cdf(k, n, p)), rel=1e-7, abs=1e-12)
    assert ours.binomial_sf(k, n, p) == pytest.approx(float(stats.binom.sf(k, n, p)), rel=1e-7, abs=1e-12)


def test_binomial_by_counting_subsets() -> None:
    assert ours.binomial_cdf(3, 10, 0.5) == pytest.approx((1 + 10 + 45 + 120) / 1024, rel=1e-13)


@pytest.mark.parametrize("p", [0.0, 1.0, -1.0, float("nan")])
def test_quantile_of_an_impossible_probability_is_refused(p: float) -> None:
    for quantile in (ours.normal_quantile, ours.two_sided_z):
        with pytest.raises(ConfigError):
            quantile(p)
    with pytest.raises(ConfigError):
        ours.student_quantile(p, 3)
    with pytest.raises(ConfigError):
        ours.beta_quantile(p, 1, 1)


def test_distribution_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DataError):
        ours.beta_cdf(0.5, 0, 1)
    with pytest.raises(DataError):
        ours.beta_cdf(float("nan"), 1, 1)
    for bad in (0, -1, float("nan")):
        with pytest.raises(DataError):
            ours.student_sf(1, bad)
        with pytest.raises(DataError):
            ours.two_sided_t(0.05, bad)
    with pytest.raises(DataError):
        ours.binomial_cdf(0, -1, 0.5)
    with pytest.raises(DataError):
        ours.binomial_sf(0, 1, 1.5)
