"""A comparison speaks in words that do not overstate it."""

import pytest

from deadheat.facts.comparison import call_in_words, points
from tests.report.conftest import compared


@pytest.mark.parametrize(
    ("difference", "half", "words"),
    [
        (0.0, 0.03, "dead heat"),
        (0.03, 0.01, "dead heat (just ahead)"),
        (-0.03, 0.01, "dead heat (just behind)"),
        (0.2, 0.1, "ahead"),
        (-0.2, 0.1, "behind"),
        (0.0, 0.1, "open"),
    ],
)
def test_a_dead_heat_says_on_which_side_it_lies_when_that_is_known(difference: float, half: float, words: str) -> None:
    assert call_in_words(compared("t", difference, half)) == words


def test_n_is_the_number_of_items() -> None:
    assert compared("t", 0.0, 0.1, n=77).n == 77


@pytest.mark.parametrize(("difference", "text"), [(0.05, "5"), (0.025, "2.5"), (0.0, "0"), (1e-4, "0.01")])
def test_points_are_percentage_points(difference: float, text: str) -> None:
    assert points(difference) == text
