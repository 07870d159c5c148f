"""A request, reply or stream of one API as another's. The same dialect on both sides never comes here: bytes pass."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Raw
from msgspec.structs import replace

from deadheat.dialects.chat_reply import read_chat_reply, write_chat_reply
from deadheat.dialects.chat_request import read_chat_request
from deadheat.dialects.chat_request_writer import write_chat_request
from deadheat.dialects.chat_stream import ChatStreamDecoder, ChatStreamEncoder
from deadheat.dialects.deltas import Broke, Delta, deltas_of
from deadheat.dialects.messages_reply import read_messages_reply, write_messages_reply
from deadheat.dialects.messages_request import read_messages_request
from deadheat.dialects.messages_request_writer import write_messages_request
from deadheat.dialects.messages_stream import MessagesStreamDecoder, MessagesStreamEncoder
from deadheat.dialects.responses_reply import NOTHING_ASKED, read_responses_reply, write_responses_reply
from deadheat.dialects.responses_request import read_responses_request
from deadheat.dialects.responses_request_writer import write_responses_request
from deadheat.dialects.responses_stream import ResponsesStreamDecoder
from deadheat.dialects.responses_stream_writer import ResponsesStreamEncoder
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.errors import DataError
from deadheat.facts.chat import ChatReply, ChatRequest, DialectName

DECODERS: Mapping[DialectName, type[ChatStreamDecoder | MessagesStreamDecoder | ResponsesStreamDecoder]] = {
    "openai_chat": ChatStreamDecoder,
    "openai_responses": ResponsesStreamDecoder,
    "anthropic_messages": MessagesStreamDecoder,
}
_READ: Mapping[str, Callable[[bytes], ChatRequest]] = {
    "openai_chat": read_chat_request,
    "openai_responses": read_responses_request,
    "anthropic_messages": read_messages_request,
}


def translate_request(
    body: bytes, source: DialectName, target: DialectName, *, model: str, traits: Traits = PLAIN_HOST
) -> bytes:
    """The client's `body` in the dialect of the host, for its model `model`.

    Raises: DataError naming the first field that is wrong, or that `target` has no place for: a 400 to the client.
    """
    return write_request(replace(_read(body, source, target), model=model), target, traits)


def write_request(request: ChatRequest, target: DialectName, traits: Traits = PLAIN_HOST) -> bytes:
    """`request` as a body of `target`. Raises: DataError naming what it has no place for."""
    if target == "openai_chat":
        return write_chat_request(request, traits)
    if target == "anthropic_messages":
        return write_messages_request(request, traits)
    return write_responses_request(request)


def translate_reply(
    body: bytes,
    source: DialectName,
    target: DialectName,
    *,
    now: int = 0,
    traits: Traits = PLAIN_HOST,
    asked: Mapping[str, Raw] = NOTHING_ASKED,
) -> bytes:
    """The host's reply, spoken in `source`, in the client's dialect `target`.

    now: seconds since the epoch, for replies of an API that tells no time. asked: the fields of the request.
    Raises: Malformed if the body is no reply of its dialect, or cannot be shown in the other.
    """
    reply = read_reply(body, source, now=now, traits=traits)
    if target == "openai_chat":
        return write_chat_reply(reply)
    return write_messages_reply(reply) if target == "anthropic_messages" else write_responses_reply(reply, asked)


def read_reply(body: bytes, source: DialectName, *, now: int = 0, traits: Traits = PLAIN_HOST) -> ChatReply:
    """The whole reply in `body`, spoken in `source`. Raises: Malformed if it is none."""
    if source == "openai_chat":
        return read_chat_reply(body, traits)
    if source == "anthropic_messages":
        return read_messages_reply(body, traits, created=now)
    return read_responses_reply(body, traits)


class StreamTranslator:
    """The host's stream in the client's dialect, event by event.

    A stream that ends without its own end is not completed here: the gateway ends it with the dialect's error event.
    broken: what the host said when it broke off, empty as long as it has not; nothing is written from then on.
    """

    __slots__ = ("_decoder", "_encoder", "_read_whole", "broken")

    def __init__(
        self,
        source: DialectName,
        target: DialectName,
        *,
        model: str = "",
        include_usage: bool = True,
        now: int = 0,
        traits: Traits = PLAIN_HOST,
        asked: Mapping[str, Raw] = NOTHING_ASKED,
    ) -> None:
        """model: the name to show where the host gives none. include_usage: whether a chat client asked for usage."""
        self.broken = ""
        self._read_whole = partial(read_reply, source=source, now=now, traits=traits)
        self._decoder = DECODERS[source](traits)
        self._encoder: ChatStreamEncoder | MessagesStreamEncoder | ResponsesStreamEncoder
        if target == "openai_chat":
            self._encoder = ChatStreamEncoder(include_usage=include_usage, model=model, created=now)
        elif target == "anthropic_messages":
            self._encoder = MessagesStreamEncoder(model=model)
        else:
            self._encoder = ResponsesStreamEncoder(model=model, created=now, asked=asked)

    def feed(self, chunk: bytes) -> bytes:
        """What the client gets for `chunk`. Raises: Malformed if one event outgrows its limit."""
        return self._write(self._decoder.feed(chunk))

    def close(self) -> bytes:
        """What the client gets when the host's bytes are over."""
        return self._write(self._decoder.close())

    def whole(self, reply: bytes) -> bytes:
        """The stream a client gets for the whole reply of a host that cannot stream.

        Raises: Malformed if the body is no reply of its dialect.
        """
        return self._encoder.write(deltas_of(self._read_whole(reply)))

    @property
    def sequence(self) -> int:
        """How many events of a Responses stream were written."""
        return self._encoder.sequence if isinstance(self._encoder, ResponsesStreamEncoder) else 0

    def _write(self, deltas: list[Delta]) -> bytes:
        if not deltas or self.broken:
            return b""
        for at, delta in enumerate(deltas):
            if isinstance(delta, Broke):
                self.broken = delta.message
                return self._encoder.write(deltas[:at])
        return self._encoder.write(deltas)


def _read(body: bytes, source: DialectName, target: DialectName) -> ChatRequest:
    if source not in _READ or target not in _READ:
        raise DataError(
            f"A request in {source} cannot be sent to a host that speaks {target}.",
            where="body",
            hint="Send embeddings to a host that speaks the OpenAI dialect.",
        )
    return _READ[source](body)
