"""How models rank by votes between them, in the words of `deadheat ratings` and its JSON document."""

from typing import Literal

from msgspec import Struct

from deadheat.facts.call import Call
from deadheat.facts.plain_table import Row, align, counted, fits, fold

BAR_WIDTH = 31
_PICTURE = 4


class RatedModel(Struct, frozen=True, kw_only=True):
    """One model on the arena scale: mean 1000 within its pool, 400 points for odds of ten to one.

    rating is None where the votes give no finite estimate; lower or upper is None where that side is unbounded; then
    `reason` says why. rank_best and rank_worst hold for all models at once; lower and upper for this model alone.
    pool: only ratings of one pool can be compared. component: models that some chain of votes links.
    both_bad is the share of the model's votes in which both answers were called bad.
    """

    model: str
    rating: float | None
    lower: float | None
    upper: float | None
    rank_best: int
    rank_worst: int
    votes: int
    pool: int
    component: int
    both_bad: float
    reason: str | None = None


class GroupComparison(Struct, frozen=True, kw_only=True):
    """A member of a dead-heat group against the group's leader, in rating points (member minus leader).

    The interval holds for all differences at once, and `call` follows from it and the margin: "dead_heat" is
    equivalence, not a mere lack of evidence. p_equivalence: the two one-sided tests at the margin, this pair alone.
    """

    group: int
    leader: str
    model: str
    difference: float
    lower: float
    upper: float
    call: Call
    p_equivalence: float


class Ratings(Struct, frozen=True, kw_only=True):
    """A leaderboard that says what it does not know.

    groups: the leader with all models not surely below it, then the same among the rest. critical: all differences
    are within critical x standard error of the truth at once with probability 1 - alpha; None if none is comparable.
    tie_weights: Davidson's nu by pool, None where a tie counts half. clusters: how many, None if votes are
    taken as independent.
    """

    schema: Literal["deadheat.ratings/1"] = "deadheat.ratings/1"
    models: tuple[RatedModel, ...]
    groups: tuple[tuple[str, ...], ...]
    comparisons: tuple[GroupComparison, ...]
    n: int
    alpha: float
    margin: float
    ties: Literal["half", "davidson"]
    method: str
    critical: float | None
    draws: int
    seed: int
    tie_weights: tuple[float | None, ...]
    clusters: int | None
    source: str
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text()

    def text(self, *, width: int | None = None) -> str:
        """The leaderboard as plain text: rank sets, ratings, intervals, a picture where it fits, groups in words."""
        share = f"{100 * (1 - self.alpha):g} %"
        rows: list[Row] = [("rank", "model", "rating", f"{share} interval", self._axis(), "votes")]
        rows += [self._row(m) for m in self.models]
        table = align(rows)
        if not fits(table, width):
            table = align([(*row[:_PICTURE], *row[_PICTURE + 1 :]) for row in rows])
        told = [f"* {m.model}: {m.reason}" for m in self.models if m.reason]
        notes = [f"note: {note}" for note in self.notes]
        clustered = "" if self.clusters is None else f" in {counted(self.clusters, 'cluster')}"
        votes = f"{counted(self.n, 'vote')}{clustered}"
        head = f"{self.source} · {len(self.models)} models · {votes} · alpha {self.alpha:g}"
        words = [group_in_words(self, number) for number in range(1, len(self.groups) + 1)]
        promise = f"Ranks hold for all models at once, intervals for one model each. {self.method}."
        below = fold((*told, "", *words, "", *notes, promise), width)
        return "\n".join((*fold([head], width), "", *table, *below))

    def _reach(self) -> tuple[float, float]:
        ends = [end for m in self.models for end in (m.lower, m.rating, m.upper) if end is not None]
        return (min(ends), max(ends)) if ends else (1000.0, 1000.0)

    def _axis(self) -> str:
        low, high = (f"{end:.0f}" for end in self._reach())
        return f"{low}{high:>{BAR_WIDTH - len(low)}}"

    def _row(self, m: RatedModel) -> Row:
        ranks = f"{m.rank_best}" if m.rank_best == m.rank_worst else f"{m.rank_best}-{m.rank_worst}"
        rating = "none *" if m.rating is None else f"{m.rating:.1f}" + (" *" if m.reason else "")
        return (ranks, m.model, rating, interval_in_words(m), interval_bar(m, self._reach()), f"{m.votes:,}")


def interval_in_words(m: RatedModel) -> str:
    """`[1225.9, 1248.9]`, or the one bound there is, or `unknown`."""
    if m.lower is not None and m.upper is not None:
        return f"[{m.lower:.1f}, {m.upper:.1f}]"
    if m.lower is not None:
        return f"above {m.lower:.1f}"
    return "unknown" if m.upper is None else f"below {m.upper:.1f}"


def interval_bar(m: RatedModel, reach: tuple[float, float]) -> str:
    """The interval as a line from `reach[0]` to `reach[1]`: `···├─●─┤·····`; an open side ends in an arrow."""
    low, high = reach

    def cell(value: float) -> int:
        return round((value - low) / (high - low) * (BAR_WIDTH - 1)) if high > low else BAR_WIDTH // 2

    cells = ["·"] * BAR_WIDTH
    if m.lower is not None or m.upper is not None:
        left = 0 if m.lower is None else cell(m.lower)
        right = BAR_WIDTH - 1 if m.upper is None else cell(m.upper)
        cells[left : right + 1] = "─" * (right + 1 - left)
        cells[left], cells[right] = "←" if m.lower is None else "├", "→" if m.upper is None else "┤"
    if m.rating is not None:
        cells[cell(m.rating)] = "●"
    return "".join(cells)


def group_in_words(ratings: Ratings, number: int) -> str:
    """Group `number` (from 1): its leader, who is shown to be equivalent to it, and who is merely not told apart."""
    leader, *others = ratings.groups[number - 1]
    if not others:
        return f"{number}. {leader} alone"
    calls = {c.model: c.call for c in ratings.comparisons if c.group == number}
    equal = [model for model in others if calls.get(model) == "dead_heat"]
    unclear = [model for model in others if calls.get(model) != "dead_heat"]
    parts = [f"in a dead heat with {', '.join(equal)} (within ±{ratings.margin:g} points)"] if equal else []
    parts += [f"not told apart from {', '.join(unclear)} (open)"] if unclear else []
    return f"{number}. {leader}: {'; '.join(parts)}"
