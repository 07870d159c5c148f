"""statsmodels, a published example and the likelihood itself; the e-process by hand and by exact expectation."""

import json
import math
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from deadheat.errors import ConfigError, DataError
from deadheat.stats.proportions import PairedTable
from deadheat.stats.relative_risk import (
    PairedMethod,
    relative_risk,
    relative_risk_cs,
    relative_risk_log_e,
    relative_risk_paired,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "proportions.json").read_text())
AIRWAY = PairedTable(**GOLDEN["published"]["table"])
# JailbreakBench artifacts @909e68c (MIT), transfer of GCG attacks: 100 behaviours, GPT-3.5 first, GPT-4 second.
GCG = PairedTable(both=4, only_first=43, only_second=0, neither=53)
counts = st.integers(0, 40)


@pytest.mark.parametrize("case", GOLDEN["ratio"])
@pytest.mark.parametrize("method", ["koopman", "miettinen_nurminen", "katz"])
def test_unpaired_intervals_equal_statsmodels(case: dict[str, Any], method: Any) -> None:
    seen = relative_risk(
        case["events_1"],
        case["n_1"],
        events_0=case["events_0"],
        n_0=case["n_0"],
        alpha=case["alpha"],
        method=method,
    )
    assert (seen.lower, seen.upper) == pytest.approx(case[method], rel=1e-9)


@pytest.mark.parametrize(
    ("method", "expected"), [("tang", (0.065, 0.907)), ("bonett_price", (0.068, 0.923)), ("delta", (0.063, 0.9996))]
)
def test_paired_intervals_equal_the_published_example(method: PairedMethod, expected: tuple[float, float]) -> None:
    seen = relative_risk_paired(AIRWAY, alpha=0.05, method=method)  # Fagerland, Lydersen & Laake (Stat. Med. 2014)
    assert seen.estimate == 0.25
    assert (seen.lower, seen.upper) == pytest.approx(expected, abs=6e-4)


def test_jailbreak_transfer_has_the_known_intervals() -> None:
    katz = relative_risk(47, 100, events_0=4, n_0=100, alpha=0.05, method="katz")
    delta = relative_risk_paired(GCG, alpha=0.05, method="delta")
    assert (katz.estimate, delta.estimate) == (11.75, 11.75)
    assert (katz.lower, katz.upper) == pytest.approx((4.40, 31.39), abs=0.005)
    assert (delta.lower, delta.upper) == pytest.approx((4.60, 30.0), abs=0.005)
    pair = relative_risk(69, 100, events_0=34, n_0=100, alpha=0.05, method="katz")
    assert (pair.estimate, pair.lower, pair.upper) == pytest.approx((2.029, 1.50, 2.75), abs=0.005)


def test_tang_score_is_the_restricted_likelihood_score() -> None:
    seen = relative_risk_paired(AIRWAY, alpha=0.05)
    cells = (AIRWAY.both, AIRWAY.only_first, AIRWAY.only_second, AIRWAY.neither)

    def statistic(r: float) -> float:
        def loss(v: Any) -> float:
            p0, both = v[0], v[1]
            shares = (both, r * p0 - both, p0 - both, 1 - r * p0 - p0 + both)
            if min(shares) <= 0:
                return 1e9 - 1e9 * float(min(shares))
            return -float(sum(k * math.log(p) for k, p in zip(cells, shares, strict=True)))

        p0 = min(0.35, 0.5 / r)
        best = optimize.minimize(
            loss,
            (p0, 0.5 * min(1, r) * p0),
            method="Nelder-Mead",
            options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000},
        )
        p0, both = best.x
        return float((2 - 8 * r) / math.sqrt(21 * (r * p0 + r * r * p0 - 2 * r * both)))

    z = stats.norm.isf(0.025)
    assert statistic(seen.lower) == pytest.approx(z, abs=1e-3)
    assert statistic(seen.upper) == pytest.approx(-z, abs=1e-3)


@given(counts, counts, counts, counts)
def test_swapping_independent_samples_inverts(x1: int, f1: int, x0: int, f0: int) -> None:
    seen = relative_risk(x1, x1 + f1, events_0=x0, n_0=x0 + f0, alpha=0.05)
    turned = relative_risk(x0, x0 + f0, events_0=x1, n_0=x1 + f1, alpha=0.05)
    assert turned.lower == pytest.approx(1 / seen.upper if seen.upper else math.inf, rel=1e-6)
    assert seen.lower <= (seen.estimate if seen.estimate is not None else math.inf) <= seen.upper
    assert seen.lower < seen.upper


@given(counts, counts, counts, counts, st.sampled_from(["tang", "bonett_price"]))
def test_swapping_paired_sides_inverts(a: int, b: int, c: int, d: int, method: PairedMethod) -> None:
    table = PairedTable(both=a, only_first=b, only_second=c, neither=d)
    seen = relative_risk_paired(table, alpha=0.05, method=method)
    turned = relative_risk_paired(table.swapped(), alpha=0.05, method=method)
    assert turned.lower == pytest.approx(1 / seen.upper, rel=1e-6)
    assert seen.lower < seen.upper
    if seen.estimate is not None:
        assert seen.lower <= seen.estimate <= seen.upper


@given(st.integers(1, 40), counts, counts)
def test_tang_is_never_moved_by_items_where_nothing_happened(b: int, a: int, c: int) -> None:
    few = relative_risk_paired(PairedTable(both=a, only_first=b, only_second=c, neither=0), alpha=0.05)
    many = relative_risk_paired(PairedTable(both=a, only_first=b, only_second=c, neither=500), alpha=0.05)
    assert (few.lower, few.upper) == pytest.approx((many.lower, many.upper), rel=1e-6)


def test_sides_without_events_leave_one_sided_intervals() -> None:
    none_in_1 = relative_risk(0, 20, events_0=5, n_0=20, alpha=0.05)
    none_in_0 = relative_risk_paired(PairedTable(both=0, only_first=6, only_second=0, neither=4), alpha=0.05)
    assert (none_in_1.estimate, none_in_1.lower, none_in_1.one_sided) == (0.0, 0.0, True)
    assert 0 < none_in_1.upper < 1
    assert (none_in_0.estimate, none_in_0.upper, none_in_0.one_sided) == (None, math.inf, True)
    assert none_in_0.lower > 1


def test_no_event_at_all_says_nothing() -> None:
    for seen in (
        relative_risk(0, 20, events_0=0, n_0=20, alpha=0.05),
        relative_risk(0, 0, events_0=3, n_0=20, alpha=0.05),
        relative_risk_paired(PairedTable(both=0, only_first=0, only_second=0, neither=9), alpha=0.05),
    ):
        assert (seen.estimate, seen.lower, seen.upper, seen.one_sided) == (None, 0.0, math.inf, False)
        assert "no event" in seen.method


def test_everybody_failing_is_equal_but_uncertain() -> None:
    seen = relative_risk(20, 20, events_0=20, n_0=20, alpha=0.05)
    z2 = stats.norm.isf(0.025) ** 2
    assert (seen.lower, seen.upper) == pytest.approx((20 / (20 + z2), 1 + z2 / 20), rel=1e-9)


@pytest.mark.parametrize("method", ["katz", "delta"])
def test_log_wald_methods_refuse_zero_cells_with_the_widest_interval(method: Any) -> None:
    if method == "katz":
        seen = relative_risk(0, 9, events_0=3, n_0=9, alpha=0.05, method="katz")
        always = relative_risk(9, 9, events_0=5, n_0=5, alpha=0.05, method="katz")
        assert (always.estimate, always.lower, always.upper) == (1, 0, math.inf)
    else:
        same = PairedTable(both=3, only_first=0, only_second=0, neither=6)
        seen = relative_risk_paired(same, alpha=0.05, method="delta")
    assert (seen.lower, seen.upper) == (0, math.inf)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(DataError, match="events_1 is 5"):
        relative_risk(5, 4, events_0=0, n_0=1, alpha=0.05)
    with pytest.raises(ConfigError, match="koopman"):
        relative_risk(1, 4, events_0=0, n_0=1, alpha=0.05, method="wald")  # type: ignore[arg-type]  # no such method
    with pytest.raises(ConfigError, match="tang"):
        relative_risk_paired(GCG, alpha=0.05, method="wald")  # type: ignore[arg-type]  # no such method
    with pytest.raises(ConfigError, match="alpha"):
        relative_risk_cs([0.0], [1.0], alpha=0)
    with pytest.raises(ConfigError, match="ratio"):
        relative_risk_log_e([0.0], [1.0], ratio=0)
    with pytest.raises(DataError, match=r"x1\[0\]"):
        relative_risk_cs([2.0], [1.0], alpha=0.05)
    with pytest.raises(DataError, match="x0 has 2"):
        relative_risk_cs([1.0], [1.0, 0.0], alpha=0.05)


# --- at every look ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("larger", [True, False])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 4.0])
def test_log_e_is_the_product_by_hand(ratio: float, larger: bool) -> None:
    rng = np.random.default_rng(1)
    x1, x0 = rng.random(30).round(1), rng.random(30).round(1)
    seen = relative_risk_log_e(x1, x0, ratio=ratio, larger=larger)
    log_e, past1, past0 = 0.0, [0.5], [0.5]
    squares = [0.5 - 2 * ratio * 0.25 + ratio**2 * 0.5]
    for i, (a, b) in enumerate(zip(x1, x0, strict=True)):
        y = (a - ratio * b) if larger else (ratio * b - a)
        mean = float(np.mean(past1) - ratio * np.mean(past0)) * (1 if larger else -1)
        most = 0.5 / ratio if larger else 0.5
        bet = min(max(mean / float(np.mean(squares)), 0.0), most)
        log_e += math.log1p(bet * y)
        assert seen[i] == pytest.approx(log_e, abs=1e-10)
        past1.append(a)
        past0.append(b)
        squares.append((a - ratio * b) ** 2)


@pytest.mark.parametrize(("p1", "p0"), [(0.6, 0.3), (0.2, 0.1)])
def test_e_value_has_expectation_one_on_the_boundary(p1: float, p0: float) -> None:
    expected, n = 0.0, 5
    for path in product([(0, 0), (0, 1), (1, 0), (1, 1)], repeat=n):
        chance = math.prod((p1 if a else 1 - p1) * (p0 if b else 1 - p0) for a, b in path)
        x1, x0 = [float(a) for a, _ in path], [float(b) for _, b in path]
        expected += chance * math.exp(relative_risk_log_e(x1, x0, ratio=p1 / p0)[-1])
    assert expected == pytest.approx(1.0, rel=1e-12)


def test_sequence_of_the_jailbreak_cells_has_the_known_bound() -> None:
    x1, x0 = np.repeat([1.0, 1.0, 0.0], [4, 43, 53]), np.repeat([1.0, 0.0, 0.0], [4, 43, 53])
    lowers = []
    for seed in range(25):  # the order of the behaviours is not published; the bound depends on it a little
        order = np.random.default_rng(seed).permutation(100)
        seen = relative_risk_cs(x1[order], x0[order], alpha=0.05)
        lowers.append(seen.lower[-1])
    assert float(np.median(lowers)) == pytest.approx(3.52, abs=0.15)


def test_sequence_is_nested_and_looks_only_back() -> None:
    rng = np.random.default_rng(3)
    x1, x0 = (rng.random(300) < 0.5).astype(float), (rng.random(300) < 0.1).astype(float)
    whole, half = relative_risk_cs(x1, x0, alpha=0.05), relative_risk_cs(x1[:150], x0[:150], alpha=0.05)
    assert np.array_equal(whole.lower[:150], half.lower)
    assert np.array_equal(whole.upper[:150], half.upper)
    assert (whole.lower[1:] >= whole.lower[:-1]).all()
    assert (whole.upper[1:] <= whole.upper[:-1]).all()
    assert 0 < whole.lower[-1] < 5 < whole.upper[-1] < math.inf
    assert (whole.lower[0], whole.upper[0]) == (0, math.inf)


def test_smaller_alpha_gives_a_wider_sequence_and_no_items_an_empty_one() -> None:
    rng = np.random.default_rng(4)
    x1, x0 = (rng.random(200) < 0.6).astype(float), (rng.random(200) < 0.2).astype(float)
    assert relative_risk_cs(x1, x0, alpha=0.01).lower[-1] < relative_risk_cs(x1, x0, alpha=0.2).lower[-1]
    assert len(relative_risk_cs([], [], alpha=0.05).lower) == 0
