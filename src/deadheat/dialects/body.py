"""JSON bodies: decoded with errors that name the place, and rewritten without losing what we do not know."""

import json
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from deadheat.errors import DataError

T = TypeVar("T")

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])
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
        raise DataError(f"This is not valid JSON: {error}.", where=where) from error
    except RecursionError as error:
        raise DataError("The JSON is nested too deeply. Expected fewer than some 900 levels.", where=where) from error


def _misfit(said: str, where: str) -> DataError:
    what, _, path = said.rpartition(" - at `$")
    place = where + path.rstrip("`") if what else where
    what = (what or said).rstrip(".")
    if what.startswith("Object contains unknown field"):
        field = what.split("`")[1]
        unknown = f"`{field}` is not a field that can be translated."
        return DataError(unknown, where=f"{place}.{field}", hint=UNTRANSLATED)
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
    """The top-level fields of an object, each still in its own bytes.

    Repeated keys collapse into the last, so that what we route on is what the host reads.
    """
    return decode(body, _fields, where=where)


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


def uncarried(where: str, target: str, *, what: str = "") -> DataError:
    """The refusal of a field that `target` has no place for."""
    named = what or f"`{where.rsplit('.', 1)[-1]}`"
    return DataError(f"{named} has no counterpart in {target}.", where=f"body.{where}", hint=UNTRANSLATED)
