"""Shares and concentration with an unknown part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.stats.concentration import concentrate

WEIGHTS = st.dictionaries(st.sampled_from("abcde"), st.floats(0, 100), min_size=1)


def test_one_owner_is_one_and_equal_owners_are_one_over_their_number() -> None:
    assert concentrate({"a": 3.0}, unknown=0.0).hhi_lower == 1.0
    found = concentrate(dict.fromkeys("abcd", 2.0), unknown=0.0)
    assert found.hhi_lower == pytest.approx(0.25)
    assert found.hhi_upper == pytest.approx(0.25)


@given(WEIGHTS, st.floats(0.1, 50), st.data())
def test_bounds_hold_for_any_split_of_the_unknown(
    weights: dict[str, float], unknown: float, data: st.DataObject
) -> None:
    found = concentrate(weights, unknown=unknown)
    assert sum(found.shares.values()) + found.unknown == pytest.approx(1)
    owner = data.draw(st.sampled_from([*weights, "new"]))
    part = data.draw(st.floats(0, 1))
    split = {**weights, owner: weights.get(owner, 0.0) + part * unknown}
    split["another"] = (1 - part) * unknown
    truth = concentrate(split, unknown=0.0).hhi_lower
    assert found.hhi_lower - 1e-12 <= truth <= found.hhi_upper + 1e-12


def test_impossible_weights_are_refused() -> None:
    for bad in (-1.0, float("nan"), float("inf")):
        with pytest.raises(DataError, match="negative or not a number"):
            concentrate({"a": bad}, unknown=0.0)
    with pytest.raises(DataError, match="weighs nothing"):
        concentrate({}, unknown=0.0)
