"""A table in the room it has: nothing that identifies a row is ever cut, and what gives way is named."""

from textwrap import fill
from typing import Literal

from rich.cells import cell_len
from rich.table import Column, Table
from rich.text import Text

_GAP = 2  # spaces between columns
_PROSE = 18  # a column of prose can be read from this width on


class FittedColumn(Column):
    """A column that knows what happens to it where a terminal is narrow."""

    gives_way: bool = False
    is_prose: bool = False


def add_column(table: Table, mark: str) -> None:
    """Add a column by its head and the marks before it, in any order.

    `>` aligns right, `~` leaves the column out where the terminal has no room for it, `_` lets its text wrap.
    """
    head = mark.lstrip(">~_")
    marks = mark[: len(mark) - len(head)]
    column = FittedColumn(header=head, justify="right" if ">" in marks else "left", overflow="fold")
    column._index = len(table.columns)  # noqa: SLF001
    column.gives_way = "~" in marks
    column.is_prose = "_" in marks
    table.columns.append(column)


def fit(table: Table, width: int | None) -> list[str]:
    """Make `table` fit into `width` columns; without a width it takes what it needs. Returns the heads left out.

    Columns that may give way do so from the right. If the others still do not fit, their text is folded, never cut.
    """
    left_out: list[str] = []
    while width is not None and needed(table) > width:
        giving = next((c for c in reversed(table.columns) if isinstance(c, FittedColumn) and c.gives_way), None)
        if giving is None:
            return left_out
        table.columns.remove(giving)
        for index, column in enumerate(table.columns):
            column._index = index  # noqa: SLF001 - rich numbers columns only as they are added
        left_out.insert(0, str(giving.header))
    if width is not None and needed(table, heads="whole") > width:
        for column in table.columns:
            column.header = fill(str(column.header), _natural(column), break_long_words=False)
    for column in table.columns:
        column.no_wrap = not _is_prose(column)
    return left_out


def needed(table: Table, *, heads: Literal["folded", "whole"] = "folded") -> int:
    """The width below which text that identifies a row would be folded."""
    naturals = [max(_natural(c), cell_len(str(c.header)) if heads == "whole" else 0) for c in table.columns]
    widths = [min(n, _PROSE) if _is_prose(c) else n for c, n in zip(table.columns, naturals, strict=True)]
    return sum(widths) + _GAP * (len(widths) - 1)


def _is_prose(column: Column) -> bool:
    return isinstance(column, FittedColumn) and column.is_prose


def _natural(column: Column) -> int:
    """The widest cell, or the longest word of the head."""
    cells = (cell_len(line) for cell in column.cells for line in Text.from_markup(str(cell)).plain.splitlines())
    words = (cell_len(word) for word in str(column.header).split())
    return max([*cells, *words], default=0)
