"""The landscape is one document."""

from deadheat.facts.landscape import Landscape


def test_schema_is_named() -> None:
    assert Landscape.__struct_defaults__[0] == "deadheat.landscape/1"
