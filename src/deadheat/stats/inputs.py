"""What every fixed-sample method demands of the numbers it is given, said once and in one voice."""

import math
from collections.abc import Sequence
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from deadheat.errors import ConfigError, DataError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Numbers = FloatArray | Sequence[float]


def checked_alpha(alpha: float) -> float:
    """`alpha` as it is, an error rate strictly between 0 and 1. Raises ConfigError otherwise."""
    number = _is_number(alpha)
    if not number or not 0.0 < alpha < 1.0:
        hint = f"Did you mean {1 - alpha / 100:g}?" if number and 50 < alpha < 100 else ""
        raise ConfigError(f"alpha is {alpha!r}. Expected an error rate between 0 and 1, such as 0.05.", hint=hint)
    return alpha


def checked_count(name: str, value: int, *, most: int | None = None) -> int:
    """`value` as it is, a whole number >= 0 and <= `most`. Raises DataError otherwise."""
    if not _is_number(value) or not value >= 0 or value % 1:
        raise DataError(f"{name} is {value!r}. Expected a whole number of at least 0.")
    if most is not None and value > most:
        raise DataError(f"{name} is {value!r}, more than the {most} there are.")
    return int(value)


def finite_vector(name: str, values: Numbers, *, lo: float = -np.inf, hi: float = np.inf) -> FloatArray:
    """`values` as a one-dimensional float array, each finite and inside [lo, hi]. Raises DataError otherwise."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} cannot be read as numbers. Expected a flat sequence of floats.") from error
    if array.ndim != 1:
        raise DataError(f"{name} has {array.ndim} dimensions. Expected one.")
    bad = ~np.isfinite(array) | (array < lo) | (array > hi)
    if bad.any():
        place = int(np.argmax(bad))
        raise DataError(f"{name}[{place}] is {float(array[place])!r}. Expected a finite number in [{lo:g}, {hi:g}].")
    return array


def same_length(name_a: str, a: FloatArray, name_b: str, b: npt.NDArray[np.generic]) -> int:
    """The common length of two paired vectors. Raises DataError if they differ."""
    if len(a) != len(b):
        raise DataError(f"{name_a} has {len(a)} values and {name_b} has {len(b)}. Expected one of each per item.")
    return len(a)


def cluster_index(labels: npt.ArrayLike, rows: FloatArray) -> npt.NDArray[np.intp]:
    """Numbers 0, 1, ... of the clusters that rows belong to. Raises DataError for a row without a label."""
    array = np.asarray(labels)
    if array.ndim != 1:
        raise DataError(f"cluster has {array.ndim} dimensions. Expected one label per row.")
    same_length("the scores", rows, "cluster", array)
    missing = np.array(
        [label is None or (isinstance(label, float) and math.isnan(label)) for label in array.tolist()], dtype=bool
    )
    if missing.any():
        raise DataError(f"cluster[{int(np.argmax(missing))}] is missing. Expected one label per row.")
    if array.dtype == object:
        array = np.array([str(label) for label in array.tolist()])
    return np.asarray(np.unique(array, return_inverse=True)[1], dtype=np.intp)


def is_between(value: object, low: float, high: float) -> bool:
    """Whether `value` is a number strictly between `low` and `high`."""
    return _is_number(value) and low < value < high


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
