"""Anytime-valid statistics: time for each call, and scores until a call beside the textbook bets (aGRAPA).

Run:  .venv/bin/python benchmarks/anytime/run.py     about 30 CPU-seconds; numpy only, seeded.
"""

import math
import timeit
from collections.abc import Callable

import numpy as np

from deadheat.stats.confseq import log_e_values, mean_cs, mean_interval
from deadheat.stats.eprocess import BettingProcess, EquivalenceProcess
from deadheat.stats.inputs import FloatArray

RUNS = 1000
ALPHA = 0.05
Evidence = Callable[[FloatArray, float], FloatArray]


def scores(rng: np.random.Generator, mean: float, n: int) -> FloatArray:
    """(RUNS, n) scores: win 1, tie 1/2 (30 %), loss 0."""
    draw = rng.random((RUNS, n))
    win = mean - 0.15
    return np.where(draw < win, 1.0, np.where(draw < win + 0.3, 0.5, 0.0))


def fixed_mixture(x: FloatArray, m: float) -> FloatArray:
    return np.array([log_e_values(row, m, null="at_most") for row in x])


def agrapa(x: FloatArray, m: float) -> FloatArray:
    """Bets from the mean and variance seen before, truncated at half of the largest; prior 1/2 and 1/4, weight 1."""
    n = np.arange(1, x.shape[1] + 1)
    mean = (0.5 + np.cumsum(x, 1)) / (n + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2, 1)) / (n + 1)
    mean = np.column_stack([np.full(len(x), 0.5), mean[:, :-1]])
    variance = np.column_stack([np.full(len(x), 0.25), variance[:, :-1]])
    bet = np.clip((mean - m) / (variance + (mean - m) ** 2), 0.0, 0.5 / m)
    return np.cumsum(np.log1p(bet * (x - m)), 1)


def median_count(log_e: FloatArray, threshold: float) -> float:
    reached = log_e >= threshold
    return float(np.median(np.where(reached.any(1), reached.argmax(1) + 1, np.inf)))


def counts_until_a_call(rng: np.random.Generator) -> None:
    print(f"scores until the call, median of {RUNS} runs{'aGRAPA':>14}{'fixed mixture':>16}")
    methods: tuple[Evidence, ...] = (agrapa, fixed_mixture)
    for mean, most in ((0.53, 5000), (0.55, 2500), (0.6, 800), (0.65, 400), (0.8, 100)):
        x = scores(rng, mean, most)
        found = [median_count(method(x, 0.5), math.log(2 / ALPHA)) for method in methods]
        print(f"  ahead, true mean {mean:.2f}{found[0]:>32.0f}{found[1]:>16.0f}")
    x = scores(rng, 0.5, 2500)
    both = [np.minimum(*(np.maximum.accumulate(m(side, 0.45), 1) for side in (x, 1 - x))) for m in methods]
    found = [median_count(log_e, math.log(1 / ALPHA)) for log_e in both]
    print(f"  dead heat at margin .05{found[0]:>29.0f}{found[1]:>16.0f}")


def false_winners_of_a_watched_z_test(rng: np.random.Generator) -> None:
    x, n = scores(rng, 0.5, 2000), np.arange(1, 2001)
    mean = np.cumsum(x, 1) / n
    deviation = np.sqrt(np.maximum(np.cumsum(x**2, 1) / n - mean**2, 1e-12))
    wrong = np.abs(mean - 0.5) * np.sqrt(n) > 1.959964 * deviation
    ours = np.array([log_e_values(row, 0.5, null="equal").max() >= math.log(1 / ALPHA) for row in x])
    print(f"false winners among equals: z watched from 30 to 2,000 {wrong[:, 29:].any(1).mean():.3f}", end="; ")
    print(f"z once at the end {wrong[:, -1].mean():.3f}; e-process watched {ours.mean():.3f}")


def widths(rng: np.random.Generator) -> None:
    x = scores(rng, 0.5, 1000)[:200]
    for n in (30, 100, 1000):
        once = np.mean([2 * 1.959964 * row[:n].std() / math.sqrt(n) for row in x])
        always = np.mean([i.upper - i.lower for i in (mean_interval(row[:n], alpha=ALPHA) for row in x)])
        print(f"mean width at n = {n:>5,}: z once {once:.3f}, mean_interval {always:.3f}, ratio {always / once:.2f}")


def times(rng: np.random.Generator) -> None:
    one, two, both = BettingProcess(0.5, null="at_most"), BettingProcess(0.5, null="equal"), EquivalenceProcess(0.05)
    for name, update in (("one-sided", one.update), ("two-sided", two.update), ("equivalence", both.update)):
        seconds = min(timeit.repeat(lambda u=update: [u(x) for x in (0.5, 1.0, 0.0, 1.0, 0.0)], number=20_000)) / 1e5
        print(f"update, {name}: {1e6 * seconds:.2f} µs")
    for n in (1_000, 10_000, 100_000, 1_000_000):
        for kind, x in (("0, 1/2, 1", rng.choice([0, 0.5, 1], n)), ("continuous", rng.random(n))):
            interval = min(timeit.repeat(lambda x=x: mean_interval(x, alpha=ALPHA), number=1, repeat=3))
            line = f"n = {n:>9,} {kind:10}  mean_interval {1e3 * interval:8.1f} ms"
            if n <= 100_000:
                line += f"  mean_cs {1e3 * timeit.timeit(lambda x=x: mean_cs(x, alpha=ALPHA), number=1):8.1f} ms"
            print(line)


if __name__ == "__main__":
    generator = np.random.default_rng(20261123)
    counts_until_a_call(generator)
    false_winners_of_a_watched_z_test(generator)
    widths(generator)
    times(generator)
