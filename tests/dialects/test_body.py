"""Bodies are read with the place of every fault, and rewritten without loss."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.body import decode, encode, fields_of, merged, read_anyway, second
from deadheat.errors import DataError
from tests.dialects.strategies import json_values


class _Small(msgspec.Struct):
    count: int
    name: str = ""


small = msgspec.json.Decoder(_Small)


@given(st.dictionaries(st.text(max_size=8), json_values(), max_size=6), st.text(max_size=8))
def test_splicing_one_field_keeps_every_other_field_and_its_order(fields: dict[str, object], model: str) -> None:
    body = msgspec.json.encode(fields)
    changed = encode(merged(fields_of(body), {"model": model}))
    expected = {**fields, "model": model}
    assert list(json.loads(changed)) == list(expected)
    before, after = fields_of(body), fields_of(changed)
    assert all(bytes(before[name]) == bytes(after[name]) for name in fields if name != "model")


def test_numbers_and_escapes_keep_their_own_bytes() -> None:
    body = b'{"a": 1.10e+2, "b": "\\u00e9\\/", "model": "x", "c": [ 1 , {} ]}'
    assert (
        encode(merged(fields_of(body), {"model": "y"})) == b'{"a":1.10e+2,"b":"\\u00e9\\/","model":"y","c":[ 1 , {} ]}'
    )


def test_a_repeated_field_collapses_into_the_one_that_was_routed_on() -> None:
    assert encode(fields_of(b'{"model":"cheap","model":"dear","stream":1}')) == b'{"model":"dear","stream":1}'


def test_none_removes_a_field() -> None:
    assert encode(merged(fields_of(b'{"a":1,"b":2}'), {"a": None, "zz": None})) == b'{"b":2}'


@pytest.mark.parametrize(
    ("body", "where", "said"),
    [
        (b"", "body", "truncated"),
        (b"[]", "body", "Expected `object`, got `array`"),
        (b'{"count":"1"}', "body.count", "Expected `int`, got `str`"),
        (b'{"count":1} x', "body", "trailing characters"),
        (b'{"count":1e999}', "body.count", "out of range"),
        (b'{"count":NaN}', "body", "malformed"),
        (b'{"name":"\xff","count":1}', "body", "utf-8"),
        (b'{"name":"\\ud800","count":1}', "body", "surrogate"),
        (b'{"x":' + b"[" * 50_000, "body", "nested too deeply"),
        (b"{}", "body", "missing required field `count`"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(body: bytes, where: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        decode(body, small)
    assert caught.value.where == where


@given(st.binary(max_size=60))
def test_no_bytes_escape_as_another_error(body: bytes) -> None:
    for read in (lambda: decode(body, small), lambda: fields_of(body)):
        with contextlib.suppress(DataError):
            read()
    read_anyway(body, small)


def test_what_hosts_get_wrong_is_read_anyway() -> None:
    cut = read_anyway(b'{"count":"7","name":"\\ud83d"}', small)
    assert cut is not None
    assert cut.count == 7
    assert read_anyway(b'{"count":', small) is None


def test_half_a_character_is_written_as_the_escape_it_came_in() -> None:
    assert encode({"a": "\ud83d", "b": msgspec.Raw(b"[1]")}) == b'{"a":"\\ud83d","b":[1]}'


@pytest.mark.parametrize(("told", "meant"), [(1.9, 1), (float("inf"), 0), (float("nan"), 0), (-5, 0), (1e300, 0)])
def test_a_time_that_cannot_be_one_is_none(told: float, meant: int) -> None:
    assert second(told) == meant
