"""What a list price says."""

from datetime import date

import msgspec
import pytest

from deadheat.errors import DataError
from deadheat.facts.price import ListPrice, Usage, Window


def test_a_list_price_survives_json_to_the_nano_dollar() -> None:
    price = ListPrice(
        model="m",
        host="h",
        input_nanousd_per_mtok=3_625_000,
        output_nanousd_per_mtok=1,
        cache_read_nanousd_per_mtok=None,
        cache_write_nanousd_per_mtok=None,
        n_hosts=1,
        source="s",
        as_of=date(2026, 7, 1),
        basis="b",
    )
    assert msgspec.json.decode(msgspec.json.encode(price), type=ListPrice) == price


@pytest.mark.parametrize(
    "counts",
    [
        {"input_tokens": -1, "output_tokens": 0},
        {"input_tokens": 1, "output_tokens": 0, "cache_read_tokens": 2},
        {"input_tokens": 1, "output_tokens": 1, "reasoning_tokens": 2},
        {"input_tokens": 1, "output_tokens": 1, "requests": 0},
    ],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(DataError):
        Usage(**counts)  # type: ignore[arg-type]  # the service tier is no count


@pytest.mark.parametrize(
    ("days", "start", "end"), [((), 0, 1), ((0,), 0, 1), ((8,), 0, 1), ((1,), 5, 5), ((1,), 0, 1441)]
)
def test_a_window_that_cannot_be_is_refused(days: tuple[int, ...], start: int, end: int) -> None:
    with pytest.raises(ValueError, match="weekdays|window"):
        Window(weekdays=days, from_minute=start, to_minute=end)
