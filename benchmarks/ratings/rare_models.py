"""Intervals of rarely voted models: arena-rank's unweighted sandwich, ours, and what a simulation says of both.

Run with the peers' environment and this checkout on the path:

    PYTHONPATH=src .bench-peers/bin/python benchmarks/ratings/rare_models.py

arena-rank adds a ridge of 1e-5 times the number of votes to the information before it inverts it, and not to the
likelihood that it maximises; for a model with few votes among many the ridge outweighs the votes. Its own code makes
the half-widths shown; `ridge` repeats that formula on our counts (the first column checks it) so that thousands of
leagues can be simulated.
"""

import math

import numpy as np
import pandas as pd
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.utils.data_utils import PairDataset

from deadheat.stats.bradley_terry import Fit, fit, information_inverse
from deadheat.stats.sandwich import sandwich, vote_meat
from deadheat.stats.vote_counts import FloatArray, PairCounts

MODELS, RARE, RUNS = 12, 100, 1000
Z = 1.959963984540054
POINTS = 400 / math.log(10)


def league(total: int, rng: np.random.Generator) -> tuple[PairCounts, FloatArray]:
    """`total` votes spread evenly over the pairs of all models but the last, which gets RARE votes."""
    truth = rng.normal(0.0, 0.6, MODELS)
    first, second = np.triu_indices(MODELS, 1)
    often = second < MODELS - 1
    n = np.where(often, total // int(often.sum()), 0)
    n[~often] = rng.multinomial(RARE, np.full(MODELS - 1, 1 / (MODELS - 1)))
    met = n > 0
    first, second, n = first[met], second[met], n[met]
    expected = 1 / (1 + np.exp(truth[second] - truth[first]))
    tied = 0.4 * np.minimum(expected, 1 - expected)
    ties = rng.binomial(n, tied)
    won = rng.binomial(n - ties, (expected - tied / 2) / (1 - tied))
    columns = [np.asarray(c, dtype=np.float64) for c in (won, n - ties - won, ties, np.zeros(len(n)))]
    counts = PairCounts(
        n_models=MODELS,
        first=first,
        second=second,
        first_won=columns[0],
        second_won=columns[1],
        ties=columns[2],
        both_bad=columns[3],
    )
    return counts, truth


def ours(counts: PairCounts, found: Fit) -> float:
    return Z * POINTS * math.sqrt(sandwich(counts, found, vote_meat(counts, found))[-1, -1])


def ridge(counts: PairCounts, found: Fit) -> float:
    information = np.linalg.pinv(information_inverse(counts, found), hermitian=True)
    inverse = np.linalg.inv(information + 1e-5 * counts.battles.sum() * np.eye(MODELS))
    return Z * POINTS * math.sqrt((inverse @ vote_meat(counts, found).matrix @ inverse)[-1, -1])


def arena_rank(counts: PairCounts) -> float:
    """The half-width that arena-rank itself reports, from one row for each vote."""
    columns = ((counts.first_won, "model_a"), (counts.second_won, "model_b"), (counts.ties, "tie"))
    parts = [
        pd.DataFrame({"model_a": counts.first, "model_b": counts.second, "winner": label}).loc[
            np.repeat(np.arange(len(counts.first)), votes.astype(int))
        ]
        for votes, label in columns
    ]
    dataset = PairDataset.from_pandas(pd.concat(parts), reweighted=False)
    found = BradleyTerry(MODELS).compute_ratings_and_cis(dataset)
    return float((found["rating_upper"][-1] - found["rating_lower"][-1]) / 2)


def main() -> None:
    print(f"a model with {RARE} votes among {MODELS} models; 95 % intervals; {RUNS} simulated leagues for each line\n")
    print("| votes in all | arena-rank ± | its formula ± | ours ± | ratio | arena-rank covers | ours covers |")
    print("|---|---|---|---|---|---|---|")
    for total in (10_000, 100_000, 1_000_000, 5_000_000):
        counts, _ = league(total, np.random.default_rng(1))
        found = fit(counts)
        widths = arena_rank(counts), ridge(counts, found), ours(counts, found)
        covered = np.zeros(2)
        for rng in np.random.default_rng(20261123).spawn(RUNS):
            counts, truth = league(total, rng)
            found = fit(counts)
            error = POINTS * abs(found.strengths[-1] - (truth[-1] - truth.mean()))
            covered += [error <= ridge(counts, found), error <= ours(counts, found)]
        shares = " | ".join(f"{100 * c / RUNS:.1f} %" for c in covered)
        shown = " | ".join(f"{w:.1f}" for w in widths)
        print(f"| {total:,} | {shown} | {widths[0] / widths[2]:.2f} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
