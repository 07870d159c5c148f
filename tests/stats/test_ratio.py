"""The log-delta interval against Fieller's, its symmetries, and every zero."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from deadheat.errors import ConfigError, DataError
from deadheat.stats.ratio import ratio_of_means

Floats = npt.NDArray[np.float64]


def _costs(n: int, *, seed: int = 1) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    length = rng.lognormal(0.0, 0.6, n)
    return 0.002 * length * rng.lognormal(0.0, 0.3, n), 0.01 * length * rng.lognormal(0.0, 0.3, n)


def _fieller(a: Floats, b: Floats, *, alpha: float) -> tuple[float, float]:
    """{r : |mean(a - r b)| <= z sd(a - r b) / sqrt(n)}, the roots of a quadratic."""
    z2, n = stats.norm.isf(alpha / 2) ** 2, len(a)
    (vaa, vab), (_, vbb) = np.cov(a, b) / n
    p = b.mean() ** 2 - z2 * vbb
    q = a.mean() * b.mean() - z2 * vab
    r = a.mean() ** 2 - z2 * vaa
    root = math.sqrt(q * q - p * r)
    return (q - root) / p, (q + root) / p


def test_interval_agrees_with_fieller_on_many_items() -> None:
    a, b = _costs(4000)
    seen = ratio_of_means(a, b, alpha=0.05)
    assert (seen.lower, seen.upper) == pytest.approx(_fieller(a, b, alpha=0.05), rel=2e-3)
    assert seen.estimate == pytest.approx(a.mean() / b.mean(), rel=1e-14)


def test_error_is_the_delta_method_by_hand() -> None:
    a, b = np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.0, 3.0])
    (vaa, vab), (_, vbb) = np.cov(a, b) / 3
    expected = vaa / a.mean() ** 2 - 2 * vab / (a.mean() * b.mean()) + vbb / b.mean() ** 2
    seen = ratio_of_means(a, b, alpha=0.05)
    assert seen.log_standard_error == pytest.approx(math.sqrt(expected), rel=1e-12)
    assert seen.upper == pytest.approx(1.0 * math.exp(stats.t.isf(0.025, 2) * math.sqrt(expected)), rel=1e-9)


@given(st.integers(2, 150), st.floats(1e-6, 1e6), st.integers(0, 20))
def test_units_cancel_and_swapping_inverts(n: int, scale: float, seed: int) -> None:
    a, b = _costs(n, seed=seed)
    seen = ratio_of_means(a, b, alpha=0.05)
    scaled, swapped = ratio_of_means(a * scale, b, alpha=0.05), ratio_of_means(b, a, alpha=0.05)
    assert (scaled.lower, scaled.upper) == pytest.approx((seen.lower * scale, seen.upper * scale), rel=1e-9)
    assert (swapped.lower, swapped.upper) == pytest.approx((1 / seen.upper, 1 / seen.lower), rel=1e-9)
    assert seen.lower < (seen.estimate or 0) < seen.upper


def test_pairing_narrows_what_shared_length_widens() -> None:
    a, b = _costs(500)
    shuffled = np.random.default_rng(2).permutation(b)
    paired, broken = ratio_of_means(a, b, alpha=0.05), ratio_of_means(a, shuffled, alpha=0.05)
    assert paired.log_standard_error < 0.8 * broken.log_standard_error


def test_given_critical_value_replaces_the_quantile() -> None:
    a, b = _costs(300)
    fixed, anytime = ratio_of_means(a, b, alpha=0.05), ratio_of_means(a, b, alpha=0.05, critical=3.0)
    assert math.log(anytime.upper / (anytime.estimate or 0)) == pytest.approx(3 * fixed.log_standard_error, rel=1e-12)
    assert "given critical value" in anytime.method


def test_no_item_or_one_item_gives_no_interval() -> None:
    for a, b, estimate in (([], [], None), ([2.0], [4.0], 0.5)):
        seen = ratio_of_means(a, b, alpha=0.05)
        assert (seen.estimate, seen.lower, seen.upper) == (estimate, 0.0, math.inf)


def test_zero_costs_are_decided() -> None:
    free_incumbent = ratio_of_means([1.0, 2.0], [0.0, 0.0], alpha=0.05)
    assert (free_incumbent.estimate, free_incumbent.lower, free_incumbent.upper) == (None, 0.0, math.inf)
    free_challenger = ratio_of_means([0.0, 0.0], [1.0, 2.0], alpha=0.05)
    assert (free_challenger.estimate, free_challenger.lower, free_challenger.upper) == (0.0, 0.0, math.inf)
    assert "zero for every item" in free_incumbent.method
    assert "zero for every item" in free_challenger.method
    some = ratio_of_means([0.0, 2.0, 1.0], [1.0, 0.0, 1.0], alpha=0.05)
    assert math.isfinite(some.upper)


def test_ratio_that_never_varied_has_no_interval() -> None:
    seen = ratio_of_means([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], alpha=0.05)
    assert (seen.estimate, seen.lower, seen.upper) == (0.5, 0.0, math.inf)
    assert "same ratio" in seen.method


def test_huge_error_stays_finite() -> None:
    seen = ratio_of_means([0.0, 1.0], [1.0, 0.0], alpha=1e-9)
    assert 0 <= seen.lower < 1 < seen.upper


@pytest.mark.parametrize(
    ("a", "b"),
    [([-1.0, 1.0], [1.0, 1.0]), ([math.nan], [1.0]), ([1.0], [math.inf]), ([1.0], [1.0, 2.0]), ([1e300], [1.0])],
)
def test_unusable_costs_are_refused(a: list[float], b: list[float]) -> None:
    with pytest.raises(DataError):
        ratio_of_means(a, b, alpha=0.05)


def test_unusable_settings_are_refused() -> None:
    for critical in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ConfigError, match="critical"):
            ratio_of_means([1.0, 2.0], [1.0, 3.0], alpha=0.05, critical=critical)
    with pytest.raises(ConfigError, match="alpha"):
        ratio_of_means([1.0, 2.0], [1.0, 3.0], alpha=95)
