"""Columns are renamed the way the help says, and the other way round where only that can be meant."""

import pytest

from deadheat.cli.mapping import parse_map
from deadheat.errors import ConfigError

FIELDS = ("item", "model", "score")


def test_column_is_left_and_field_right() -> None:
    assert parse_map(["accuracy=score", "id = item"], FIELDS) == {"score": "accuracy", "item": "id"}


def test_field_may_stand_left_where_the_right_is_no_field() -> None:
    assert parse_map(["score=accuracy"], FIELDS) == {"score": "accuracy"}
    assert parse_map(["model=item"], FIELDS) == {"item": "model"}


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        (["score"], "has not the form COLUMN=FIELD"),
        (["=score"], "has not the form"),
        (["x=scor"], "'scor' is not a field. Did you mean 'score'"),
        (["a=score", "b=score"], "names the field 'score' twice: 'a' and 'b'"),
    ],
)
def test_a_pair_that_means_nothing_is_refused(pairs: list[str], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_map(pairs, FIELDS)
    assert message in str(caught.value)
