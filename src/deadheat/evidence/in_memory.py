"""Columns, records or a data frame of any library as columns of text, in which None is what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deadheat.errors import DataError


class Frame(Protocol):
    """A data frame, such as pandas, polars and pyarrow have: it gives its columns by name, and lists the names."""

    def __getitem__(self, name: str, /) -> Iterable[object]: ...


InMemory = Mapping[str, Sequence[object]] | Iterable[Mapping[str, object]] | Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Columns of one length, at least one row; `kind` says what they were, for errors."""

    kind: str
    columns: Mapping[str, NDArray[np.object_]]


def hold(source: InMemory) -> Held:
    """Take hold of what is in memory, as text.

    Raises: DataError if it is neither columns nor records nor a frame, its columns differ in length, or it has no rows.
    """
    if isinstance(source, Mapping):
        kind, named = "columns", {str(name): list(values) for name, values in source.items()}
    elif (framed := _framed(source)) is not None:
        kind, named = "data frame", framed
    elif isinstance(source, Iterable):
        kind, named = "records", _recorded(list(source))
    else:
        raise DataError(f"{source!r} cannot be read. Expected a path, columns, records or a data frame.")
    lengths = {name: len(values) for name, values in named.items()}
    if len(set(lengths.values())) > 1:
        raise DataError(f"the columns differ in length: {lengths}.", where=kind)
    if not any(lengths.values()):
        raise DataError("there are no rows.", where=kind)
    return Held(kind=kind, columns={name: _as_text(values) for name, values in named.items()})


def _framed(source: object) -> dict[str, list[object]] | None:
    """The columns of a data frame, with None for what is missing; None if it is no frame."""
    names = getattr(source, "column_names", getattr(source, "columns", None))  # pyarrow's `columns` are the values
    if names is None or not hasattr(source, "__getitem__"):
        return None
    found: dict[str, list[object]] = {}
    for name in names:
        column = source[name]
        values = column.to_pylist() if hasattr(column, "to_pylist") else column
        found[str(name)] = [None if _is_missing(value) else value for value in values]
    return found


def _recorded(records: list[Mapping[str, object]]) -> dict[str, list[object]]:
    if not all(isinstance(record, Mapping) for record in records):
        raise DataError("expected records (mappings of column to value).", where="records")
    names = dict.fromkeys(name for record in records for name in record)
    return {str(name): [record.get(name) for record in records] for name in names}


def _as_text(values: Sequence[object]) -> NDArray[np.object_]:
    texts = np.empty(len(values), dtype=object)
    texts[:] = [None if value is None else str(value) for value in values]
    return texts


def _is_missing(value: object) -> bool:
    """What a frame has in place of None: NaN, NaT, NA."""
    try:
        return bool(value != value)  # noqa: PLR0124 - what is not equal to itself
    except TypeError:  # pandas' NA refuses to be a truth
        return True
    except ValueError:  # an array, which is a value, though a wrong one
        return False
