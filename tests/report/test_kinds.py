"""Open and closed weights in charts."""

import pytest

from deadheat.report.kinds import CLOSED, KIND, OPEN, weights_words


@pytest.mark.parametrize(("access", "words"), [("Open weights", OPEN), ("open", OPEN), ("Closed weights", CLOSED)])
def test_a_table_and_the_catalogue_mean_the_same(access: str, words: str) -> None:
    assert weights_words(access) == words


def test_shape_as_well_as_colour_tells_them_apart() -> None:
    assert set(KIND) == {"color", "shape"}
