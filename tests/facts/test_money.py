"""Money is exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.facts.money import format_usd, to_nanousd


@given(st.integers(-(10**15), 10**15))
def test_formatting_and_reading_are_inverse(nanousd: int) -> None:
    assert to_nanousd(format_usd(nanousd)) == nanousd


@pytest.mark.parametrize(("usd", "nanousd"), [(0.07, 70_000_000), ("1e-9", 1), (1.5e-9, 2), (2.5e-9, 2), (0, 0)])
def test_a_float_counts_as_the_decimal_it_prints_as(usd: float | str, nanousd: int) -> None:
    assert to_nanousd(usd) == nanousd


@pytest.mark.parametrize("usd", ["x", "", float("nan"), float("inf")])
def test_what_is_not_an_amount_is_refused(usd: float | str) -> None:
    with pytest.raises(DataError, match="not an amount of money"):
        to_nanousd(usd)
