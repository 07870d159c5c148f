"""One vote more at 200 models: how long until the exact ratings are there again."""

import timeit

import numpy as np

from deadheat.stats.bradley_terry import Ties, fit, refit
from deadheat.stats.vote_counts import A_WON, PairCounts, VoteCells, add_votes


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
    a, b = int(counts.first[0]), int(counts.second[0])
    one = VoteCells(model_a=np.array([a]), model_b=np.array([b]), outcome=np.array([A_WON]), votes=np.ones(1))
    ways: tuple[Ties, ...] = ("half", "davidson")
    for ties in ways:
        before = fit(counts, ties=ties)
        after = add_votes(counts, one)
        times = timeit.repeat(lambda before=before: refit(add_votes(counts, one), before), number=10, repeat=50)
        apart = np.abs(refit(after, before).strengths - fit(after, ties=ties).strengths).max()
        best, middle = (1000 * t / 10 for t in (min(times), sorted(times)[25]))
        print(f"{ties}: {best:.2f} ms at best, {middle:.2f} ms in the middle; {apart:.0e} from a full fit")


if __name__ == "__main__":
    main()
