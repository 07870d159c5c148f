"""Price events."""

import msgspec
import pytest

from deadheat.facts.history import PriceEvent


def test_an_event_is_one_of_three() -> None:
    event = {
        "day": "2026-01-01",
        "host": "h",
        "id": "i",
        "kind": "moved",
        "input": 1,
        "output": 1,
        "cache_read": 1,
        "cache_write": 1,
    }
    with pytest.raises(msgspec.ValidationError, match="kind"):
        msgspec.convert(event, type=PriceEvent)
