"""Where in a file a row stands, in words a person can follow to it."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path


def place_of(path: Path, row: int, *, delimiter: str) -> str:
    """`name:line` of data row number `row` (from 1) of a text file; `name: row n` where rows are not lines.

    Called for errors only: it walks the file once more, because a quoted text may hold lines and a line may be empty.
    delimiter: what separates the fields of a CSV file; empty for JSON.
    """
    lines = _csv_lines(path, delimiter) if delimiter else _json_lines(path)
    try:
        line = next(islice(lines, row - 1, None), None)
    except csv.Error:  # a field longer than Python's reader takes
        line = None
    return f"{path.name}:{line}" if line else f"{path.name}: row {row}"


def _csv_lines(path: Path, delimiter: str) -> Iterator[int]:
    """The line on which each data row starts."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        start, is_header = 1, True
        for fields in reader:
            if fields and not is_header:
                yield start
            is_header = is_header and not fields
            start = reader.line_num + 1


def _json_lines(path: Path) -> Iterator[int]:
    """The line of each object of a file that has one in each line; nothing for a file that is one array."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.lstrip(b"\xef\xbb\xbf \t").startswith(b"["):
                return
            if line.strip():
                yield number
