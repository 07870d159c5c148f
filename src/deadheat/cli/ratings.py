"""`deadheat ratings`: a leaderboard from votes."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from deadheat.cli.input import readable
from deadheat.cli.mapping import parse_map
from deadheat.cli.output import print_json, print_plain, terminal_width
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError
from deadheat.evidence.ratings import RatingOptions, rate
from deadheat.evidence.votes import CLUSTER, INDEPENDENT, REQUIRED


def ratings(
    votes: Path,
    /,
    *,
    ties: Literal["half", "davidson"] = "half",
    cluster: str | None = None,
    alpha: float = 0.05,
    margin: float = 15.0,
    seed: Whole = 0,
    map_: Annotated[list[str], Parameter(name="--map")] = [],  # noqa: B006 - cyclopts reads it, nobody writes it
    json: bool = False,
) -> None:
    """Rate models by votes between them: ratings, intervals, rank sets and groups that cannot be told apart.

    Parameters
    ----------
    votes
        CSV, JSONL or Parquet, or - for stdin; one row for each vote: model_a, model_b, winner. The winner is model_a,
        model_b, tie or tie (bothbad); also a, b, left, right, draw, bothbad, both_bad.
    ties
        half counts a tie as half a win for each side; davidson gives ties a chance of their own.
    cluster
        The column whose equal values mark votes that may depend on each other; none takes every vote as independent
        (default: user, else conversation, where there is such a column).
    alpha
        The error rate: of each interval for itself, and of all rank sets together.
    margin
        The rating points that do not matter to you; two models closer than that for sure are in a dead heat.
    seed
        Of the draws behind the rank sets.
    map_
        COLUMN=FIELD, where the file uses other names.
    json
        Print one JSON document.
    """
    columns, independent = parse_map(map_, (*REQUIRED, CLUSTER)), cluster == INDEPENDENT
    if cluster is not None and not independent and columns.setdefault(CLUSTER, cluster) != cluster:
        raise ConfigError(f"--cluster {cluster!r} and --map {columns[CLUSTER]!r}={CLUSTER} disagree.")
    options = RatingOptions(ties=ties, alpha=alpha, margin=margin, seed=seed, independent=independent)
    with readable(votes) as path:
        found = rate(path, options, columns=columns)
    if json:
        print_json(found)
    else:
        print_plain(found.text(width=terminal_width()))
