"""Numbers as people read them in tables, and pairs as people type them in options."""

import sys
from collections.abc import Sequence
from math import isfinite
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deadheat.errors import ConfigError

WIDTH = 140
# How many rows of a table to show; 0 for all.
Top = Annotated[int, Parameter(validator=Number(gte=0))]


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
    """Print a table and labelled lines under it on stdout, wide enough to read when it is no terminal."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(table)
    notes = Table(box=None, show_header=False, pad_edge=False)
    for label, text in lines:
        notes.add_row(escape(label), escape(text))
    if lines:
        console.print()
        console.print(notes)


def new_table(title: str, *columns: str) -> Table:
    """A plain table; a column that starts with `>` is right-aligned."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.lstrip(">"), justify="right" if column.startswith(">") else "left")
    return table
