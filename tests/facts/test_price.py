"""What a list price says."""

from datetime import date

import msgspec

from deadheat.facts.price import ListPrice


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
