"""Attribute names are the conventions' own, in one place."""

import pytest

from deadheat.ledger import semconv
from deadheat.ledger.semconv import Names, spelled


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("current", ("gen_ai.provider.name",)),
        ("previous", ("gen_ai.system",)),
        ("both", ("gen_ai.provider.name", "gen_ai.system")),
    ],
)
def test_a_renamed_attribute_is_spelled_as_asked(names: Names, expected: tuple[str, ...]) -> None:
    assert spelled(semconv.PROVIDER, names) == expected


def test_an_attribute_that_kept_its_name_has_one() -> None:
    assert spelled(semconv.INPUT_TOKENS, "both") == ("gen_ai.usage.input_tokens",)
