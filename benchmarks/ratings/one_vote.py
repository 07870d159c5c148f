"""One vote more at 200 models: how long until the exact ratings are there again."""

import time

import numpy as np

from deadheat.stats.bradley_terry import Ties, fit
from deadheat.stats.live_fit import LiveFit
from deadheat.stats.vote_counts import PairCounts


def league(models: int = 200, votes: int = 1_000_000) -> PairCounts:
    rng = np.random.default_rng(20261123)
    truth = rng.normal(0.0, 0.8, models)
    first, second = np.triu_indices(models, 1)
    n = rng.multinomial(votes, rng.dirichlet(np.full(len(first), 0.5)))
    met = n > 0
    first, second, n = first[met], second[met], n[met]
    ties = rng.binomial(n, 0.2)
    won = rng.binomial(n - ties, 1 / (1 + np.exp(truth[second] - truth[first])))
    columns = [np.asarray(column, dtype=np.float64) for column in (won, n - ties - won, ties, np.zeros(len(n)))]
    return PairCounts(
        n_models=models,
        first=first,
        second=second,
        first_won=columns[0],
        second_won=columns[1],
        ties=columns[2],
        both_bad=columns[3],
    )


def main() -> None:
    counts = league()
    rng = np.random.default_rng(1)
    ways: tuple[Ties, ...] = ("half", "davidson")
    for ties in ways:
        live, times = LiveFit(counts, ties=ties), []
        for _ in range(500):
            a, b = rng.choice(counts.n_models, 2, replace=False).tolist()
            start = time.perf_counter()
            live.add(a, b, outcome=int(rng.integers(0, 4)))
            times.append(1000 * (time.perf_counter() - start))
        apart = np.abs(live.fit.strengths - fit(live.counts, ties=ties).strengths).max()
        middle, late = np.quantile(times, [0.5, 0.95])
        print(f"{ties}: {middle:.2f} ms in the middle, 95 % within {late:.2f} ms; {apart:.0e} from a full fit")


if __name__ == "__main__":
    main()
