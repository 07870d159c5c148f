"""Numbers of arena-rank on the shipped votes, for tests/golden/ratings.json: `python golden.py votes.parquet`."""

import json
import sys
from datetime import UTC, datetime
from importlib.metadata import version

import duckdb
import numpy as np
from arena_rank.models.bradley_terry import BradleyTerry
from arena_rank.utils.data_utils import PairDataset


def main(path: str) -> None:
    frame = duckdb.sql(
        f"SELECT model_a, model_b, replace(human, 'tie (bothbad)', 'both_bad') AS winner FROM '{path}'"
    ).df()
    dataset = PairDataset.from_pandas(frame, reweighted=False)
    n = len(dataset.competitors)
    tight = BradleyTerry(n, ftol=0.0, gtol=1e-13, hessian_reg=1e-7, max_iter=10_000).compute_ratings_and_cis(dataset)
    default = BradleyTerry(n).compute_ratings_and_cis(dataset)
    document = {
        "source": "arena-rank on the shipped arena_votes.parquet, column human, ties and both_bad as 0.5",
        "version": version("arena-rank"),
        "licence": "Apache-2.0; numbers only",
        "command": "benchmarks/ratings/golden.py; half_width: ftol=0, gtol=1e-13, hessian_reg=1e-7; default: its own",
        "date": datetime.now(tz=UTC).date().isoformat(),
        "models": [
            {"model": model, "rating": rating, "half_width": exact, "default_half_width": ridge}
            for model, rating, exact, ridge in zip(
                dataset.competitors,
                np.asarray(tight["ratings"]).tolist(),
                _half_width(tight),
                _half_width(default),
                strict=True,
            )
        ],
    }
    print(json.dumps(document, indent=1))


def _half_width(found: dict[str, np.ndarray]) -> list[float]:
    return ((np.asarray(found["rating_upper"]) - np.asarray(found["rating_lower"])) / 2).tolist()


if __name__ == "__main__":
    main(sys.argv[1])
