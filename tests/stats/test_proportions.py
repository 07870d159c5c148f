"""statsmodels and published examples as goldens; symmetries and closed forms."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from deadheat.errors import ConfigError, DataError
from deadheat.stats.proportions import (
    PairedTable,
    clopper_pearson,
    mcnemar,
    newcombe_paired,
    newcombe_unpaired,
    share_at_most,
    tango_paired,
    wilson,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "proportions.json").read_text())
PUBLISHED = GOLDEN["published"]
tables = st.builds(
    PairedTable,
    both=st.integers(0, 40),
    only_first=st.integers(0, 40),
    only_second=st.integers(0, 40),
    neither=st.integers(0, 40),
)


@pytest.mark.parametrize("case", GOLDEN["one"])
def test_one_share_equals_statsmodels(case: dict[str, Any]) -> None:
    for method in (wilson, clopper_pearson):
        seen = method(case["successes"], case["n"], alpha=case["alpha"])
        assert (seen.lower, seen.upper) == pytest.approx(case[method.__name__], abs=1e-10)


@pytest.mark.parametrize("case", GOLDEN["two"])
def test_two_independent_shares_equal_statsmodels(case: dict[str, Any]) -> None:
    seen = newcombe_unpaired(
        case["successes_1"], case["n_1"], successes_0=case["successes_0"], n_0=case["n_0"], alpha=case["alpha"]
    )
    assert (seen.lower, seen.upper) == pytest.approx(case["newcombe"], abs=1e-10)


def test_paired_shares_equal_the_published_example() -> None:
    table = PairedTable(**PUBLISHED["table"])
    newcombe = newcombe_paired(table, alpha=0.05)
    tango = tango_paired(table.only_first, table.only_second, n=table.n, alpha=0.05)
    assert (newcombe.lower, newcombe.upper) == pytest.approx(PUBLISHED["newcombe"], abs=5e-4)
    assert (tango.lower, tango.upper) == pytest.approx(PUBLISHED["tango"], abs=5e-4)
    test = mcnemar(table.only_first, table.only_second)
    assert test.exact == pytest.approx(PUBLISHED["mcnemar_exact"], abs=5e-5)
    assert test.mid_p == pytest.approx(PUBLISHED["mcnemar_mid_p"], abs=5e-5)


@pytest.mark.parametrize("case", GOLDEN["mcnemar"])
def test_exact_mcnemar_equals_statsmodels(case: dict[str, Any]) -> None:
    assert mcnemar(case["only_first"], case["only_second"]).exact == pytest.approx(case["exact"], rel=1e-10)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_binomial_test_and_symmetric(b: int, c: int) -> None:
    seen = mcnemar(b, c)
    assert seen == mcnemar(c, b)
    if b + c:
        oracle = stats.binomtest(b, b + c, 0.5).pvalue
        assert seen.exact == pytest.approx(oracle, rel=1e-9)
        assert seen.mid_p == pytest.approx(oracle - stats.binom.pmf(b, b + c, 0.5) * (0.5 if b == c else 1), rel=1e-9)
    else:
        assert (seen.exact, seen.mid_p) == (1, 1)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.001, 0.5))
def test_failures_mirror_successes(successes: int, failures: int, alpha: float) -> None:
    n = successes + failures
    for method in (wilson, clopper_pearson):
        seen, mirrored = method(successes, n, alpha=alpha), method(failures, n, alpha=alpha)
        assert (1 - mirrored.upper, 1 - mirrored.lower) == pytest.approx((seen.lower, seen.upper), abs=1e-10)
        assert 0 <= seen.lower < seen.upper <= 1
        assert seen.estimate is None or seen.lower <= seen.estimate <= seen.upper


def test_no_event_leaves_the_closed_form() -> None:
    assert share_at_most(0, 50, alpha=0.05) == pytest.approx(1 - 0.05 ** (1 / 50), rel=1e-12)
    assert clopper_pearson(0, 50, alpha=0.1).upper == pytest.approx(3 / 50, rel=0.04)  # the rule of three
    assert (clopper_pearson(0, 0, alpha=0.1).lower, clopper_pearson(0, 0, alpha=0.1).upper) == (0, 1)


@given(tables, st.floats(0.001, 0.3))
def test_swapping_the_sides_negates_the_paired_interval(table: PairedTable, alpha: float) -> None:
    seen, swapped = newcombe_paired(table, alpha=alpha), newcombe_paired(table.swapped(), alpha=alpha)
    assert (-swapped.upper, -swapped.lower) == pytest.approx((seen.lower, seen.upper), abs=1e-12)
    tango = tango_paired(table.only_first, table.only_second, n=table.n, alpha=alpha)
    turned = tango_paired(table.only_second, table.only_first, n=table.n, alpha=alpha)
    assert (-turned.upper, -turned.lower) == pytest.approx((tango.lower, tango.upper), abs=1e-12)
    for interval in (seen, tango):
        assert -1 <= interval.lower < interval.upper <= 1
        assert interval.estimate is None or interval.lower <= interval.estimate <= interval.upper


@given(st.integers(1, 500), st.floats(0.001, 0.3))
def test_tango_has_a_closed_form_when_no_item_differs(n: int, alpha: float) -> None:
    square = stats.norm.isf(alpha / 2) ** 2
    assert tango_paired(0, 0, n=n, alpha=alpha).upper == pytest.approx(square / (n + square), rel=1e-9)


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 60))
def test_tango_at_zero_is_the_mcnemar_score_test(b: int, c: int, rest: int) -> None:
    chi = (b - c) ** 2 / (b + c)
    alpha = float(stats.chi2.sf(chi, 1))
    if 1e-6 < alpha < 0.999:
        seen = tango_paired(b, c, n=b + c + rest, alpha=alpha)
        assert min(abs(seen.lower), abs(seen.upper)) == pytest.approx(0, abs=1e-7)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_swapping_independent_samples_negates(x1: int, f1: int, x0: int, f0: int) -> None:
    seen = newcombe_unpaired(x1, x1 + f1, successes_0=x0, n_0=x0 + f0, alpha=0.05)
    turned = newcombe_unpaired(x0, x0 + f0, successes_0=x1, n_0=x1 + f1, alpha=0.05)
    assert (-turned.upper, -turned.lower) == pytest.approx((seen.lower, seen.upper), abs=1e-12)
    assert seen.lower < seen.upper


def test_no_items_give_the_widest_interval() -> None:
    empty = PairedTable(both=0, only_first=0, only_second=0, neither=0)
    for seen in (
        newcombe_paired(empty, alpha=0.05),
        tango_paired(0, 0, n=0, alpha=0.05),
        newcombe_unpaired(0, 0, successes_0=1, n_0=2, alpha=0.05),
    ):
        assert (seen.estimate, seen.lower, seen.upper) == (None, -1, 1)


def test_impossible_counts_are_refused() -> None:
    for wrong in (
        lambda: wilson(3, 2, alpha=0.05),
        lambda: clopper_pearson(-1, 2, alpha=0.05),
        lambda: tango_paired(2, 2, n=3, alpha=0.05),
        lambda: newcombe_unpaired(1, 2, successes_0=3, n_0=2, alpha=0.05),
        lambda: PairedTable(both=-1, only_first=0, only_second=0, neither=0),
        lambda: mcnemar(-1, 0),
    ):
        with pytest.raises(DataError):
            wrong()
    with pytest.raises(ConfigError):
        wilson(1, 2, alpha=math.nan)
