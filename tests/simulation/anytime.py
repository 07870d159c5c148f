"""Promises of the anytime-valid methods: error rates under a look at every step, coverage at all rows, power."""

import math

import numpy as np

from deadheat.stats.asymptotic import asymptotic_cs, items_needed
from deadheat.stats.confseq import log_e_values, mean_cs, mean_interval
from deadheat.stats.eprocess import BettingProcess
from deadheat.stats.equivalence import sequential_equivalence
from deadheat.stats.inputs import FloatArray
from deadheat.stats.multiplicity import e_bh, e_holm, holm
from deadheat.stats.planning import items_to_exclude
from tests.simulation.scenario import Scenario

ALPHA = 0.05
REFUTED = math.log(1 / ALPHA)


def _scores(rng: np.random.Generator, mean: float, n: int) -> FloatArray:
    """Win 1, tie 1/2, loss 0 with 30 % ties: what a panel of judges gives."""
    draw = rng.random(n)
    win = mean - 0.15
    return np.where(draw < win, 1.0, np.where(draw < win + 0.3, 0.5, 0.0))


def _differences(rng: np.random.Generator, mean: float, n: int) -> FloatArray:
    """Challenger minus incumbent on items with a right answer; both agree on 70 %."""
    draw = rng.random(n)
    return np.where(draw < 0.15 + mean / 2, 1.0, np.where(draw < 0.3, -1.0, 0.0))


def _peeking_refutes_a_true_mean(rng: np.random.Generator) -> bool:
    return bool(log_e_values(_scores(rng, 0.5, 2000), 0.5, null="equal").max() >= REFUTED)


def _peeking_refutes_a_mean_near_the_ceiling(rng: np.random.Generator) -> bool:
    x = (rng.random(2000) < 0.97).astype(np.float64)
    return bool(log_e_values(x, 0.97, null="at_most").max() >= REFUTED)


def _peeking_refutes_under_dependence(rng: np.random.Generator) -> bool:
    """The spread follows the gambler's luck; only the mean given the past is what it was. The scalar process."""
    process = BettingProcess(0.3, null="equal")
    for draw in rng.random(1000):
        size = 0.3 if process.log_e > 0.5 else 0.05
        process.update(0.3 + (size if draw < 0.5 else -size))
    return process.is_refuted(alpha=ALPHA)


def _sequence_misses_at_some_row(rng: np.random.Generator) -> bool:
    sequence = mean_cs((rng.random(600) < 0.3).astype(np.float64), alpha=0.2)
    return bool(sequence.empty_from is not None or (sequence.lower > 0.3).any() or (sequence.upper < 0.3).any())


def _interval_misses_at_some_look(rng: np.random.Generator) -> bool:
    x = _scores(rng, 0.5, 1000)
    looks = (mean_interval(x[:n], alpha=ALPHA) for n in range(20, 1001, 20))
    return any(not look.lower <= 0.5 <= look.upper for look in looks)


def _asymptotic_misses_at_some_look(rng: np.random.Generator) -> bool:
    sequence = asymptotic_cs(_scores(rng, 0.5, 4000), alpha=ALPHA)
    return bool((sequence.lower > 0.5).any() or (sequence.upper < 0.5).any())


def _dead_heat_at_the_margin(rng: np.random.Generator) -> bool:
    return sequential_equivalence(_differences(rng, 0.05, 6000), margin=0.05, alpha=ALPHA).is_dead_heat


def _not_worse_at_the_margin(rng: np.random.Generator) -> bool:
    return sequential_equivalence(_differences(rng, -0.05, 2000), margin=0.05, alpha=ALPHA).is_not_worse


def _five_tasks(rng: np.random.Generator) -> FloatArray:
    """Log e-values against "no better" on five tasks, true for the first three, at 40 looks."""
    means = (0.5, 0.5, 0.5, 0.65, 0.6)
    return np.array([log_e_values(_scores(rng, mean, 400), 0.5, null="at_most")[9::10] for mean in means])


def _e_holm_rejects_a_true_claim(rng: np.random.Generator) -> bool:
    return any(e_holm(look, alpha=ALPHA).rejected[:3].any() for look in _five_tasks(rng).T)


def _e_bh_share_of_wrong_rejections(rng: np.random.Generator) -> bool:
    """Stops at the first rejection; true with the share of wrong ones as its chance, so that its rate is the FDR."""
    for look in _five_tasks(rng).T:
        rejected = e_bh(look, alpha=0.1).rejected
        if rejected.any():
            return bool(rng.random() < rejected[:3].sum() / rejected.sum())
    return False


def _holm_rejects_a_true_claim(rng: np.random.Generator) -> bool:
    own, shared = rng.standard_normal(6), rng.standard_normal()
    z = 0.6 * own + 0.8 * shared + np.array([0.0, 0.0, 0.0, 0.0, 3.0, 3.0])
    p = [0.5 * math.erfc(value / math.sqrt(2)) for value in z]
    return bool(holm(p, alpha=ALPHA).rejected[:4].any())


def _lead_of_ten_points_stays_open(rng: np.random.Generator) -> bool:
    path = log_e_values(_scores(rng, 0.6, 165), 0.5, null="at_most")
    return bool(path.max() < REFUTED + math.log(2))


def _dead_heat_stays_open(rng: np.random.Generator) -> bool:
    scores = _scores(rng, 0.5, 900) - 0.5
    return not sequential_equivalence(scores, margin=0.05, alpha=ALPHA, lo=-0.5, hi=0.5).is_dead_heat


def _planned_sample_stays_open(rng: np.random.Generator) -> bool:
    pilot = [1.0] * 20 + [-1.0] * 10 + [0.0] * 70  # the distribution of `_differences` at .10, exactly
    planned = items_to_exclude(pilot, 0.0, alpha=ALPHA, lo=-1.0, hi=1.0)
    assert planned is not None
    return mean_interval(_differences(rng, 0.1, planned), alpha=ALPHA, lo=-1.0, hi=1.0).lower <= 0


def _asymptotic_plan_stays_open(rng: np.random.Generator) -> bool:
    d = _differences(rng, 0.1, items_needed(math.sqrt(0.29), 0.1, alpha=ALPHA, power=0.8))
    return bool(asymptotic_cs(d, alpha=ALPHA).lower[-1] <= 0)


def _rate(name: str, promise: str, breaks: object, at_most: float, runs: int) -> Scenario:
    assert callable(breaks)
    return Scenario(name=f"anytime: {name}", promise=promise, breaks=breaks, at_most=at_most, runs=runs)


SCENARIOS: tuple[Scenario, ...] = (
    _rate("true mean", "refuted at any of 2,000 looks", _peeking_refutes_a_true_mean, ALPHA, 2000),
    _rate("ceiling", "refuted at any of 2,000 looks", _peeking_refutes_a_mean_near_the_ceiling, ALPHA, 2000),
    _rate("dependence", "refuted at any of 1,000 looks", _peeking_refutes_under_dependence, ALPHA, 1000),
    _rate("sequence", "misses the mean at any of 600 rows", _sequence_misses_at_some_row, 0.2, 300),
    _rate("interval", "misses the mean at any of 50 looks", _interval_misses_at_some_look, ALPHA, 400),
    _rate("asymptotic", "misses the mean at any look from 30 on", _asymptotic_misses_at_some_look, ALPHA, 20000),
    _rate("dead heat", "certified when the truth is the margin", _dead_heat_at_the_margin, ALPHA, 1000),
    _rate("not worse", "certified when the truth is the margin", _not_worse_at_the_margin, ALPHA, 2000),
    _rate("e-Holm", "any wrong rejection at any of 40 looks", _e_holm_rejects_a_true_claim, ALPHA, 400),
    _rate("e-BH", "share of wrong rejections when stopped", _e_bh_share_of_wrong_rejections, 0.1, 1000),
    _rate("Holm", "any wrong rejection, dependent p-values", _holm_rejects_a_true_claim, ALPHA, 4000),
    _rate("power: lead", "a lead of .10 open after 165 scores", _lead_of_ten_points_stays_open, 0.5, 1000),
    _rate("power: dead heat", "a tie open after 900 at margin .05", _dead_heat_stays_open, 0.5, 1000),
    _rate("power: plan", "open after `items_to_exclude`, for 80 %", _planned_sample_stays_open, 0.2, 2000),
    _rate("power: asymptotic plan", "open after `items_needed` for 80 %", _asymptotic_plan_stays_open, 0.2, 2000),
)
