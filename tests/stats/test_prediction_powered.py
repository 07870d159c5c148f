"""ppi_python as golden, the limits of trust, and a judge that must not be believed."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from deadheat.errors import ConfigError, DataError
from deadheat.stats.prediction_powered import Labelled, Unlabelled, effective_multiplier, prediction_powered_mean

FOLDER = Path(__file__).parents[1] / "golden"
GOLDEN = json.loads((FOLDER / "prediction_powered.json").read_text())
TRAP = json.loads((FOLDER / "human_and_judge_votes.json").read_text())
NOBODY = Unlabelled(judge=[])
Floats = npt.NDArray[np.float64]


def _draw(n: int, pool: int, *, noise: float = 0.2, seed: int = 1) -> tuple[Labelled, Unlabelled]:
    rng = np.random.default_rng(seed)
    y = (rng.random(n + pool) < 0.55).astype(float)
    judge = np.clip(0.1 + 0.7 * y + noise * rng.normal(size=n + pool), 0, 1)
    return Labelled(human=y[:n], judge=judge[:n]), Unlabelled(judge=judge[n:])


@pytest.mark.parametrize("case", GOLDEN["cases"])
def test_estimates_equal_ppi_python(case: dict[str, Any]) -> None:
    sample = GOLDEN["samples"][case["sample"]]
    seen = prediction_powered_mean(
        Labelled(human=sample["human"], judge=sample["judge"]),
        Unlabelled(judge=sample["pool"]),
        alpha=case["alpha"],
        power=case["power"],
    )
    exact = case["power"] is not None  # the tuned power differs by the divisor n - 1 of one covariance
    assert seen.estimate == pytest.approx(case["estimate"], abs=1e-12 if exact else 1e-4)
    # Ours carries n / (n - 1), theirs does not.
    assert seen.upper - seen.lower == pytest.approx(case["upper"] - case["lower"], rel=6e-3)
    assert seen.upper - seen.lower > case["upper"] - case["lower"] - 1e-4


def test_no_trust_is_the_mean_of_the_humans() -> None:
    labelled, pool = _draw(60, 900)
    human = np.asarray(labelled.human)
    interval = stats.ttest_1samp(human, 0).confidence_interval(0.95)
    for seen in (
        prediction_powered_mean(labelled, pool, alpha=0.05, power=0.0),
        prediction_powered_mean(labelled, NOBODY, alpha=0.05),
    ):
        assert (seen.lower, seen.upper) == pytest.approx((interval.low, interval.high), rel=1e-9)
        assert (seen.power, seen.multiplier) == pytest.approx((0.0, 1.0))


def test_full_trust_in_a_perfect_judge_is_the_mean_of_all() -> None:
    y = (np.random.default_rng(2).random(1000) < 0.4).astype(float)
    seen = prediction_powered_mean(
        Labelled(human=y[:100], judge=y[:100]), Unlabelled(judge=y[100:]), alpha=0.05, power=1
    )
    assert seen.estimate == pytest.approx(y[100:].mean())
    assert seen.standard_error == pytest.approx(stats.sem(y[100:]), rel=1e-9)


def test_variance_is_that_of_the_formula() -> None:
    labelled, pool = _draw(200, 1000)
    y, f, u = (np.asarray(v) for v in (labelled.human, labelled.judge, pool.judge))
    seen = prediction_powered_mean(labelled, pool, alpha=0.05, power=0.7)
    expected = 0.49 * u.var(ddof=1) / 1000 + (y - 0.7 * f).var(ddof=1) / 200
    assert seen.standard_error**2 == pytest.approx(expected, rel=1e-12)


def test_tuned_power_is_the_best_one() -> None:
    labelled, pool = _draw(400, 3000, noise=0.5)
    tuned = prediction_powered_mean(labelled, pool, alpha=0.05)
    errors = [
        prediction_powered_mean(labelled, pool, alpha=0.05, power=p).standard_error for p in np.linspace(0, 1, 101)
    ]
    assert tuned.standard_error == pytest.approx(min(errors), rel=1e-3)
    assert tuned.multiplier > 1.2


def test_unrelated_judge_changes_almost_nothing() -> None:
    labelled, _ = _draw(300, 3000)
    noise = Labelled(human=labelled.human, judge=np.random.default_rng(5).random(300))
    seen = prediction_powered_mean(noise, Unlabelled(judge=np.random.default_rng(6).random(3000)), alpha=0.05)
    assert seen.power < 0.15
    assert seen.multiplier == pytest.approx(1, abs=0.02)


def test_wrong_judge_does_not_lead_the_verdict() -> None:
    human, judge = np.array(TRAP["human"]), np.array(TRAP["judge_gpt_5_2"])
    (mean, half), (judge_mean, judge_half) = TRAP["expected"]["human"], TRAP["expected"]["judge"]
    assert human.mean() == pytest.approx(mean, abs=5e-4)
    assert 1.96 * stats.sem(human) == pytest.approx(half, abs=5e-4)
    assert judge.mean() == pytest.approx(judge_mean, abs=6e-4)
    assert 1.96 * stats.sem(judge) == pytest.approx(judge_half, abs=5e-4)
    seen = prediction_powered_mean(
        Labelled(human=human[:100], judge=judge[:100]), Unlabelled(judge=judge[100:]), alpha=0.05
    )
    classical = prediction_powered_mean(Labelled(human=human[:100], judge=judge[:100]), NOBODY, alpha=0.05)
    assert abs(seen.correlation) < 0.2
    assert seen.upper < 0.5 < judge_mean - judge_half  # people prefer the other side; the judge alone says "ahead"
    assert (seen.lower, seen.upper) == pytest.approx((classical.lower, classical.upper), abs=0.02)
    assert classical.upper - classical.lower == pytest.approx(0.192, abs=0.002)


def test_duplicated_rows_of_a_cluster_add_no_evidence() -> None:
    labelled, pool = _draw(120, 500)
    y, f, u = (np.asarray(v) for v in (labelled.human, labelled.judge, pool.judge))
    once = prediction_powered_mean(labelled, pool, alpha=0.05)
    thrice = prediction_powered_mean(
        Labelled(human=np.tile(y, 3), judge=np.tile(f, 3), cluster=np.tile(np.arange(120), 3)),
        Unlabelled(judge=np.tile(u, 3), cluster=np.tile(np.arange(500), 3)),
        alpha=0.05,
    )
    assert (thrice.lower, thrice.upper) == pytest.approx((once.lower, once.upper), rel=1e-9)
    naive = prediction_powered_mean(
        Labelled(human=np.tile(y, 3), judge=np.tile(f, 3)), Unlabelled(judge=np.tile(u, 3)), alpha=0.05
    )
    assert naive.standard_error < 0.6 * thrice.standard_error


def test_mirrored_scores_mirror_the_interval_and_order_is_irrelevant() -> None:
    labelled, pool = _draw(80, 400)
    y, f, u = (np.asarray(v) for v in (labelled.human, labelled.judge, pool.judge))
    seen = prediction_powered_mean(labelled, pool, alpha=0.05)
    mirrored = prediction_powered_mean(Labelled(human=1 - y, judge=1 - f), Unlabelled(judge=1 - u), alpha=0.05)
    assert (1 - mirrored.upper, 1 - mirrored.lower) == pytest.approx((seen.lower, seen.upper), abs=1e-12)
    order = np.random.default_rng(0).permutation(80)
    mixed = prediction_powered_mean(Labelled(human=y[order], judge=f[order]), pool, alpha=0.05)
    assert mixed.upper == pytest.approx(seen.upper, rel=1e-12)


def test_cross_fitting_tunes_on_the_other_half() -> None:
    labelled, pool = _draw(40, 900, noise=0.6)
    plain = prediction_powered_mean(labelled, pool, alpha=0.05)
    crossed = prediction_powered_mean(labelled, pool, alpha=0.05, cross_fit=True)
    assert crossed.estimate != plain.estimate
    assert crossed.estimate == pytest.approx(plain.estimate, abs=0.03)
    assert "cross-fitted" in crossed.method
    fixed = prediction_powered_mean(labelled, pool, alpha=0.05, power=0.3, cross_fit=True)
    assert fixed.power == 0.3


def test_little_or_flat_evidence_never_gives_a_point() -> None:
    pool = Unlabelled(judge=[0.1, 0.9, 0.5])
    nothing = prediction_powered_mean(Labelled(human=[], judge=[]), pool, alpha=0.05)
    one = prediction_powered_mean(Labelled(human=[1.0, 0.0], judge=[1.0, 0.2], cluster=["a", "a"]), pool, alpha=0.05)
    assert (nothing.estimate, nothing.lower, nothing.upper) == (None, 0, 1)
    assert (one.estimate, one.lower, one.upper) == (0.5, 0, 1)
    flat = prediction_powered_mean(Labelled(human=[1.0] * 20, judge=[0.9, 0.8] * 10), pool, alpha=0.05)
    assert flat.lower < 0.9
    assert (flat.upper, flat.power) == (1, 0)
    lone = prediction_powered_mean(_draw(30, 0)[0], Unlabelled(judge=[0.4]), alpha=0.05)
    assert lone.power == 0


def test_multiplier_says_how_little_a_weak_judge_adds() -> None:
    assert effective_multiplier(0.40, labelled=100, unlabelled=10**9) == pytest.approx(1.19, abs=0.005)
    assert effective_multiplier(0.25, labelled=100, unlabelled=10**9) == pytest.approx(1.06, abs=0.01)
    assert effective_multiplier(0.0, labelled=5, unlabelled=5) == 1
    assert effective_multiplier(0.9, labelled=5, unlabelled=0) == 1
    assert effective_multiplier(1.0, labelled=0, unlabelled=5) == math.inf
    assert effective_multiplier(0.0, labelled=0, unlabelled=0) == 1


def test_wrong_input_is_refused() -> None:
    good = Labelled(human=[0.0, 1.0], judge=[0.2, 0.3])
    for power in (-0.1, 1.1, math.nan):
        with pytest.raises(ConfigError, match="power"):
            prediction_powered_mean(good, NOBODY, alpha=0.05, power=power)
    with pytest.raises(ConfigError, match="alpha"):
        prediction_powered_mean(good, NOBODY, alpha=95)
    with pytest.raises(DataError, match=r"human\[0\] is 2\.0"):
        prediction_powered_mean(Labelled(human=[2.0], judge=[1.0]), NOBODY, alpha=0.05)
    with pytest.raises(DataError, match="judge has 1"):
        prediction_powered_mean(Labelled(human=[0.0, 1.0], judge=[1.0]), NOBODY, alpha=0.05)
    with pytest.raises(DataError, match="cluster has 1"):
        prediction_powered_mean(Labelled(human=[0.0, 1.0], judge=[1.0, 0.0], cluster=[1]), NOBODY, alpha=0.05)
    with pytest.raises(DataError, match="correlation"):
        effective_multiplier(1.5, labelled=1, unlabelled=1)
