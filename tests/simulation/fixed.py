"""Promises of the fixed-sample methods: coverage, type-I error and power, small and large, clustered and rare."""

from collections.abc import Callable

import numpy as np

from deadheat.stats.agreement import krippendorff_alpha
from deadheat.stats.paired import clustered_mean, mean_difference, tost
from deadheat.stats.planning import items_to_settle
from deadheat.stats.prediction_powered import Labelled, Unlabelled, prediction_powered_mean
from deadheat.stats.proportions import (
    PairedTable,
    clopper_pearson,
    mcnemar,
    newcombe_paired,
    newcombe_unpaired,
    tango_paired,
    wilson,
)
from deadheat.stats.ratio import ratio_of_means
from deadheat.stats.relative_risk import relative_risk, relative_risk_cs, relative_risk_log_e, relative_risk_paired
from tests.simulation.scenario import Scenario, Trial

Generator = np.random.Generator
ALPHA = 0.05
SLACK = 0.06
"""Approximate intervals promise 5 % on average over designs; a single design may reach 6 %."""

LEAD = [1.0] * 20 + [-1.0] * 10 + [0.0] * 70
RARE = [0.25] * 11 + [-0.25] * 12 + [1.0] * 2 + [-1.0] * 2 + [0.0] * 73


def _miss(lower: float, upper: float, truth: float) -> bool:
    return not lower <= truth <= upper


def _counted_difference(n: int, better: float, worse: float) -> Trial:
    def breaks(rng: Generator) -> bool:
        d = rng.choice([1.0, 0.0, -1.0], n, p=[better, 1 - better - worse, worse])
        seen = mean_difference(d, alpha=ALPHA)
        return _miss(seen.lower, seen.upper, better - worse)

    return breaks


def _averaged_difference(n: int, repeats: int, gap: float) -> Callable[[Generator], np.ndarray]:
    """Items of unequal difficulty, each answered `repeats` times by two models `gap` apart."""

    def draw(rng: Generator) -> np.ndarray:
        level = rng.uniform(0.2, 0.8, n)
        return (
            np.asarray(rng.binomial(repeats, level + gap / 2, n) - rng.binomial(repeats, level - gap / 2, n)) / repeats
        )

    return draw


def _averaged(n: int, repeats: int, gap: float) -> Trial:
    draw = _averaged_difference(n, repeats, gap)

    def breaks(rng: Generator) -> bool:
        seen = mean_difference(draw(rng), alpha=ALPHA)
        return _miss(seen.lower, seen.upper, gap)

    return breaks


def _rarely_different(rng: Generator) -> bool:
    d = np.where(rng.random(200) < 0.01, rng.choice([0.9, -0.3], 200), 0.0)
    seen = mean_difference(d, alpha=ALPHA)
    return _miss(seen.lower, seen.upper, 0.003)


def _skewed(rng: Generator) -> bool:
    d = np.where(rng.random(200) < 0.08, rng.choice([0.25, 0.5, 1.0, 1.0], 200), 0.0)
    seen = mean_difference(d, alpha=ALPHA)
    return _miss(seen.lower, seen.upper, 0.055)


def _dead_heat_with_rare_losses(n: int, level: float) -> Trial:
    """The challenger alone fails on 5 % of the items, and repeats differ by a quarter on another 10 %."""

    def breaks(rng: Generator) -> bool:
        draw = rng.random(n)
        d = np.select([draw < 0.05, draw < 0.1, draw < 0.15], [-1.0, 0.25, -0.25], 0.0)
        return mean_difference(d, alpha=level).lower >= -0.05

    return breaks


def _false_difference(rng: Generator) -> bool:
    return mean_difference(_averaged_difference(150, 4, 0.0)(rng), alpha=ALPHA).p_value <= ALPHA


def _missed_difference(rng: Generator) -> bool:
    return mean_difference(_averaged_difference(400, 4, 0.05)(rng), alpha=ALPHA).lower <= 0


def _planned(pilot: list[float], level: float) -> Trial:
    """The pilot is the truth, so that nothing but the plan itself is tried."""
    planned = items_to_settle(pilot, margin=0.05, alpha=level)
    assert planned is not None

    def breaks(rng: Generator) -> bool:
        found = mean_difference(rng.choice(pilot, size=planned), alpha=level)
        inside = found.lower >= -0.05 and found.upper <= 0.05
        return not (inside or found.lower > 0 or found.upper < 0)

    return breaks


def _tost(n: int, gap: float, *, want: bool) -> Trial:
    draw = _averaged_difference(n, 4, gap)

    def breaks(rng: Generator) -> bool:
        return tost(draw(rng), margin=0.05, alpha=ALPHA).equivalent is not want

    return breaks


def _clustered(rng: Generator) -> bool:
    sizes = rng.integers(1, 9, 60)
    level = np.repeat(rng.beta(2, 1, 60), sizes)
    cluster = np.repeat(np.arange(60), sizes)
    seen = clustered_mean((rng.random(len(level)) < level).astype(float), cluster, alpha=ALPHA)
    return _miss(seen.lower, seen.upper, 2 / 3)


def _ratio(n: int, critical: float | None = None) -> Trial:
    def breaks(rng: Generator) -> bool:
        length = rng.gamma(2.0, 1.0, n)
        a, b = length * rng.gamma(4.0, 0.25, n), 3 * length * rng.gamma(4.0, 0.25, n)
        seen = ratio_of_means(a, b, alpha=ALPHA, critical=critical)
        return _miss(seen.lower, seen.upper, 1 / 3)

    return breaks


def _share(n: int, p: float, *, exact: bool) -> Trial:
    def breaks(rng: Generator) -> bool:
        k = int(rng.binomial(n, p))
        seen = clopper_pearson(k, n, alpha=ALPHA) if exact else wilson(k, n, alpha=ALPHA)
        return _miss(seen.lower, seen.upper, p)

    return breaks


def _table(rng: Generator, n: int, shares: tuple[float, float, float]) -> PairedTable:
    both, first, second, neither = (int(k) for k in rng.multinomial(n, [*shares, 1 - sum(shares)]))
    return PairedTable(both=both, only_first=first, only_second=second, neither=neither)


def _newcombe(rng: Generator) -> bool:
    seen = newcombe_paired(_table(rng, 40, (0.5, 0.2, 0.1)), alpha=ALPHA)
    return _miss(seen.lower, seen.upper, 0.1)


def _tango(rng: Generator) -> bool:
    table = _table(rng, 40, (0.5, 0.2, 0.1))
    seen = tango_paired(table.only_first, table.only_second, n=40, alpha=ALPHA)
    return _miss(seen.lower, seen.upper, 0.1)


def _unpaired(rng: Generator) -> bool:
    seen = newcombe_unpaired(
        int(rng.binomial(30, 0.7)), 30, successes_0=int(rng.binomial(50, 0.4)), n_0=50, alpha=ALPHA
    )
    return _miss(seen.lower, seen.upper, 0.3)


def _false_mcnemar(rng: Generator) -> bool:
    table = _table(rng, 60, (0.4, 0.15, 0.15))
    return mcnemar(table.only_first, table.only_second).exact <= ALPHA


def _risk(n: int, p1: float, p0: float) -> Trial:
    def breaks(rng: Generator) -> bool:
        events = int(rng.binomial(n, p1)), int(rng.binomial(n, p0))
        seen = relative_risk(events[0], n, events_0=events[1], n_0=n, alpha=ALPHA)
        return _miss(seen.lower, seen.upper, p1 / p0)

    return breaks


def _paired_risk(rng: Generator) -> bool:
    seen = relative_risk_paired(_table(rng, 100, (0.06, 0.30, 0.04)), alpha=ALPHA)
    return _miss(seen.lower, seen.upper, 3.6)


def _two_risks(rng: Generator, n: int, p1: float, p0: float) -> tuple[np.ndarray, np.ndarray]:
    return (rng.random(n) < p1).astype(float), (rng.random(n) < p0).astype(float)


def _risk_gate(rng: Generator) -> bool:
    log_e = relative_risk_log_e(*_two_risks(rng, 500, 0.3, 0.15), ratio=2.0)
    return bool(log_e.max() >= np.log(1 / ALPHA))


def _risk_sequence(rng: Generator) -> bool:
    seen = relative_risk_cs(*_two_risks(rng, 200, 0.5, 0.1), alpha=ALPHA)
    return _miss(seen.lower[-1], seen.upper[-1], 5.0)


def _missed_risk(rng: Generator) -> bool:
    log_e = relative_risk_log_e(*_two_risks(rng, 100, 0.94, 0.08), ratio=3.0)
    return bool(log_e.max() < np.log(1 / ALPHA))


def _powered(n: int, *, cross_fit: bool) -> Trial:
    def breaks(rng: Generator) -> bool:
        groups, pool = n // 2, 400
        human = (rng.random(n) < np.repeat(rng.beta(6, 4, groups), 2)).astype(float)
        other = (rng.random(2 * pool) < np.repeat(rng.beta(6, 4, pool), 2)).astype(float)
        judge = [np.clip(0.3 + 0.4 * y + 0.3 * rng.normal(size=len(y)), 0, 1) for y in (human, other)]
        labelled = Labelled(human=human, judge=judge[0], cluster=np.repeat(np.arange(groups), 2))
        unlabelled = Unlabelled(judge=judge[1], cluster=np.repeat(np.arange(pool), 2))
        seen = prediction_powered_mean(labelled, unlabelled, alpha=ALPHA, cross_fit=cross_fit)
        return _miss(seen.lower, seen.upper, 0.6)

    return breaks


def _agreement(rng: Generator) -> bool:
    # Two judges copy the truth with chance 0.7 and guess otherwise: alpha is 0.49 for names in equal numbers.
    truth = rng.integers(0, 3, (120, 1))
    votes = np.where(rng.random((120, 2)) < 0.7, truth, rng.integers(0, 3, (120, 2)))
    seen = krippendorff_alpha(votes, level="nominal", alpha=ALPHA, rng=rng, resamples=300)
    return _miss(seen.lower, seen.upper, 0.49)


def _covers(name: str, breaks: Trial, *, runs: int = 2000, at_most: float = ALPHA) -> Scenario:
    return Scenario(name=name, promise="the 95 % interval misses the truth", breaks=breaks, at_most=at_most, runs=runs)


def _wrong(name: str, promise: str, breaks: Trial, *, at_most: float, runs: int = 2000) -> Scenario:
    return Scenario(name=name, promise=promise, breaks=breaks, at_most=at_most, runs=runs)


SCENARIOS: tuple[Scenario, ...] = (
    _covers("paired 0/1, n = 20", _counted_difference(20, 0.2, 0.1), at_most=SLACK),
    _covers("paired 0/1, n = 60, rare", _counted_difference(60, 0.04, 0.02), at_most=SLACK),
    _covers("paired 0/1, n = 400", _counted_difference(400, 0.15, 0.1), at_most=SLACK),
    _covers("paired repeats, n = 12", _averaged(12, 4, 0.1), at_most=SLACK),
    _covers("paired repeats, n = 150", _averaged(150, 4, 0.1), at_most=SLACK),
    _covers("paired, few items differ", _rarely_different),
    _covers("paired, all differences on one side, n = 200", _skewed, at_most=0.07),
    _wrong(
        "dead heat at the margin, rare losses, n = 60",
        "called although not",
        _dead_heat_with_rare_losses(60, ALPHA),
        at_most=ALPHA / 2,
    ),
    _wrong(
        "dead heat at the margin, rare losses, 1 of 24",
        "called although not",
        _dead_heat_with_rare_losses(300, ALPHA / 24),
        at_most=ALPHA / 48,
    ),
    _wrong("paired test of equal models", "p <= 0.05 although equal", _false_difference, at_most=SLACK),
    _wrong("paired power, +5 points, n = 400", "not called ahead", _missed_difference, at_most=0.2),
    _wrong("plan: a lead of .10", "open after it, for 80 %", _planned(LEAD, ALPHA), at_most=0.22),
    _wrong("plan: equal but for rare losses", "open after it, for 80 %", _planned(RARE, ALPHA / 24), at_most=0.2),
    _wrong("tost at the margin, n = 300", "equivalent although not", _tost(300, 0.05, want=False), at_most=SLACK),
    _wrong("tost at the margin, n = 40", "equivalent although not", _tost(40, 0.05, want=False), at_most=SLACK),
    _wrong("tost power, equal, n = 500", "not shown equivalent", _tost(500, 0.0, want=True), at_most=0.12),
    _covers("clustered mean, 60 uneven clusters", _clustered, at_most=SLACK),
    _covers("ratio of costs, n = 25", _ratio(25), at_most=0.07),
    _covers("ratio of costs, n = 400", _ratio(400), at_most=SLACK),
    _covers("wilson, n = 30", _share(30, 0.2, exact=False), at_most=SLACK),
    _covers("clopper-pearson, n = 30", _share(30, 0.03, exact=True)),
    _covers("newcombe paired, n = 40", _newcombe, at_most=SLACK),
    _covers("tango paired, n = 40", _tango, at_most=SLACK),
    _covers("newcombe unpaired, 30 and 50", _unpaired, at_most=SLACK),
    _wrong("exact mcnemar of equal models", "p <= 0.05 although equal", _false_mcnemar, at_most=ALPHA),
    _covers("risk ratio koopman, 94 % and 8 %, n = 100", _risk(100, 0.94, 0.08), at_most=SLACK),
    _covers("risk ratio koopman, rare, n = 60", _risk(60, 0.05, 0.03), at_most=SLACK),
    _covers("risk ratio tang, n = 100", _paired_risk, at_most=SLACK),
    _wrong("risk ratio gate, looks at every item", "stopped although at the limit", _risk_gate, at_most=ALPHA),
    _wrong("risk ratio gate power, 12 times", "not stopped in 100 items", _missed_risk, at_most=0.1, runs=1000),
    _covers("relative risk cs, looks at every item", _risk_sequence, runs=400),
    _covers("ppi++ clustered, 30 votes in 15 clusters", _powered(30, cross_fit=False), at_most=0.08),
    _covers("ppi++ clustered, 300 humans", _powered(300, cross_fit=False), at_most=SLACK),
    _covers("ppi++ cross-fitted, 60 humans", _powered(60, cross_fit=True), at_most=SLACK),
    _covers("krippendorff coverage, 120 items", _agreement, runs=400, at_most=0.08),
)  # fmt: skip
