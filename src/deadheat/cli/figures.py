"""Numbers as people read them in tables, and pairs as people type them in options."""

from collections.abc import Sequence
from io import StringIO
from math import isfinite
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deadheat.cli.output import print_plain, terminal_width
from deadheat.cli.table_fit import add_column, fit, needed
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError

WIDTH = 140
# How many rows of a table to show; 0 for all.
Top = Annotated[Whole, Parameter(validator=Number(gte=0))]


def interval(lower: float | None, upper: float | None, digits: int = 2) -> str:
    """`[1.20, 3.40]`; a bound that is not known prints as `?`, an interval that is not known as `-`."""
    if lower is None and upper is None:
        return "-"
    ends = ["?" if end is None else number(end, digits) for end in (lower, upper)]
    return f"[{ends[0]}, {ends[1]}]"


def number(value: float | None, digits: int = 2) -> str:
    """A number with `digits` decimals; `-` where there is none."""
    return "-" if value is None else f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0 makes of -0 a 0


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage; `-` where there is none."""
    return "-" if share is None else f"{100 * share:.{digits}f} %"


def numbers_by_name(pairs: Sequence[str], option: str) -> dict[str, float]:
    """`["GPT-5=150"]` as a mapping. Raises: ConfigError naming the pair that is none."""
    named: dict[str, float] = {}
    for pair in pairs:
        name, sign, value = pair.rpartition("=")
        if not (sign and name.strip() and _is_number(value)):
            raise ConfigError(f"{pair!r} is not a NAME=NUMBER pair.", where=option)
        named[name.strip()] = float(value)
    return named


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def show(table: Table, *lines: tuple[str, str]) -> None:
    """Print a table and labelled lines under it on stdout, wide enough to read when it is no terminal.

    Raises: DataError if stdout is closed or full; BrokenPipeError if its reader has gone.
    """
    room = terminal_width()
    left_out = fit(table, room)
    parts = [_printed(table, room or max(WIDTH, needed(table, heads="whole")))]
    if left_out:
        lines = (*lines, ("narrow", f"columns left out: {', '.join(left_out)}; a wider terminal or --json has them"))
    if lines:
        notes = Table(box=None, show_header=False, pad_edge=False)
        for label, text in lines:
            notes.add_row(escape(label), escape(text))
        parts.append(_printed(notes, room or WIDTH))
    print_plain("\n\n".join(parts))


def _printed(table: Table, width: int) -> str:
    """A table as text, with the colours that a terminal shows, without spaces that only fill lines."""
    paper = StringIO()
    Console(highlight=False, width=width, file=paper, force_terminal=terminal_width() is not None).print(table)
    return "\n".join(line.rstrip() for line in paper.getvalue().splitlines())


def new_table(title: str, *columns: str) -> Table:
    """A plain table. A column may start with `>` (right-aligned), `~` (gives way) and `_` (wraps): see `table_fit`."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        add_column(table, column)
    return table
