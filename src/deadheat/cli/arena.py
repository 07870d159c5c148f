"""`deadheat arena`: public boards, read with their intervals."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.markup import escape
from rich.table import Table

from deadheat.cli.amounts import day
from deadheat.cli.chart_file import check_chart_file, write_chart
from deadheat.cli.figures import Top, interval, new_table, number, show
from deadheat.cli.mapping import parse_map
from deadheat.cli.output import print_json
from deadheat.cli.unused import refuse_given
from deadheat.errors import ConfigError
from deadheat.evidence.arena import read_board, read_boards, trace_board
from deadheat.evidence.arena_chart import history_chart, history_title, sparkline
from deadheat.evidence.arena_sheet import HISTORY_BOARD, read_arena, read_arena_history
from deadheat.facts.arena import Board, BoardHistory, Boards
from deadheat.report.vega import captioned

_MARGIN = 15.0
FIELDS = ("day", "board", "model", "score", "half_width", "votes", "vendor", "license", "rank")


def arena(
    board: str | None = None,
    *,
    file: Path | None = None,
    map_: Annotated[list[str], Parameter(name="--map")] = [],  # noqa: B006 - cyclopts reads it, nobody writes it
    on: str | None = None,
    history: bool = False,
    margin: float = _MARGIN,
    alpha: float = 0.05,
    top: Top = 20,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    json: bool = False,
) -> None:
    """Say who is in the leader's dead-heat group on public arena boards, and how far the best open model stands.

    Parameters
    ----------
    board
        A board such as text, code or vision, or text-2023 for the history of 2023 to 2025; without it, all of them.
    file
        Your own table with `day`, `board`, `model`, `score`, `half_width` (of 95 %), optional `votes`, `license`.
    map_
        COLUMN=FIELD where a column of FILE has another name.
    on
        The day to read; default: the latest of each board.
    history
        Show the board over time.
    margin
        Arena points that do not matter; 15 is a 52 % chance of winning a contest.
    alpha
        Error rate of the intervals.
    top
        How many models to show; 0 for all. `--json` always holds all.
    output
        Write the history as a Vega-Lite chart (.json), or as .svg or .png with the `report` extra.
    json
        Print one JSON document (schema deadheat.arena/1, deadheat.arena-boards/1 or deadheat.arena-history/1).
    """
    if (history or output or board == HISTORY_BOARD) and on:
        raise ConfigError("a history shows every day. Leave it out.", where="--on")
    if history or output or board == HISTORY_BOARD:
        refuse_given("--margin", margin != _MARGIN, "a history has intervals and no calls")
    if file is None:
        refuse_given("--map", map_, "only --file has columns of other names")
    if output:
        check_chart_file(output)
    on_day = None if on is None else day(on, "--on")
    old = board == HISTORY_BOARD and file is None
    sheet = read_arena_history() if old else read_arena(file, columns=parse_map(map_, FIELDS))
    result: Board | Boards | BoardHistory
    if history or old or output:
        result = trace_board(sheet, board or "text", alpha=alpha)
    elif board is None:
        result = read_boards(sheet, day=on_day, margin=margin, alpha=alpha)
    else:
        result = read_board(sheet, board, day=on_day, margin=margin, alpha=alpha)
    if output and isinstance(result, BoardHistory):
        notes = (*result.notes, f"Source: {result.source}")
        write_chart(captioned(history_chart(result), history_title(result), *notes), output)
    print_json(result) if json else _show(result, top)


def _show(result: Board | Boards | BoardHistory, top: int) -> None:
    if isinstance(result, Boards):
        _show_boards(result)
    elif isinstance(result, Board):
        _show_board(result, top)
    else:
        _show_history(result, top)


def _show_boards(result: Boards) -> None:
    table = new_table(
        "Arena boards",
        "board", "~day", ">~models", "leader", ">~in its group", "best open weights", ">~place", ">behind", "call",
    )  # fmt: skip
    for b in result.boards:
        behind = f"{number(b.open_behind.value, 0)} {interval(b.open_behind.lower, b.open_behind.upper, 0)}"
        cells = (b.board, b.day, str(b.n), b.leader, str(len(b.group)), b.best_open or "none listed")
        place = "-" if b.best_open_place is None else str(b.best_open_place)
        call = "leads" if b.best_open_place == 1 else (b.open_call or "").replace("_", " ")
        table.add_row(*map(escape, cells), place, escape(behind) if b.best_open else "-", call)
    _end(table, result.boards[0])


def _show_board(result: Board, top: int) -> None:
    table = new_table(
        f"Arena board {result.board} on {result.day}: {len(result.group)} of {result.n} models in the leader's group",
        "model", "~weights", ">score", "~95 %", ">~votes", "~ranks", "behind the leader", "call",
    )  # fmt: skip
    for row in result.rows[: top or None]:
        behind = f"{number(row.behind.value, 0)} {interval(row.behind.lower, row.behind.upper, 0)}"
        votes = "-" if row.votes is None else f"{row.votes:,}"
        call = "" if row.call is None else row.call.replace("_", " ") + (" *" if row.in_group else "")
        cells = (row.model, row.access or "unknown", f"{row.score:.0f}", interval(row.lower, row.upper, 0), votes)
        table.add_row(
            *map(escape, cells), f"{row.rank_best}-{row.rank_worst}", escape(behind) if row.call else "", call
        )
    best = f"{result.best_open} at place {result.best_open_place}" if result.best_open else "none listed"
    _end(table, result, ("open", f"best open weights: {best}"), ("*", "not separated from the leader"))


def _show_history(result: BoardHistory, top: int) -> None:
    table = new_table(
        f"Arena board {result.board}, {len(result.days)} days",
        "day", "leader", ">~score", ">~in its group", "best open weights", ">~score", ">behind", "interval",
    )  # fmt: skip
    for row in result.days[-(top or len(result.days)) :]:
        cells = (row.day, row.leader, f"{row.leader_score:.0f}", "-" if row.n_group is None else str(row.n_group))
        behind = (number(row.best_open_score, 0), number(row.open_behind.value, 0))
        spread = interval(row.open_behind.lower, row.open_behind.upper, 0)
        table.add_row(*map(escape, cells), escape(row.best_open or "none listed"), *behind, escape(spread))
    line = sparkline([row.open_behind.value for row in result.days])
    known = [row.open_behind.value for row in result.days if row.open_behind.value is not None]
    scale = f"  {min(known):.0f} to {max(known):.0f} points" if known else ""
    _end(table, result, ("behind", f"{line}{scale}, {result.days[0].day} to {result.days[-1].day}"))


def _end(table: Table, result: Board | BoardHistory, *lines: tuple[str, str]) -> None:
    notes = [("note", note) for note in result.notes]
    last = [("definition", result.definition), ("method", result.method), *notes, ("source", result.source)]
    show(table, *lines, *last)
