"""Bodies are read with the place of every fault, and rewritten without loss."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.body import decode, encode, fields_of, read_anyway, second, spliced
from deadheat.errors import DataError
from tests.dialects.strategies import json_values


class _Small(msgspec.Struct):
    count: int
    name: str = ""


small = msgspec.json.Decoder(_Small)


def _spliced(body: bytes, **changes: object) -> bytes:
    return spliced(body, fields_of(body), changes)


@given(st.dictionaries(st.text(max_size=8), json_values(), max_size=6), st.text(max_size=8))
def test_splicing_one_field_keeps_every_other_field_and_its_order(fields: dict[str, object], model: str) -> None:
    body = msgspec.json.encode(fields)
    changed = _spliced(body, model=model)
    expected = {**fields, "model": model}
    assert list(json.loads(changed)) == list(expected)
    before, after = fields_of(body), fields_of(changed)
    assert all(bytes(before[name]) == bytes(after[name]) for name in fields if name != "model")


def test_every_byte_stays_but_those_of_the_value() -> None:
    body = (
        b' {\t"a" : 1.10e+2,\n"b": "\\u00e9\\/", "model": "x" ,"c":[ 1 , {"k":1,"k":2} ], "n": 9999999999999999 }\r\n'
    )
    assert _spliced(body, model="y") == body.replace(b'"x"', b'"y"')
    assert _spliced(body, model="y", z=1) == body.replace(b'"x"', b'"y"').replace(b"9 }", b'9 ,"z":1}')
    assert _spliced(b"{ }", model="y") == b'{ "model":"y"}'


spaces = st.sampled_from([b"", b" ", b"\n", b"\t \r\n"])
members = st.tuples(st.sampled_from(["model", "mode\\u006c", "a", "b", "c d"]), json_values(), spaces, spaces, spaces)


@given(st.lists(members, max_size=6), spaces, st.booleans())
def test_however_it_is_spaced_and_whatever_is_repeated_the_host_reads_our_model(
    members: list[tuple[str, object, bytes, bytes, bytes]], end: bytes, adds: bool
) -> None:
    texts = [b'%b"%b"%b:%b%b' % (s, k.encode(), s, t, json.dumps(v).encode() + u) for k, v, s, t, u in members]
    body = end + b"{" + b",".join(texts) + b"}" + end
    changed = _spliced(body, model="ours", **({"new": 1} if adds else {}))
    pairs = json.loads(changed, object_pairs_hook=lambda pairs: pairs)
    assert [value for name, value in pairs if name == "model"] == ["ours"]
    assert json.loads(changed) == {**json.loads(body), "model": "ours", **({"new": 1} if adds else {})}


def test_a_value_that_looks_like_the_rest_of_a_body_fools_nobody() -> None:
    body = b'{"a":{"model":"y"},"model":"xy","a":{"q":1,"model":"y"}}'
    assert _spliced(body, model="z") == b'{"a":{"q":1,"model":"y"},"model":"z"}'


def test_a_repeated_field_collapses_into_the_one_that_was_routed_on() -> None:
    assert _spliced(b'{"model":"cheap","model":"dear","stream":1}') == b'{"model":"dear","stream":1}'


def test_none_removes_a_field() -> None:
    assert _spliced(b'{"a":1, "b":2}', a=None, zz=None) == b'{"b":2}'


@pytest.mark.parametrize(
    ("body", "where", "said"),
    [
        (b" ", "body", "There is nothing here"),
        (b'{"count":', "body", "truncated"),
        (b"[]", "body", "Expected `object`, got `array`"),
        (b'{"count":"1"}', "body.count", "Expected `int`, got `str`"),
        (b'{"count":1} x', "body", "trailing characters"),
        (b'{"count":1e999}', "body.count", "out of range"),
        (b'{"count":NaN}', "body", "malformed"),
        (b'{"name":"\xff","count":1}', "body", "utf-8"),
        (b'{"name":"\\ud83d","count":1}', "body", r"\\ud83d at byte 9 is half a character"),
        (b'{"name":"\\ud83d\\ude00 \\uDE00","count":1}', "body", r"\\uDE00 at byte 22 is half a character"),
        (b'{"name":"\\ud83d\\ud83d\\ude00","count":1}', "body", "at byte 9 is half"),
        (b'{"name":"\\\\ud83d","count":1', "body", "truncated"),
        (b'{"x":' + b"[" * 50_000, "body", "nested too deeply"),
        (b"{}", "body.count", "This field is missing"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(body: bytes, where: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        decode(body, small)
    assert caught.value.where == where


def test_a_large_body_is_not_searched_for_half_a_character() -> None:
    with pytest.raises(DataError, match="not valid JSON"):
        decode(b'{"name":"\\ud83d' + b"x" * 2**20 + b'"}', small)


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
