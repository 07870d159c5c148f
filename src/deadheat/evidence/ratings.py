"""A leaderboard from votes: ratings, intervals, rank sets, and groups of models in a dead heat."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np

from deadheat.errors import ConfigError
from deadheat.evidence.one_way import OneWay, find_one_way, with_one_way
from deadheat.evidence.pooled_fit import PooledFit, fit_pools
from deadheat.evidence.tabular import Source
from deadheat.evidence.votes import Votes, read_votes
from deadheat.facts.call import call_from
from deadheat.facts.rating import GroupComparison, RatedModel, Ratings
from deadheat.stats.bradley_terry import Ties
from deadheat.stats.distributions import normal_sf, two_sided_z
from deadheat.stats.inputs import FloatArray, IntArray, checked_alpha, is_between
from deadheat.stats.pools import Pools, find_pools
from deadheat.stats.rank_sets import Differences, compare_all, dead_heat_groups, rank_bounds
from deadheat.stats.sandwich import FEW_VOTES

POINTS = 400.0 / math.log(10.0)
MEAN = 1000.0
# With fewer, a clustered interval is noticeably too narrow.
_FEW_CLUSTERS = 50


class RatingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to rate: alpha is the error rate, margin the rating points that do not matter, seed that of the draws.

    independent: take every vote as independent, although a column says which user or conversation it comes from.
    """

    ties: Ties = "half"
    alpha: float = 0.05
    margin: float = 15.0
    seed: int = 0
    independent: bool = False

    def __post_init__(self) -> None:
        if self.ties not in ("half", "davidson"):
            raise ConfigError(f"ties is {self.ties!r}. Expected 'half' or 'davidson'.")
        checked_alpha(self.alpha)
        if not is_between(self.margin, 0, math.inf):
            raise ConfigError(f"margin is {self.margin!r}. Expected a positive number of rating points, such as 15.")
        if self.seed < 0:
            raise ConfigError(f"seed is {self.seed!r}. Expected a whole number from 0.")


def rate(source: Source, options: RatingOptions | None = None, *, columns: Mapping[str, str] | None = None) -> Ratings:
    """Rate models by votes between them, and say which cannot be told apart.

    Args:
        source: a CSV, JSONL or Parquet path, a mapping of column name to values, or records; one row for each vote.
        columns: the name in the source by field (`model_a`, `model_b`, `winner`, `cluster`), where they differ. Votes
            with one value of `cluster` may depend on each other; it is `user`, else `conversation`, where they exist.
    Raises: DataError for votes that cannot be used, naming the row; ConfigError for an option out of range.
    """
    asked = options or RatingOptions()
    votes = read_votes(source, columns, independent=asked.independent)
    pools = find_pools(votes.counts)
    board = _compare(votes, pools, asked)
    order = _order(board)
    groups = _groups(board, order)
    return Ratings(
        models=tuple(_rated(board, model) for model in order),
        groups=tuple(tuple(votes.models[model] for model in group) for group in groups),
        comparisons=tuple(_comparisons(board, groups)),
        n=votes.n,
        alpha=asked.alpha,
        margin=asked.margin,
        ties=asked.ties,
        method=_method(board),
        critical=board.differences.critical if math.isfinite(board.differences.critical) else None,
        draws=board.differences.draws,
        seed=asked.seed,
        tie_weights=board.fitted.tie_weights,
        clusters=board.fitted.clusters,
        source=votes.source,
        notes=tuple(_notes(board)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Board:
    """Everything the pages of one leaderboard are read from."""

    votes: Votes
    pools: Pools
    fitted: PooledFit
    one_way: dict[int, OneWay]
    differences: Differences
    ranks: tuple[IntArray, IntArray]
    battles: FloatArray
    bad: FloatArray
    asked: RatingOptions


def _compare(votes: Votes, pools: Pools, asked: RatingOptions) -> _Board:
    fitted = fit_pools(votes, pools, ties=asked.ties)
    one_way = find_one_way(votes, pools)
    # The exact bounds of one-way models need independent votes. They take half of the error, split among them.
    exact = {} if votes.clustered else one_way
    alpha = asked.alpha / 2 if exact else asked.alpha
    rng = np.random.default_rng(asked.seed)
    differences = compare_all(fitted.strengths, fitted.covariance, pools.pool, alpha=alpha, rng=rng)
    if exact:
        differences = with_one_way(differences, exact.values(), tail=asked.alpha / 2 / len(exact))
    return _Board(
        votes=votes,
        pools=pools,
        fitted=fitted,
        one_way=one_way,
        differences=differences,
        ranks=rank_bounds(differences.above),
        battles=votes.counts.votes_of_models(),
        bad=votes.counts.per_model(votes.counts.both_bad, votes.counts.both_bad),
        asked=asked,
    )


def _order(board: _Board) -> list[int]:
    """Models by component, then pool, then from the strongest down; one-way ones above or below their main pool."""

    def place(model: int) -> tuple[int, int, int, float, str]:
        pool, side = int(board.pools.pool[model]), 0
        if single := board.one_way.get(model):
            pool, side = int(board.pools.pool[single.members[0]]), -1 if single.won else 1
        strength = float(board.fitted.strengths[model])
        share = -strength if math.isfinite(strength) else -float(board.battles[model])
        return int(board.pools.component[model]), pool, side, share, board.votes.models[model]

    return sorted(range(len(board.votes.models)), key=place)


def _groups(board: _Board, order: list[int]) -> list[list[int]]:
    """Dead-heat groups, apart for each pool: models that cannot be compared are not in a dead heat."""
    home = board.pools.pool.copy()
    for model, single in board.one_way.items():
        home[model] = board.pools.pool[single.members[0]]
    pools = dict.fromkeys(int(home[model]) for model in order)
    groups: list[list[int]] = []
    for pool in pools:
        members = np.array([model for model in order if home[model] == pool], dtype=np.int64)
        groups += dead_heat_groups(board.differences.above, members)
    return groups


def _rated(board: _Board, model: int) -> RatedModel:
    votes, asked = board.votes, board.asked
    strength, variance = float(board.fitted.strengths[model]), float(board.fitted.covariance[model, model])
    battles, bad = float(board.battles[model]), float(board.bad[model])
    half_width = two_sided_z(asked.alpha) * math.sqrt(variance)
    lower, upper = _points(strength - half_width), _points(strength + half_width)
    reason: str | None = None
    if not math.isfinite(strength):
        lower, upper, reason = _one_side(board, model)
    elif not math.isfinite(variance):
        reason = "all its votes come from one cluster: no interval"
    return RatedModel(
        model=votes.models[model],
        rating=_points(strength),
        lower=lower,
        upper=upper,
        rank_best=int(board.ranks[0][model]),
        rank_worst=int(board.ranks[1][model]),
        votes=round(battles),
        pool=int(board.pools.pool[model]) + 1,
        component=int(board.pools.component[model]) + 1,
        both_bad=bad / battles,
        reason=reason,
    )


def _points(strength: float | None) -> float | None:
    """A strength in rating points; None unless it is finite."""
    return MEAN + POINTS * strength if strength is not None and math.isfinite(strength) else None


def _one_side(board: _Board, model: int) -> tuple[float | None, float | None, str]:
    """Lower and upper bound of a model without a finite rating, and why it has none."""
    single = board.one_way.get(model)
    if single is None:
        if np.count_nonzero(board.pools.pool == board.pools.pool[model]) > 1:
            return None, None, "Davidson's model has no finite estimate for so few decided votes; ties = half has one"
        return None, None, "won or lost every vote, and none against a rated model: no finite rating"
    bound = None if board.votes.clustered else single.bound(board.fitted.strengths, tail=board.asked.alpha / 2)
    did = "won" if single.won else "lost"
    side = "" if bound is None else f", only {'a lower' if single.won else 'an upper'} bound"
    rivals = "the pool" if len(single.members) > 1 else board.votes.models[int(single.members[0])]
    reason = f"{did} every vote against {rivals} ({single.votes}): no finite rating{side}"
    return (_points(bound), None, reason) if single.won else (None, _points(bound), reason)


def _comparisons(board: _Board, groups: list[list[int]]) -> list[GroupComparison]:
    """Each member of a group against its leader, where both have ratings."""
    found: list[GroupComparison] = []
    difference, error = board.differences.difference, board.differences.error
    for number, (leader, *members) in enumerate(groups, start=1):
        for model in members:
            if not math.isfinite(error[model, leader]):
                continue
            apart, one_error = float(difference[model, leader]) * POINTS, float(error[model, leader]) * POINTS
            reach = board.differences.critical * one_error
            found.append(
                GroupComparison(
                    group=number,
                    leader=board.votes.models[leader],
                    model=board.votes.models[model],
                    difference=apart,
                    lower=apart - reach,
                    upper=apart + reach,
                    call=call_from(apart - reach, apart + reach, board.asked.margin),
                    p_equivalence=normal_sf((board.asked.margin - abs(apart)) / one_error),
                )
            )
    return found


def _method(board: _Board) -> str:
    model = "Bradley-Terry, a tie counts half" if board.asked.ties == "half" else "Davidson's Bradley-Terry with ties"
    units = f"clusters ({board.votes.cluster})" if board.votes.clustered else "votes"
    return f"{model}; maximum likelihood; sandwich intervals over {units}; simultaneous max-t rank sets"


def _notes(board: _Board) -> list[str]:
    """What a reader has to know before believing the table."""
    notes: list[str] = []
    components = int(board.pools.component.max()) + 1
    if components > 1:
        notes.append(f"{components} sets of models have no vote between them: ratings compare inside one set only")
    rated = len({int(p) for p in board.pools.pool[np.isfinite(board.fitted.strengths)]})
    if rated > components:
        notes.append(f"{rated} pools of models met one-sidedly: each has its own mean of {MEAN:.0f}")
    units = "clusters" if board.votes.clustered else "votes"
    rated_units = board.fitted.units_of_models[np.isfinite(board.fitted.strengths)]
    if few := int(np.count_nonzero(rated_units < FEW_VOTES)):
        notes.append(f"{few} of the models have fewer than {FEW_VOTES} {units}: their intervals are widened")
    if board.fitted.clusters is not None and board.fitted.clusters < _FEW_CLUSTERS:
        notes.append(f"only {board.fitted.clusters} clusters: with fewer than {_FEW_CLUSTERS} intervals are too narrow")
    return notes
