"""Arena boards as results: dead-heat group, rank sets, and the best open model, on a day and over time."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.arena_sheet import HISTORY_BOARD, ArenaRow, ArenaSheet
from deadheat.facts.arena import Board, BoardDay, BoardHistory, BoardRow, Boards
from deadheat.facts.call import call_from
from deadheat.facts.gap import Estimate
from deadheat.stats.distributions import two_sided_z
from deadheat.stats.inputs import FloatArray, checked_alpha
from deadheat.stats.rank_sets import compare_all, rank_bounds

PUBLISHED_Z = two_sided_z(0.05)
ROUNDING = 1 / 12  # the boards publish whole points; the variance of rounding to them
DEFINITION = (
    "group = the models whose difference to the leader is not separated from zero, with the error rate shared among "
    "the comparisons with the leader; ranks hold for all models at once; a dead heat needs the whole interval of the "
    "difference within {margin:g} points"
)
METHOD = (
    "normal differences of published scores and 95 % half-widths, errors of two models taken as independent "
    "(the boards publish no covariance), with the variance of rounding to whole points; ranks by max-t"
)


def read_board(
    sheet: ArenaSheet,
    board: str,
    *,
    day: date | None = None,
    margin: float = 15.0,
    alpha: float = 0.05,
    seed: int = 12345,
) -> Board:
    """One board on one day: the leader's group, possible ranks, and the distance of the best open-weight model.

    margin: arena points that do not matter; 15 is a 52 % chance of winning a contest.
    Raises: ConfigError for a margin or alpha out of range; DataError if the board or the day is not there.
    """
    if not margin > 0:
        raise ConfigError(f"margin is {margin}. Expected arena points above 0, such as 15.")
    checked_alpha(alpha)
    on, listed = sheet.on(board, day)
    if any(row.half_width is None for row in listed):
        raise DataError(
            f"the board {board!r} has no intervals, so that no group and no ranks can be told.",
            where=sheet.source,
            hint="Its history can be shown: --history.",
        )
    rows = tuple(_rows(listed, margin=margin, alpha=alpha, rng=np.random.default_rng(seed)))
    place = next((i for i, row in enumerate(rows) if row.access == "open"), None)
    nothing = Estimate(value=None, lower=None, upper=None)
    votes = [row.votes for row in rows]
    return Board(
        board=board,
        day=on.isoformat(),
        leader=rows[0].model,
        group=tuple(row.model for row in rows if row.in_group),
        rows=rows,
        best_open=None if place is None else rows[place].model,
        best_open_place=None if place is None else place + 1,
        open_behind=nothing if place is None else rows[place].behind,
        open_call=None if place is None else rows[place].call,
        n=len(rows),
        n_votes=None if None in votes else sum(v for v in votes if v is not None),
        n_unknown_access=sum(row.access is None for row in rows),
        alpha=alpha,
        margin=margin,
        definition=DEFINITION.format(margin=margin),
        method=METHOD,
        source=sheet.source,
        as_of=on.isoformat(),
        notes=sheet.notes,
    )


def _rows(listed: Sequence[ArenaRow], *, margin: float, alpha: float, rng: np.random.Generator) -> Iterator[BoardRow]:
    score = np.array([row.score for row in listed])
    variance = _variance(listed)
    pool = np.zeros(len(score), dtype=np.int64)
    best, worst = rank_bounds(compare_all(score, np.diag(variance), pool, alpha=alpha, rng=rng).above)
    behind = list(_behind_leader(score, variance, alpha))
    for i, row in enumerate(listed):
        yield BoardRow(
            model=row.model,
            vendor=row.vendor,
            access=row.access,
            score=row.score,
            lower=row.score - (row.half_width or 0.0),
            upper=row.score + (row.half_width or 0.0),
            votes=row.votes,
            listed=row.listed,
            rank_best=int(best[i]),
            rank_worst=int(worst[i]),
            behind=behind[i],
            in_group=i == 0 or (behind[i].lower or 0.0) <= 0,
            call=None if i == 0 else call_from(-(behind[i].upper or 0.0), -(behind[i].lower or 0.0), margin),
        )


def _variance(listed: Sequence[ArenaRow]) -> FloatArray:
    width = np.array([row.half_width or np.inf for row in listed])
    return np.asarray((width / PUBLISHED_Z) ** 2 + ROUNDING)


def read_boards(sheet: ArenaSheet, *, day: date | None = None, margin: float = 15.0, alpha: float = 0.05) -> Boards:
    """Every board on `day` (default: each one's latest)."""
    return Boards(boards=tuple(read_board(sheet, b, day=day, margin=margin, alpha=alpha) for b in sorted(sheet.days)))


def trace_board(sheet: ArenaSheet, board: str, *, alpha: float = 0.05) -> BoardHistory:
    """A board over time: leader, size of its group, best open-weight model and its distance on every day."""
    checked_alpha(alpha)
    days = sheet.board(board)
    traced = tuple(_trace_day(day, days[day], alpha) for day in sorted(days))
    return BoardHistory(
        board=board,
        days=traced,
        n=sum(day.n_models for day in traced),
        alpha=alpha,
        definition="open_behind = leader minus the best model with downloadable weights; group as on a single day",
        method="published scores without intervals" if board == HISTORY_BOARD else METHOD,
        source=sheet.source,
        as_of=traced[-1].day,
        notes=sheet.notes,
    )


def _trace_day(day: date, rows: Sequence[ArenaRow], alpha: float) -> BoardDay:
    score = np.array([row.score for row in rows])
    place = next((i for i, row in enumerate(rows) if row.access == "open"), None)
    if any(row.half_width is None for row in rows):
        behind = [Estimate(value=float(score[0] - s), lower=None, upper=None) for s in score]
        group = None
    else:
        behind = list(_behind_leader(score, _variance(rows), alpha))
        group = sum(i == 0 or (b.lower or 0.0) <= 0 for i, b in enumerate(behind))
    return BoardDay(
        day=day.isoformat(),
        leader=rows[0].model,
        leader_score=rows[0].score,
        n_models=len(rows),
        n_group=group,
        best_open=None if place is None else rows[place].model,
        best_open_score=None if place is None else rows[place].score,
        open_behind=Estimate(value=None, lower=None, upper=None) if place is None else behind[place],
    )


def _behind_leader(score: FloatArray, variance: FloatArray, alpha: float) -> Iterator[Estimate]:
    """Leader minus each model; the intervals of all n - 1 comparisons hold together (Bonferroni)."""
    z = two_sided_z(alpha / max(len(score) - 1, 1))
    for i in range(len(score)):
        value = float(score[0] - score[i])
        width = z * float(np.sqrt(variance[0] + variance[i])) if i else 0.0
        yield Estimate(value=value, lower=value - width, upper=value + width)
