"""JSON bodies: decoded with errors that name the place, and rewritten without losing what we do not know."""

import json
import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from deadheat.errors import DataError

T = TypeVar("T")

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])
_key = re.compile(rb'\s*[{,]\s*"([^"\\]*)"\s*:\s*')
_end = re.compile(rb"\s*}\s*\Z")
_half = re.compile(
    rb"(?<!\\)(\\++)u[dD]"
    rb"(?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F][0-9a-fA-F]{2})"
)
_MOST_SEARCHED = 1 << 20
"""Bytes; to look through more would keep everybody waiting."""
_encode = msgspec.json.Encoder().encode


def encode(value: object) -> bytes:
    """`value` as JSON; keys keep their order, and half a surrogate pair goes out as the escape it came in as."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), default=lambda raw: json.loads(bytes(raw))).encode()


def second(value: float) -> int:
    """A time as hosts report it in whole seconds; 0 if it cannot be one."""
    return int(value) if 0 <= value < 2**53 else 0


ELSEWHERE = "the host's dialect"
UNTRANSLATED = "Leave it out, or send the request to a host that speaks the dialect it is written in."


def decode(body: bytes | msgspec.Raw, decoder: msgspec.json.Decoder[T], *, where: str = "body") -> T:
    """`body` as the decoder's type.

    Raises: DataError that names the JSON path (`body.messages[2].role`), for whatever is wrong with the bytes.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _misfit(str(error), where) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(_flaw(bytes(body)) or f"This is not valid JSON: {error}.", where=where) from error
    except RecursionError as error:
        raise DataError("The JSON is nested too deeply. Expected fewer than some 900 levels.", where=where) from error


def _flaw(body: bytes) -> str:
    """What is wrong with text where the decoder's own words would mislead; empty where they do not."""
    if not body.strip():
        return "There is nothing here. Expected JSON."
    if (half := _half_character(body)) is None:
        return ""
    return f"{half[1]} at byte {half[0]} is half a character. Cut text between characters."


def _half_character(body: bytes) -> tuple[int, str] | None:
    """Where the first escape of one half of a surrogate pair stands without the other, and that escape."""
    for half in _half.finditer(body) if len(body) <= _MOST_SEARCHED else ():
        at = half.end(1) - 1
        if len(half[1]) % 2:  # an even number of backslashes escape each other
            return at, body[at : half.end()].decode()
    return None


def _misfit(said: str, where: str) -> DataError:
    what, _, path = said.rpartition(" - at `$")
    place = where + path.rstrip("`") if what else where
    what = (what or said).rstrip(".")
    if what.startswith("Object contains unknown field"):
        field = what.split("`")[1]
        unknown = f"`{field}` is not a field that can be translated."
        return DataError(unknown, where=f"{place}.{field}", hint=UNTRANSLATED)
    if what.startswith("Object missing required field"):
        return DataError("This field is missing.", where=f"{place}.{what.split('`')[1]}")
    return DataError(f"{what}.", where=place, hint=UNTRANSLATED if what.startswith("Invalid value") else "")


def read_anyway(body: bytes, decoder: msgspec.json.Decoder[T]) -> T | None:
    """What a host sent as the decoder's type, forgiving where hosts err; None if it cannot be read at all.

    Forgiven: half a surrogate pair (an emoji cut in two), numbers sent as text.
    """
    try:
        return decoder.decode(body)
    except (ValueError, RecursionError):
        pass
    try:
        return msgspec.convert(json.loads(body), decoder.type, strict=False)
    except (ValueError, RecursionError):
        return None


def fields_of(body: bytes, *, where: str = "body") -> dict[str, msgspec.Raw]:
    """The top-level fields of an object, each still in its own bytes; of a repeated key the last one counts."""
    return decode(body, _fields, where=where)


def spliced(body: bytes, fields: Mapping[str, msgspec.Raw], changes: Mapping[str, object]) -> bytes:
    """`body`, an object with `fields`, with some of them replaced or added (None removes).

    Every other byte stays, spaces and escapes too. Only where a field is removed or a key repeated is the object
    written anew: repeated keys collapse into the last, so that what we route on is what the host reads.
    """
    has_no_more = len(body) == 1 + 4 * len(fields) + sum(map(len, fields)) + sum(map(len, fields.values()))
    places = None if has_no_more or None in changes.values() else _places(body, fields)
    if places is None:  # without a space, a repeated key or an escape in one, written anew is as it was
        return encode(merged(fields, changes))
    view, at = memoryview(body), 0  # a large body is copied once
    pieces: list[bytes | memoryview] = []
    for name, (start, end) in places.items():
        if name in changes:
            pieces += (view[at:start], encode(changes[name]))
            at = end
    brace = body.rindex(b"}")
    new = [encode(name) + b":" + encode(value) for name, value in changes.items() if name not in places]
    pieces += (view[at:brace], b"," if new and places else b"", b",".join(new), view[brace:])
    return b"".join(pieces)


def _places(body: bytes, fields: Mapping[str, msgspec.Raw]) -> dict[str, tuple[int, int]] | None:
    """Where the value of each field begins and ends; None if a key is repeated or written with escapes.

    That keys and values follow each other to the last brace, with the very bytes the decoder found, proves it.
    """
    places: dict[str, tuple[int, int]] = {}
    at = 0
    for name, raw in fields.items():
        found = _key.match(body, at)
        value = bytes(raw)
        if found is None or found[1] != name.encode() or not body.startswith(value, found.end()):
            return None
        at = found.end() + len(value)
        places[name] = (found.end(), at)
    return places if _end.match(body, at) or not fields else None


def merged(fields: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    """`fields` with `changes` put in their places or at the end; None takes a field out."""
    out = dict(fields)
    for name, value in changes.items():
        if value is None:
            out.pop(name, None)
        else:
            out[name] = value
    return out


def present(fields: Mapping[str, object]) -> dict[str, object]:
    """`fields` without those that are None."""
    return {name: value for name, value in fields.items() if value is not None}


def counted(value: int | None, name: str) -> int | None:
    """A limit of tokens that every API knows. Raises: DataError for 0 and less, which only some hosts can read."""
    if value is not None and value < 1:
        raise DataError(f"{value} means something at some hosts only. Expected at least 1.", where=f"body.{name}")
    return value


def uncarried(where: str, target: str, *, what: str = "") -> DataError:
    """The refusal of a field that `target` has no place for."""
    named = what or f"`{where.rsplit('.', 1)[-1]}`"
    return DataError(f"{named} has no counterpart in {target}.", where=f"body.{where}", hint=UNTRANSLATED)
