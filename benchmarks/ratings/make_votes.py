"""Make a file of votes: 200 models, uneven pairs, about 20 % ties. `python make_votes.py 1000000 votes.parquet`."""

import sys

import duckdb
import numpy as np

MODELS = 200
SEED = 20261123
OUTCOMES = np.array(["model_a", "model_b", "tie", "tie (bothbad)"])


def make_votes(n: int, path: str) -> None:
    """Write `n` votes to `path` as Parquet: model_a, model_b, winner, user (one of n / 5)."""
    rng = np.random.default_rng(SEED)
    strengths = rng.normal(0.0, 0.8, MODELS)
    first, second = np.triu_indices(MODELS, 1)
    pair = rng.choice(len(first), n, p=rng.dirichlet(np.full(len(first), 0.5)))
    turned = rng.random(n) < 0.5
    a, b = np.where(turned, second[pair], first[pair]), np.where(turned, first[pair], second[pair])
    wins = rng.random(n) < 1 / (1 + np.exp(strengths[b] - strengths[a]))
    tied = rng.random(n)
    outcome = np.where(tied < 0.12, 2, np.where(tied < 0.20, 3, np.where(wins, 0, 1)))
    names = np.array([f"lab-{m % 23}/model-{m:03d}" for m in range(MODELS)])
    connection = duckdb.connect()
    connection.register("votes", {"a": a, "b": b, "o": outcome, "u": rng.integers(0, max(n // 5, 1), n)})
    connection.register("names", {"number": np.arange(MODELS), "name": names.astype(object)})
    connection.register("labels", {"number": np.arange(4), "label": OUTCOMES.astype(object)})
    connection.execute(f"""COPY (
        SELECT x.name AS model_a, y.name AS model_b, label AS winner, 'user-' || u AS user FROM votes
        JOIN names x ON x.number = a JOIN names y ON y.number = b JOIN labels l ON l.number = o
    ) TO '{path}' (FORMAT parquet)""")


if __name__ == "__main__":
    make_votes(int(sys.argv[1]), sys.argv[2])
