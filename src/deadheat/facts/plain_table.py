"""A table of plain text, columns as wide as their widest cell, and the words around it."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

Row = Sequence[str]


def align(rows: Sequence[Row], *, gap: str = "  ") -> list[str]:
    """Lines with every column padded to its widest cell; no trailing spaces. Every row has as many cells."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return [gap.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def counted(n: int, noun: str) -> str:
    """`1 model`, `1,399 models`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def fits(lines: Iterable[str], width: int | None) -> bool:
    """Whether no line is longer than `width`; None has room for any."""
    return width is None or all(len(line) <= width for line in lines)


def fold(paragraphs: Iterable[str], width: int | None) -> list[str]:
    """Paragraphs as lines of at most `width` characters, broken between words; None leaves each in one line."""
    if width is None:
        return list(paragraphs)
    folded = (
        wrap(p, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) for p in paragraphs
    )
    return [line for lines in folded for line in lines or [""]]
