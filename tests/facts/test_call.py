"""The call follows from the interval and the margin alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.facts.call import Call, call_from


@pytest.mark.parametrize(
    ("lower", "upper", "call"),
    [
        (-0.05, 0.05, "dead_heat"),
        (0.01, 0.04, "dead_heat"),
        (0.01, 0.06, "ahead"),
        (-0.06, -0.01, "behind"),
        (-0.06, 0.04, "open"),
        (-1.0, 1.0, "open"),
        (0.0, 0.06, "open"),
    ],
)
def test_call_of_known_intervals(lower: float, upper: float, call: Call) -> None:
    assert call_from(lower, upper, 0.05) == call


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.001, 0.5))
def test_swapping_the_sides_swaps_ahead_and_behind(a: float, b: float, margin: float) -> None:
    lower, upper = sorted((a, b))
    swapped = {"ahead": "behind", "behind": "ahead"}
    here = call_from(lower, upper, margin)
    assert call_from(-upper, -lower, margin) == swapped.get(here, here)
