"""The few fields of a request that routing and books need; the others stay in their own bytes."""

import re
from hashlib import blake2b
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct, defstruct
from msgspec.structs import astuple

from deadheat.dialects.body import decode, fields_of
from deadheat.errors import DataError

T = TypeVar("T")
Fields = dict[str, Raw]

MAX_CHOICES = 128
MAX_TOKENS = 2**31 - 1
LONGEST_NAME = 512
"""Characters in the name of a model. Names are compared with those of routes, and remembered."""
NOTHING = Raw(b"")


class RequestView(Struct, frozen=True, kw_only=True):
    """What the gateway knows of a request before it is forwarded.

    fields: the body's own top-level fields in their own bytes; a body is read once, and written from them.
    include_usage: the client itself asked for usage in its stream.
    system, turns: the conversation's own bytes, from which `conversation_key` takes the beginning.
    """

    model: str
    fields: Fields = {}
    stream: bool = False
    include_usage: bool = False
    n: int = 1
    system: Raw = NOTHING
    turns: Raw = NOTHING
    cache_key: str = ""


class _StreamOptions(Struct):
    include_usage: bool | None = None


class _Turn(Struct):
    role: str | None = None


_Opening = defstruct("_Opening", [(f"turn_{at}", Raw, NOTHING) for at in range(16)], array_like=True)
"""The first turns of a conversation. The others are skipped: however many they are, they cost no memory."""


class _Named(Struct):
    id: str = ""


_text = msgspec.json.Decoder(str)
_text_or_null = msgspec.json.Decoder(str | None)
_flag = msgspec.json.Decoder(bool | None)
_number = msgspec.json.Decoder(int | None)
_options = msgspec.json.Decoder(_StreamOptions | None)
_array = msgspec.json.Decoder(list[Raw])
_text_or_array = msgspec.json.Decoder(str | list[Raw])
_filled = re.compile(rb"\[\s*[^\s\]]")
_opening = msgspec.json.Decoder(_Opening)
_turn = msgspec.json.Decoder(_Turn)
_named = msgspec.json.Decoder(_Named)


def read_chat(body: bytes) -> RequestView:
    """View of a body for `/v1/chat/completions`. Raises: DataError naming the field that is wrong."""
    fields = _read(body)
    model, turns = _model(fields), _turns(fields)
    options = _optional(fields, "stream_options", _options)
    n = _optional(fields, "n", _number)
    if n is not None and not 1 <= n <= MAX_CHOICES:
        raise DataError(f"{n} answers were asked for. Expected 1 to {MAX_CHOICES}.", where="body.n")
    _check_ceiling(fields, "max_tokens")
    _check_ceiling(fields, "max_completion_tokens")
    return RequestView(
        model=model,
        fields=fields,
        stream=_optional(fields, "stream", _flag) or False,
        include_usage=bool(options and options.include_usage),
        n=1 if n is None else n,
        turns=turns,
        cache_key=_optional(fields, "prompt_cache_key", _text_or_null) or "",
    )


def read_responses(body: bytes) -> RequestView:
    """View of a body for `/v1/responses`, whose streams always end in usage. Raises: DataError naming the field."""
    fields = _read(body)
    model = _model(fields)
    _check_ceiling(fields, "max_output_tokens")
    key = _optional(fields, "prompt_cache_key", _text_or_null)
    before = _optional(fields, "previous_response_id", _text_or_null)
    return RequestView(
        model=model,
        fields=fields,
        stream=_optional(fields, "stream", _flag) or False,
        include_usage=True,
        system=fields.get("instructions", NOTHING),
        turns=_shaped(fields["input"], "input", _text_or_array, b'["') if "input" in fields else NOTHING,
        cache_key=key or before or "",
    )


def read_messages(body: bytes) -> RequestView:
    """View of a body for `/v1/messages` or its token count. Raises: DataError naming the field that is wrong."""
    fields = _read(body)
    model, turns = _model(fields), _turns(fields)
    _check_ceiling(fields, "max_tokens")
    return RequestView(
        model=model,
        fields=fields,
        stream=_optional(fields, "stream", _flag) or False,
        include_usage=True,
        system=fields.get("system", NOTHING),
        turns=turns,
    )


def read_embeddings(body: bytes) -> RequestView:
    """View of a body for `/v1/embeddings`. Raises: DataError naming the field that is wrong."""
    fields = _read(body)
    model = _model(fields)
    _shaped(_needed(fields, "input"), "input", _text_or_array, b'["')
    return RequestView(model=model, fields=fields, turns=Raw(body))  # no conversation: each for itself


def conversation_key(view: RequestView) -> bytes:
    """16 bytes that stay the same while a conversation grows: its cache key, or its system text and first user turn.

    A bare string counts as the first turn; a user turn behind 16 others counts no more. The same opening sent twice
    gives the same key, which is wanted: it hits the same prompt cache.
    """
    digest = blake2b(view.cache_key.encode(), digest_size=16)
    if not view.cache_key:
        digest.update(view.system)
        for turn in _first_turns(view.turns):
            digest.update(turn)
    return digest.digest()


def following_key(response_id: str) -> bytes:
    """The `conversation_key` of a request that names `response_id` as the one it follows."""
    return blake2b(response_id.encode(), digest_size=16).digest()


def response_id(reply: bytes) -> str:
    """What a later request may name as the response it follows; empty if the reply has no id."""
    try:
        return _named.decode(reply).id
    except (ValueError, RecursionError):
        return ""


def _first_turns(turns: Raw) -> list[Raw]:
    if _first_byte(turns) != b"[":
        return [turns]
    each = [turn for turn in astuple(_opening.decode(turns)) if turn]
    for at, turn in enumerate(each):
        try:
            if _turn.decode(turn).role == "user":
                return each[: at + 1]
        except (ValueError, RecursionError):
            continue
    return each[:1]


def _read(body: bytes) -> Fields:
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise DataError(f"Byte {error.start} is not UTF-8. Expected JSON in UTF-8.", where="body") from error
    return fields_of(body)


def _needed(fields: Fields, name: str) -> Raw:
    found = fields.get(name)
    if found is None:
        raise DataError(f"Object missing required field `{name}`.", where="body")
    return found


def _optional(fields: Fields, name: str, decoder: msgspec.json.Decoder[T | None]) -> T | None:
    found = fields.get(name)
    return None if found is None else decode(found, decoder, where=f"body.{name}")


def _model(fields: Fields) -> str:
    name = decode(_needed(fields, "model"), _text, where="body.model")
    if len(name) > LONGEST_NAME:
        raise DataError(f"It has {len(name)} characters. Expected at most {LONGEST_NAME}.", where="body.model")
    return name


def _turns(fields: Fields) -> Raw:
    turns = _needed(fields, "messages")
    if not _filled.match(turns) and not decode(turns, _array, where="body.messages"):
        raise DataError("The array is empty. Expected at least one message.", where="body.messages")
    return turns


def _shaped(value: Raw, name: str, decoder: msgspec.json.Decoder[T], starts: bytes) -> Raw:
    """`value` if it begins like what the decoder takes, without looking through all of it once more."""
    if _first_byte(value) not in starts:
        decode(value, decoder, where=f"body.{name}")
    return value


def _first_byte(value: Raw) -> bytes:
    return bytes(memoryview(value)[:1])


def _check_ceiling(fields: Fields, name: str) -> None:
    """Refuse a limit of the answer that is no number of tokens. Whether one below 1 is allowed, its host says."""
    value = _optional(fields, name, _number)
    if value is not None and value > MAX_TOKENS:
        raise DataError(f"{value} is not a number of tokens. Expected up to {MAX_TOKENS}.", where=f"body.{name}")
