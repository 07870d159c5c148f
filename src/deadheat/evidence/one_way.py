"""Models outside every pool: they won or lost every vote against it, so only one side of their rating is known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from deadheat.evidence.votes import Votes
from deadheat.stats.inputs import FloatArray, IntArray
from deadheat.stats.one_sided import least_strength
from deadheat.stats.pools import Pools
from deadheat.stats.rank_sets import Differences


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay:
    """A single model against the main pool of its component: `won` all its `votes` there, or lost them all.

    faced: (members,), how many votes against each member of the main pool.
    """

    model: int
    won: bool
    members: IntArray
    faced: FloatArray

    @property
    def votes(self) -> int:
        return round(float(self.faced.sum()))

    def bound(self, strengths: FloatArray, *, tail: float) -> float | None:
        """The one finite end of the interval of its strength, in the gauge of the pool; None without a rated pool."""
        opponents = strengths[self.members]
        if not np.all(np.isfinite(opponents)):
            return None
        side = 1.0 if self.won else -1.0
        return side * float(least_strength(self.faced, side * opponents[None, :], tail=tail)[0])

    def lead(self, differences: Differences, *, tail: float) -> FloatArray:
        """How far it is surely above each member (or below, if it lost), given intervals that hold for all of them."""
        block = np.ix_(self.members, self.members)
        apart = differences.difference[block] if self.won else -differences.difference[block]
        unknown = ~np.isfinite(differences.error[block])
        with np.errstate(invalid="ignore"):
            ahead = apart + differences.critical * differences.error[block]
        # Seen from member k, member j is at least k's strength minus the largest lead of k over j.
        weakest = np.where(unknown, -np.inf, -ahead)
        np.fill_diagonal(weakest, 0.0)
        return least_strength(self.faced, weakest, tail=tail)


def with_one_way(differences: Differences, singles: Iterable[OneWay], *, tail: float) -> Differences:
    """`differences` with what is sure of these models in `above`: against the pool, and winners against losers."""
    above = differences.above.copy()
    leads = [(single, single.lead(differences, tail=tail)) for single in singles]
    for single, lead in leads:
        beaten = single.members[lead >= 0]
        above[(single.model, beaten) if single.won else (beaten, single.model)] = True
    for winner, up in leads:
        for loser, down in leads:
            same_pool = winner.members[0] == loser.members[0]
            if winner.won and not loser.won and same_pool and np.any(up + down >= 0):
                above[winner.model, loser.model] = True
    return replace(differences, above=above)


def find_one_way(votes: Votes, pools: Pools) -> dict[int, OneWay]:
    """The single models that met the main pool of their component, by model."""
    alone = np.flatnonzero(np.bincount(pools.pool)[pools.pool] == 1)
    found: dict[int, OneWay] = {}
    for model in alone.tolist():
        main = int(pools.pool[pools.component == pools.component[model]].min())
        if main == pools.pool[model]:
            continue
        members = pools.members(main)
        faced, won = _against(votes, model, members)
        if faced.any():
            found[model] = OneWay(model=model, won=won, members=members, faced=faced)
    return found


def _against(votes: Votes, model: int, members: IntArray) -> tuple[FloatArray, bool]:
    """Votes of `model` against each of `members`, and whether it won them; between pools they all go one way."""
    counts = votes.counts
    faced, won = np.zeros(counts.n_models), 0.0
    for mine, other, wins in (
        (counts.first, counts.second, counts.first_won),
        (counts.second, counts.first, counts.second_won),
    ):
        rows = mine == model
        faced[other[rows]] += counts.battles[rows]
        won += float(wins[rows & np.isin(other, members)].sum())
    return faced[members], won > 0
