"""One system on one file of votes, in a process of its own: prints one JSON line. `python worker.py SYSTEM FILE`.

What is timed: Deadheat from the Parquet file to ratings with intervals (and, where said, rank sets); the peers from a
data frame or lists already in memory. Imports and the peers' reading are not timed.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

RESAMPLES = 3


def deadheat_intervals(path: str) -> Callable[[], float]:
    from deadheat.evidence.pooled_fit import fit_pools
    from deadheat.evidence.votes import read_votes
    from deadheat.stats.pools import find_pools

    def run() -> float:
        votes = read_votes(path, independent=True)
        return float(fit_pools(votes, find_pools(votes.counts), ties="half").covariance[0, 0])

    return run


def deadheat_all(path: str) -> Callable[[], float]:
    from deadheat.evidence.ratings import RatingOptions, rate

    return lambda: rate(path, RatingOptions(independent=True)).models[0].rating or 0.0


def deadheat_clustered(path: str) -> Callable[[], float]:
    from deadheat.evidence.ratings import rate

    return lambda: rate(path, columns={"cluster": "user"}).models[0].rating or 0.0


def arena_rank(path: str) -> Callable[[], float]:
    import duckdb
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    frame = duckdb.sql(
        f"SELECT model_a, model_b, replace(winner, 'tie (bothbad)', 'both_bad') AS winner FROM '{path}'"
    ).df()

    def run() -> float:
        dataset = PairDataset.from_pandas(frame, reweighted=False)
        found = BradleyTerry(len(dataset.competitors)).compute_ratings_and_cis(dataset)
        return float(found["rating_upper"][0])

    return run


def evalica_point(path: str) -> Callable[[], float]:
    import evalica

    xs, ys, winners = _evalica_lists(path)
    return lambda: float(evalica.bradley_terry(xs, ys, winners).scores.iloc[0])


def evalica_bootstrap(path: str) -> Callable[[], float]:
    """Only RESAMPLES of them; its default is 1,000 (and the BCa method, which fits once more for every vote)."""
    import evalica

    xs, ys, winners = _evalica_lists(path)

    def run() -> float:
        found = evalica.bootstrap(
            evalica.bradley_terry, xs, ys, winners, n_resamples=RESAMPLES, bootstrap_method="percentile", random_state=1
        )
        return float(len(found.distribution))

    return run


def _evalica_lists(path: str) -> tuple[list[str], list[str], list[object]]:
    import duckdb
    import evalica

    frame = duckdb.sql(f"SELECT model_a, model_b, winner FROM '{path}'").df()
    labels = {"model_a": evalica.Winner.X, "model_b": evalica.Winner.Y}
    winners = [labels.get(label, evalica.Winner.Draw) for label in frame["winner"]]
    return frame["model_a"].tolist(), frame["model_b"].tolist(), winners


SYSTEMS = {
    function.__name__: function
    for function in (
        deadheat_intervals,
        deadheat_all,
        deadheat_clustered,
        arena_rank,
        evalica_point,
        evalica_bootstrap,
    )
}


def main(system: str, path: str) -> None:
    run = SYSTEMS[system](str(Path(path)))
    timed = []
    for _ in range(2 if system in ("arena_rank", "deadheat_intervals", "deadheat_all") else 1):
        wall, cpu = time.perf_counter(), time.process_time()
        checked = run()
        timed.append({"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(json.dumps({"system": system, "cold": timed[0], "warm": timed[-1], "peak_gb": peak, "checked": checked}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
