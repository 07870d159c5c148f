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
    system, turns: the conversation's own bytes, from which `conversation_key` takes the beginning.
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
    turns: list[Raw] = []
    cache_key: str = ""


class _StreamOptions(Struct):
    include_usage: bool | None = None


class _Chat(Struct):
    model: str
    messages: list[Raw]
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    n: int | None = None
    tools: list[Raw] | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    prompt_cache_key: str | None = None


class _Responses(Struct):
    model: str
    input: str | list[Raw] = ""
    instructions: Raw = Raw(b"")
    stream: bool | None = None
    tools: list[Raw] | None = None
    max_output_tokens: int | None = None
    prompt_cache_key: str | None = None
    previous_response_id: str | None = None


class _Messages(Struct):
    model: str
    messages: list[Raw]
    system: Raw = Raw(b"")
    stream: bool | None = None
    tools: list[Raw] | None = None
    max_tokens: int | None = None


class _Embeddings(Struct):
    model: str
    input: str | list[Raw]


class _Turn(Struct):
    role: str | None = None


_chat = msgspec.json.Decoder(_Chat)
_responses = msgspec.json.Decoder(_Responses)
_messages = msgspec.json.Decoder(_Messages)
_embeddings = msgspec.json.Decoder(_Embeddings)
_turn = msgspec.json.Decoder(_Turn)


def read_chat(body: bytes) -> RequestView:
    """View of a body for `/v1/chat/completions`. Raises: DataError naming the field that is wrong."""
    seen = decode(_utf8(body), _chat)
    _need_turns(seen.messages)
    n = 1 if seen.n is None else seen.n
    if not 1 <= n <= MAX_CHOICES:
        raise DataError(f"{n} answers were asked for. Expected 1 to {MAX_CHOICES}.", where="body.n")
    ceiling = seen.max_tokens if seen.max_completion_tokens is None else seen.max_completion_tokens
    return RequestView(
        model=seen.model,
        stream=bool(seen.stream),
        include_usage=bool(seen.stream_options and seen.stream_options.include_usage),
        n=n,
        has_tools=bool(seen.tools),
        max_tokens=_ceiling(ceiling),
        size=len(body),
        turns=seen.messages,
        cache_key=seen.prompt_cache_key or "",
    )


def read_responses(body: bytes) -> RequestView:
    """View of a body for `/v1/responses`, whose streams always end in usage. Raises: DataError naming the field."""
    seen = decode(_utf8(body), _responses)
    return RequestView(
        model=seen.model,
        stream=bool(seen.stream),
        include_usage=True,
        has_tools=bool(seen.tools),
        max_tokens=_ceiling(seen.max_output_tokens),
        size=len(body),
        system=seen.instructions,
        turns=[Raw(seen.input.encode())] if isinstance(seen.input, str) else seen.input,
        cache_key=seen.prompt_cache_key or seen.previous_response_id or "",
    )


def read_messages(body: bytes) -> RequestView:
    """View of a body for `/v1/messages` or its token count. Raises: DataError naming the field that is wrong."""
    seen = decode(_utf8(body), _messages)
    _need_turns(seen.messages)
    return RequestView(
        model=seen.model,
        stream=bool(seen.stream),
        include_usage=True,
        has_tools=bool(seen.tools),
        max_tokens=_ceiling(seen.max_tokens),
        size=len(body),
        system=seen.system,
        turns=seen.messages,
    )


def read_embeddings(body: bytes) -> RequestView:
    """View of a body for `/v1/embeddings`. Raises: DataError naming the field that is wrong."""
    seen = decode(_utf8(body), _embeddings)
    return RequestView(model=seen.model, size=len(body))


def conversation_key(view: RequestView) -> bytes:
    """16 bytes that stay the same while a conversation grows: its cache key, or its system text and first user turn.

    A bare string counts as the first turn. The same opening sent twice gives the same key, which is wanted: it hits
    the same prompt cache.
    """
    digest = blake2b(view.cache_key.encode(), digest_size=16)
    if not view.cache_key:
        digest.update(view.system)
        for turn in _first_turns(view.turns):
            digest.update(turn)
    return digest.digest()


def _first_turns(turns: list[Raw]) -> list[Raw]:
    for at, turn in enumerate(turns):
        try:
            if _turn.decode(turn).role == "user":
                return turns[: at + 1]
        except (ValueError, RecursionError):
            continue
    return turns[:1]


def _utf8(body: bytes) -> bytes:
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise DataError(f"Byte {error.start} is not UTF-8. Expected JSON in UTF-8.", where="body") from error
    return body


def _need_turns(turns: list[Raw]) -> None:
    if not turns:
        raise DataError("The array is empty. Expected at least one message.", where="body.messages")


def _ceiling(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MAX_TOKENS:
        raise DataError(f"{value} is not a number of tokens. Expected 1 to {MAX_TOKENS}.", where="body.max_tokens")
    return value
