"""A usage in tokens, as people type it."""

import pytest

from deadheat.cli.usage import UsageOptions
from deadheat.errors import ConfigError
from deadheat.facts.price import Usage


def test_every_option_reaches_the_usage() -> None:
    usage = UsageOptions(
        input_="10k",
        output="2k",
        cached="1k",
        written="1k",
        written_1h="1k",
        written_12h="500",
        reasoning="1k",
        requests="2",
        tier="batch",
    ).usage()
    assert usage == Usage(
        input_tokens=10_000,
        output_tokens=2000,
        cache_read_tokens=1000,
        cache_write_tokens=1000,
        cache_write_1h_tokens=1000,
        cache_write_12h_tokens=500,
        reasoning_tokens=1000,
        requests=2,
        service_tier="batch",
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"input_": "much"}, "--input"),
        ({"cached": "2k"}, "cache"),
        ({"reasoning": "2k"}, "reasoning"),
        ({"requests": "0"}, "requests"),
    ],
)
def test_a_count_that_cannot_be_is_named(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        UsageOptions(**{"input_": "1k", "output": "1k", **wrong}).usage()  # type: ignore[arg-type]
