"""Deadheat from Python: ask for a verdict or for ratings, on files, columns, records or data frames.

from deadheat.api import verdict
print(verdict("answers.csv", incumbent="gpt-5.2", challenger="kimi-k2.6"))
"""

from collections.abc import Mapping, Sequence

from deadheat.catalog.prices import list_price
from deadheat.errors import DeadheatError
from deadheat.evidence.answers import read_answers
from deadheat.evidence.ratings import RatingOptions, rate
from deadheat.evidence.tabular import Source
from deadheat.evidence.verdict import Question, judge
from deadheat.evidence.votes import CLUSTER, INDEPENDENT
from deadheat.facts.call import Mode
from deadheat.facts.comparison import Comparison
from deadheat.facts.rating import RatedModel, Ratings
from deadheat.facts.verdict import Verdict
from deadheat.stats.bradley_terry import Ties

__all__ = ["Comparison", "DeadheatError", "RatedModel", "Ratings", "Verdict", "ratings", "verdict"]


def verdict(
    source: Source,
    *,
    incumbent: str,
    challenger: str | Sequence[str],
    task: str | Sequence[str] = (),
    margin: float = 0.05,
    alpha: float = 0.05,
    mode: Mode = "fixed",
    columns: Mapping[str, str] | None = None,
) -> Verdict:
    """Which challengers are in a dead heat with the incumbent, per task and overall.

    Args:
        source: a CSV, JSONL or Parquet path; a mapping of column name to values; records; or a data frame. One row for
            each scored answer: ``item, model, score`` and optionally ``task, repeat, cost_usd, input_tokens,
            output_tokens, latency_ms``. Scores are numbers in [0, 1] or ``win``, ``tie``, ``loss``.
        incumbent, challenger: names in the ``model`` column; several challengers as a sequence.
        task: only these tasks; all when empty.
        margin: the largest difference that does not matter, on the score scale.
        alpha: chance that any interval of the verdict misses its true difference.
        mode: ``fixed`` is valid for one look at the end, ``anytime`` at every look.
        columns: the name in the source by field name, where they differ: ``{"score": "accuracy"}``.
    Returns: a frozen `Verdict`; `print` shows it as a table, `.comparisons` holds the numbers.
    Raises: DataError for data that cannot be read, naming the row; ConfigError for an option out of range.
    """
    question = Question(
        incumbent=incumbent,
        challengers=(challenger,) if isinstance(challenger, str) else tuple(challenger),
        tasks=(task,) if isinstance(task, str) else tuple(task),
        margin=margin,
        alpha=alpha,
        mode=mode,
    )
    return judge(read_answers(source, columns=columns), question, prices=list_price)


def ratings(
    source: Source,
    *,
    ties: Ties = "half",
    cluster: str | None = None,
    alpha: float = 0.05,
    margin: float = 15.0,
    seed: int = 0,
    columns: Mapping[str, str] | None = None,
) -> Ratings:
    """Bradley-Terry ratings from votes, with intervals, rank sets and groups that cannot be told apart.

    Args:
        source: a CSV, JSONL or Parquet path; a mapping of column name to values; records; or a data frame. One row for
            each vote: ``model_a, model_b, winner``; the winner is ``model_a``, ``model_b``, ``tie`` or
            ``tie (bothbad)``.
        ties: ``half`` counts a tie as half a win for each side, ``davidson`` gives ties a chance of their own.
        cluster: the column whose equal values mark votes that may depend on each other; ``none`` takes every vote as
            independent. Without it ``user``, else ``conversation``, where there is such a column.
        alpha: error rate, of each interval for itself and of all rank sets together.
        margin: rating points that do not matter.
        seed: of the draws behind the rank sets.
        columns: the name in the source by field name, where they differ.
    Returns: a frozen `Ratings`; `print` shows the leaderboard.
    Raises: DataError for votes that cannot be used, naming the row; ConfigError for an option out of range.
    """
    independent = cluster == INDEPENDENT
    named = {**(columns or {}), **({CLUSTER: cluster} if cluster is not None and not independent else {})}
    options = RatingOptions(ties=ties, alpha=alpha, margin=margin, seed=seed, independent=independent)
    return rate(source, options, columns=named)
