"""The few fields of a request that routing, limits and books need; the body itself stays as it came."""

from hashlib import blake2b

import msgspec
from msgspec import Raw, Struct

from deadheat.dialects.body import decode
from deadheat.errors import DataError

MAX_CHOICES = 128
MAX_TOKENS = 2**31 - 1


class RequestView(Struct, frozen=True, kw_only=True):
    """What the gateway knows of a request before it is forwarded.

    include_usage: the client itself asked for usage in its stream.
    max_tokens: the ceiling of the answer as the client set it, None if it left that to the host.
    opening: the bytes in which the conversation begins, the same on every later turn; see `conversation_key`.
    size: length of the body in bytes.
    """

    model: str
    stream: bool = False
    include_usage: bool = False
    n: int = 1
    has_tools: bool = False
    max_tokens: int | None = None
    size: int = 0
    system: Raw = Raw(b"")
    opening: Raw = Raw(b"")
    cache_key: str = ""


class _StreamOptions(Struct):
    include_usage: bool | None = None


class _Chat(Struct):
    model: str
    messages: Raw
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    n: int | None = None
    tools: Raw = Raw(b"")
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    prompt_cache_key: str | None = None


class _Responses(Struct):
    model: str
    input: Raw = Raw(b"")
    instructions: Raw = Raw(b"")
    stream: bool | None = None
    tools: Raw = Raw(b"")
    max_output_tokens: int | None = None
    prompt_cache_key: str | None = None
    previous_response_id: str | None = None


class _Messages(Struct):
    model: str
    messages: Raw
    system: Raw = Raw(b"")
    stream: bool | None = None
    tools: Raw = Raw(b"")
    max_tokens: int | None = None


class _Embeddings(Struct):
    model: str
    input: Raw


class _Turn(Struct):
    role: str | None = None


_chat = msgspec.json.Decoder(_Chat)
_responses = msgspec.json.Decoder(_Responses)
_messages = msgspec.json.Decoder(_Messages)
_embeddings = msgspec.json.Decoder(_Embeddings)
_turns = msgspec.json.Decoder(list[Raw])
_turn = msgspec.json.Decoder(_Turn)


def read_chat(body: bytes) -> RequestView:
    """View of a body for `/v1/chat/completions`. Raises: DataError naming the field that is wrong."""
    seen = decode(_utf8(body), _chat)
    _array(seen.messages, "messages")
    n = 1 if seen.n is None else seen.n
    if not 1 <= n <= MAX_CHOICES:
        raise DataError(f"{n} answers were asked for. Expected 1 to {MAX_CHOICES}.", where="body.n")
    ceiling = seen.max_tokens if seen.max_completion_tokens is None else seen.max_completion_tokens
    return RequestView(
        model=seen.model,
        stream=bool(seen.stream),
        include_usage=bool(seen.stream_options and seen.stream_options.include_usage),
        n=n,
        has_tools=_holds_something(seen.tools),
        max_tokens=_ceiling(ceiling),
        size=len(body),
        opening=seen.messages,
        cache_key=seen.prompt_cache_key or "",
    )


def read_responses(body: bytes) -> RequestView:
    """View of a body for `/v1/responses`, whose streams always end in usage. Raises: DataError naming the field."""
    seen = decode(_utf8(body), _responses)
    return RequestView(
        model=seen.model,
        stream=bool(seen.stream),
        include_usage=True,
        has_tools=_holds_something(seen.tools),
        max_tokens=_ceiling(seen.max_output_tokens),
        size=len(body),
        system=seen.instructions,
        opening=seen.input,
        cache_key=seen.prompt_cache_key or seen.previous_response_id or "",
    )


def read_messages(body: bytes) -> RequestView:
    """View of a body for `/v1/messages` or its token count. Raises: DataError naming the field that is wrong."""
    seen = decode(_utf8(body), _messages)
    _array(seen.messages, "messages")
    return RequestView(
        model=seen.model,
        stream=bool(seen.stream),
        include_usage=True,
        has_tools=_holds_something(seen.tools),
        max_tokens=_ceiling(seen.max_tokens),
        size=len(body),
        system=seen.system,
        opening=seen.messages,
    )


def read_embeddings(body: bytes) -> RequestView:
    """View of a body for `/v1/embeddings`. Raises: DataError naming the field that is wrong."""
    seen = decode(_utf8(body), _embeddings)
    return RequestView(model=seen.model, size=len(body), opening=seen.input)


def conversation_key(view: RequestView) -> bytes:
    """16 bytes that stay the same while a conversation grows: its cache key, or its system text and first user turn.

    A bare string counts as the first turn. The same opening sent twice gives the same key, which is wanted: it hits
    the same prompt cache.
    """
    digest = blake2b(view.cache_key.encode(), digest_size=16)
    if not view.cache_key:
        digest.update(view.system)
        for turn in _first_turns(view.opening):
            digest.update(turn)
    return digest.digest()


def _first_turns(opening: Raw) -> list[Raw]:
    if _starts(opening) != b"[":
        return [opening]
    turns = decode(opening, _turns)
    for at, turn in enumerate(turns):
        try:
            if _turn.decode(turn).role == "user":
                return turns[: at + 1]
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
    return turns[:1]


def _starts(value: Raw) -> bytes:
    return memoryview(value)[:1].tobytes()


def _utf8(body: bytes) -> bytes:
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise DataError(f"Byte {error.start} is not UTF-8. Expected JSON in UTF-8.", where="body") from error
    return body


def _array(value: Raw, name: str) -> None:
    if _starts(value) != b"[":
        raise DataError("Expected an array.", where=f"body.{name}")
    if not _holds_something(value):
        raise DataError("The array is empty. Expected at least one message.", where=f"body.{name}")


def _holds_something(value: Raw) -> bool:
    if _starts(value) == b"[":
        return memoryview(value)[1:64].tobytes().lstrip()[:1] != b"]"
    return _starts(value) not in (b"", b"n")


def _ceiling(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MAX_TOKENS:
        raise DataError(f"{value} is not a number of tokens. Expected 1 to {MAX_TOKENS}.", where="body.max_tokens")
    return value
