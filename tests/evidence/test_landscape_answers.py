"""A sentence never says more than its numbers."""

from deadheat.evidence.landscape_answers import _within
from deadheat.facts.gap import Estimate


def test_a_figure_comes_with_its_interval_or_says_that_it_has_none() -> None:
    assert _within(Estimate(value=4.64, lower=3.3, upper=6.8), "points") == "4.6 points [3.3, 6.8]"
    assert _within(Estimate(value=4.64, lower=None, upper=None), "points") == "4.6 points (no interval)"
    assert _within(Estimate(value=None, lower=None, upper=None), "months") == "an unknown number of months"
