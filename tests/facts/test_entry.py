"""Entry ids sort by time, and stored entries stay readable when fields are added."""

import uuid

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from deadheat.facts.entry import Entry, entry_id, first_id_at

moments = st.integers(0, 2**48 - 1)
draws = st.integers(0, 2**74 - 1)


@given(moments, draws)
def test_an_id_is_a_uuid_of_version_7(now_ms: int, draw: int) -> None:
    made = uuid.UUID(entry_id(now_ms, draw))
    assert str(made) == entry_id(now_ms, draw)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == now_ms


@given(moments, draws, moments, draws)
def test_a_later_millisecond_has_a_larger_id(a: int, x: int, b: int, y: int) -> None:
    if a < b:
        assert entry_id(a, x) < first_id_at(b) <= entry_id(b, y)


@given(moments, draws, draws)
def test_every_bit_of_the_draw_matters(now_ms: int, x: int, y: int) -> None:
    assert (entry_id(now_ms, x) == entry_id(now_ms, y)) == (x == y)


def test_an_entry_written_before_a_field_existed_is_still_read() -> None:
    values = ["id", 1, "", "r", "a", "o", "h", "m", "openai", "openai", 200, "", False, False, 1]
    values += [1, 0, 0, 2, 0, "upstream", 5, 6, None, 7, 8, "c"]
    old = msgspec.msgpack.encode(values)
    assert msgspec.msgpack.decode(old, type=Entry).upstream_id == ""
