import pytest
from cyclopts import Token

from deadheat.cli.whole import read_whole


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("-1", -1), ("1_000", 1000)])
def test_a_whole_number_is_read(typed: str, number: int) -> None:
    assert read_whole(int, [Token(value=typed)]) == number


@pytest.mark.parametrize("typed", ["1.5", "2.0", "1e3", "two", ""])
def test_nothing_else_is_rounded_to_one(typed: str) -> None:
    with pytest.raises(ValueError, match="is no whole number"):
        read_whole(int, [Token(value=typed)])
