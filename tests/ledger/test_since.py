"""A moment is a day, an instant or so long ago."""

import pytest

from deadheat.errors import ConfigError
from deadheat.ledger.since import read_since

NOW = 1_795_435_200_000  # 2026-11-23 12:00 UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23", NOW - 43_200_000),
        ("2026-11-23T12:00", NOW),
        ("2026-11-23T12:00Z", NOW),
        ("2026-11-23T13:00+01:00", NOW),
        ("20261123", NOW - 43_200_000),
        ("90m", NOW - 5_400_000),
        ("24h", NOW - 86_400_000),
        ("7d", NOW - 604_800_000),
        ("2w", NOW - 1_209_600_000),
    ],
)
def test_a_moment_is_read(text: str, expected: int) -> None:
    assert read_since(text, now_ms=NOW) == expected


@pytest.mark.parametrize("text", ["", "7", "7x", "-7d", "1.5d", "yesterday", "2026-13-01", "٧d", "7d ", "9999999d"])
def test_what_is_no_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ConfigError, match="7d"):
        read_since(text, now_ms=NOW)
