"""What is in memory becomes columns of text, whatever holds it."""

from collections.abc import Iterator

import numpy as np
import pytest

from deadheat.errors import DataError
from deadheat.evidence.in_memory import InMemory, hold


class _Na:
    """What pandas puts in place of a missing value: it is not even willing to be compared."""

    def __ne__(self, other: object) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]  # unused


class _Pandas:
    """A data frame as pandas and polars have it: `columns` are the names."""

    columns = ("item", "cost")

    def __getitem__(self, name: str, /) -> list[object]:
        return {"item": ["q", 7], "cost": [float("nan"), _Na()]}[name]


class _Arrow:
    """A table as pyarrow has it: `columns` are the values, each of which turns itself into a list."""

    column_names = ("item", "cost")
    columns = ((), ())

    def __getitem__(self, name: str, /) -> "_Chunks":
        return _Chunks({"item": ["q", 7], "cost": [None, None]}[name])  # type: ignore[arg-type]  # mixed lists


class _Chunks:
    def __init__(self, values: list[object]) -> None:
        self._values = values

    def __iter__(self) -> Iterator[object]:
        raise AssertionError("its scalars are not the values")

    def to_pylist(self) -> list[object]:
        return self._values


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ({"item": ["q", 7], "cost": [None, None]}, "columns"),
        ([{"item": "q"}, {"cost": None, "item": 7}], "records"),
        (_Pandas(), "data frame"),
        (_Arrow(), "data frame"),
    ],
)
def test_columns_records_and_frames_are_held_alike(source: InMemory, kind: str) -> None:
    held = hold(source)
    assert held.kind == kind
    assert {name: values.tolist() for name, values in held.columns.items()} == {"item": ["q", "7"], "cost": [None] * 2}


def test_a_number_that_is_none_stays_visible_in_an_array() -> None:
    assert hold({"score": np.array([0.5, np.nan])}).columns["score"].tolist() == ["0.5", "nan"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({}, "there are no rows"),
        ({"item": []}, "there are no rows"),
        ([], "there are no rows"),
        ({"item": [1], "score": []}, "differ in length"),
        ([{"item": 1}, 2], "expected records"),
        (5, "Expected a path, columns, records or a data frame"),
    ],
)
def test_what_is_neither_is_refused(source: InMemory, message: str) -> None:
    with pytest.raises(DataError, match=message):
        hold(source)
