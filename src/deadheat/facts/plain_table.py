"""A table of plain text: columns as wide as their widest cell."""

from collections.abc import Sequence

Row = Sequence[str]


def align(rows: Sequence[Row], *, gap: str = "  ") -> list[str]:
    """Lines with every column padded to its widest cell; no trailing spaces. Every row has as many cells."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return [gap.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
