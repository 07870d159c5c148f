"""Rows of arena boards by board and day: the bundled days, or a user's own table."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deadheat.errors import DataError, did_you_mean
from deadheat.evidence.tabular import Source, open_table
from deadheat.facts.arena import Access

BUNDLED = Path(__file__).parent / "data" / "arena"
DAILY_SOURCE = "LMArena boards of 2026-03-19 to 2026-04-19, by oolong-tea-2026/arena-ai-leaderboards (MIT), bundled"
HISTORY_SOURCE = "LMArena overall text scores of 2023-05-08 to 2025-02-27, by nakasyou/lmarena-history (MIT), bundled"
HISTORY_BOARD = "text-2023"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArenaRow:
    """One model on one board and day; `half_width` is that of its 95 % interval, None where the board gives none."""

    model: str
    score: float
    half_width: float | None
    votes: int | None = None
    vendor: str | None = None
    access: Access | None = None
    listed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArenaSheet:
    """All days of all boards of one source."""

    days: Mapping[str, Mapping[date, tuple[ArenaRow, ...]]]
    source: str
    notes: tuple[str, ...] = ()

    def on(self, board: str, day: date | None) -> tuple[date, tuple[ArenaRow, ...]]:
        """The rows of a board on a day (default: its latest). DataError with what there is otherwise."""
        of_board = self.board(board)
        chosen = day or max(of_board)
        if chosen not in of_board:
            near = min(of_board, key=lambda d: abs((d - chosen).days))
            raise DataError(
                f"the board {board!r} has no rows of {chosen}.",
                where=self.source,
                hint=f"It has {len(of_board)} days from {min(of_board)} to {max(of_board)}; the nearest is {near}.",
            )
        return chosen, of_board[chosen]

    def board(self, board: str) -> Mapping[date, tuple[ArenaRow, ...]]:
        """All days of a board. DataError with near names if there is none of that name."""
        if board not in self.days:
            raise DataError(f"no board {board!r}.", where=self.source, hint=did_you_mean(board, sorted(self.days)))
        return self.days[board]


def read_arena(source: Source | None = None, *, columns: Mapping[str, str] | None = None) -> ArenaSheet:
    """Boards from a table with `day, board, model, score, half_width`, or the bundled daily ones.

    half_width is that of the 95 % interval. Optional: votes, vendor, license (`open` or `proprietary`), rank.
    Raises: DataError for an unreadable table, a score that is no number, or a half-width that is not positive.
    """
    given: Source = source if source is not None else BUNDLED / "leaderboards.parquet"
    optional = ("votes", "vendor", "license", "rank")
    table = open_table(
        given, columns or {}, required=("day", "board", "model", "score", "half_width"), optional=optional
    )
    table.refuse(
        [
            ("day", "TRY_CAST(day AS DATE) IS NULL", "a date such as 2026-04-19"),
            ("board", "board IS NULL OR trim(board) = ''", "the name of a board"),
            ("model", "model IS NULL OR trim(model) = ''", "the name of a model"),
            ("score", "NOT coalesce(isfinite(TRY_CAST(score AS DOUBLE)), false)", "a number"),
            ("half_width", "NOT coalesce(TRY_CAST(half_width AS DOUBLE) BETWEEN 1e-9 AND 1e9, false)", "a number > 0"),
        ]
    )
    shown = [f if f in table.fields else "NULL" for f in optional]
    numbers = "TRY_CAST(day AS DATE), model, TRY_CAST(score AS DOUBLE), TRY_CAST(half_width AS DOUBLE)"
    rest = f"TRY_CAST({shown[0]} AS BIGINT), {shown[1]}, {shown[2]}, TRY_CAST({shown[3]} AS BIGINT)"
    query = f"SELECT board, {numbers}, {rest} FROM source ORDER BY board, 2, 4 DESC, model"  # noqa: S608
    rows = table.run(query).fetchall()
    days: dict[str, dict[date, list[ArenaRow]]] = {}
    unread: set[str] = set()
    for board, day, model, score, half_width, votes, vendor, license_, rank in rows:
        spelled = (license_ or "").strip()
        if spelled and spelled.lower() not in (*_ACCESS, "unknown"):
            unread.add(spelled)
        row = ArenaRow(
            model=model,
            score=score,
            half_width=half_width,
            votes=votes,
            vendor=vendor or None,
            access=_ACCESS.get(spelled.lower()),
            listed=rank,
        )
        days.setdefault(board, {}).setdefault(day, []).append(row)
    for board, of_board in days.items():
        for day, listed in of_board.items():
            _refuse_repeated(board, day, listed, table.description)
    notes = [f"license {text!r} is neither `open` nor `proprietary`: read as unknown" for text in sorted(unread)]
    source_name = DAILY_SOURCE if source is None else table.description
    return ArenaSheet(days=_frozen(days), source=source_name, notes=tuple(notes))


def read_arena_history() -> ArenaSheet:
    """The overall text board of 2023 to 2025: scores without intervals; access from the hand-made list beside it."""
    table = open_table(BUNDLED / "history.parquet", {}, required=("day", "model", "score"))
    rules = tomllib.loads((BUNDLED / "access.toml").read_text(encoding="utf-8"))
    starts: list[tuple[str, Access]] = [(start, "open") for start in rules["open"]]
    starts += [(start, "closed") for start in rules["closed"]]
    starts.sort(key=lambda rule: -len(rule[0]))
    rows = table.run(
        "SELECT TRY_CAST(day AS DATE), model, TRY_CAST(score AS DOUBLE) FROM source ORDER BY 1, 3 DESC, 2"
    ).fetchall()
    days: dict[date, list[ArenaRow]] = {}
    for day, model, score in rows:
        access = next((access for start, access in starts if model.startswith(start)), None)
        days.setdefault(day, []).append(ArenaRow(model=model, score=score, half_width=None, access=access))
    note = "no intervals are published for these days; open weights by a hand-made list (general knowledge)"
    return ArenaSheet(days=_frozen({HISTORY_BOARD: days}), source=HISTORY_SOURCE, notes=(note,))


_ACCESS: dict[str, Access] = {"open": "open", "proprietary": "closed", "closed": "closed"}


def _frozen(days: Mapping[str, Mapping[date, list[ArenaRow]]]) -> dict[str, dict[date, tuple[ArenaRow, ...]]]:
    return {board: {day: tuple(rows) for day, rows in of.items()} for board, of in days.items()}


def _refuse_repeated(board: str, day: date, rows: list[ArenaRow], where: str) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.model in seen:
            raise DataError(
                f"{row.model!r} is on the board {board!r} twice on {day}. Expected one row per model.", where=where
            )
        seen.add(row.model)
