"""What a stream tells while it passes: the first real token, the finish, the usage, an error, its own end.

The bytes are forwarded as they came, those of events that cannot be read too: the client may understand them. Only
the usage chunk that we asked for and the client did not is taken out.
"""

from typing import Any

import msgspec
from msgspec import Struct

from deadheat.dialects.body import encode, read_anyway
from deadheat.dialects.error_shape import words_of
from deadheat.dialects.sse import EventSplitter, event
from deadheat.dialects.usage import (
    PLAIN,
    ChatUsage,
    MessagesUsage,
    ResponsesUsage,
    UsageRule,
    from_chat,
    from_messages,
    from_responses,
)
from deadheat.facts.chat import Usage


class StreamReader:
    """Follows one stream.

    seen_token: text, reasoning or a tool call has arrived; from here on a retry would repeat itself to the client.
    usage: what the host reported last, None as long as it has reported nothing.
    finish: the host's own word for why it stopped. error: the host's own words for what broke, as JSON text.
    done: the protocol's own end has been seen. events: how many events carried data.
    response_id: what a later request may name as the response it follows; empty where there is no such thing.
    """

    __slots__ = (
        "_rule",
        "_splitter",
        "_strip",
        "done",
        "error",
        "events",
        "finish",
        "response_id",
        "seen_token",
        "usage",
    )

    def __init__(self, *, rule: UsageRule = PLAIN, strip_usage: bool = False) -> None:
        self._splitter = EventSplitter()
        self._rule = rule
        self._strip = strip_usage
        self.seen_token = False
        self.usage: Usage | None = None
        self.finish = ""
        self.error = ""
        self.response_id = ""
        self.done = False
        self.events = 0

    def feed(self, chunk: bytes) -> bytes:
        """Read `chunk` and give back what the client gets of it. Raises: Malformed if one event outgrows its limit."""
        if data := self._splitter.one(chunk):
            return b"" if self._take(data) and self._strip else chunk
        was_whole = not self._splitter.pending
        found = self._splitter.feed(chunk)
        dropped = [self._take(data) for data in found]
        if not self._strip or (was_whole and not self._splitter.pending and True not in dropped):
            return chunk  # with its comments, which keep slow connections alive
        return b"".join([event(data) for data, drop in zip(found, dropped, strict=True) if not drop])

    def close(self) -> bytes:
        """Read what the stream ended in without a blank line; gives what the client still gets of it."""
        found = self._splitter.close()
        dropped = [self._take(data) for data in found]
        return event(found[0]) if self._strip and found and not dropped[0] else b""

    @property
    def is_complete(self) -> bool:
        """The stream came to its own end; hosts that send no end mark are taken at their finish reason.

        An end mark alone, behind neither a token nor a finish reason, ends nothing.
        """
        return bool(self.finish) or (self.done and self.seen_token)

    def _take(self, data: bytes) -> bool:
        """Note what one event says; True if it is the usage chunk that nobody but us asked for."""
        raise NotImplementedError(data)


class _Delta(Struct):
    content: Any = None
    reasoning_content: Any = None
    reasoning: Any = None
    reasoning_details: Any = None
    tool_calls: list[Any] | None = None
    refusal: Any = None
    audio: Any = None
    function_call: Any = None

    def holds_something(self) -> bool:
        return bool(
            self.content
            or self.reasoning_content
            or self.reasoning
            or self.tool_calls
            or self.refusal
            or self.reasoning_details
            or self.audio
            or self.function_call
        )


class _ChatChoice(Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None
    usage: ChatUsage | None = None
    text: str | None = None


class _Groq(Struct):
    usage: ChatUsage | None = None


class _ChatChunk(Struct):
    choices: list[_ChatChoice] | None = None
    usage: ChatUsage | None = None
    error: Any = None
    object: str | None = None
    message: str | None = None
    x_groq: _Groq | None = None


_chat_chunk = msgspec.json.Decoder(_ChatChunk)


class ChatStreamReader(StreamReader):
    """Follows `chat.completion.chunk` events."""

    __slots__ = ()

    def _take(self, data: bytes) -> bool:
        self.events += 1
        if data.startswith(b"[DONE]"):
            self.done = True
            return False
        if (chunk := read_anyway(data, _chat_chunk)) is None:
            return False
        usage = chunk.usage
        for choice in chunk.choices or ():
            if not self.seen_token and choice.delta and choice.delta.holds_something():
                self.seen_token = True
            if choice.finish_reason:
                self.finish = choice.finish_reason
            usage = usage or choice.usage
        if usage is None and chunk.x_groq:
            usage = chunk.x_groq.usage
        if usage is not None:
            self.usage = from_chat(usage, self._rule) or self.usage
        if chunk.error or chunk.object == "error":
            self.error = _told(chunk.error, data)
        elif chunk.choices is None and usage is None and not self.seen_token and words_of(data):
            self.error = _told(None, data)  # no chunk at all: a host's error in a shape of its own
        return chunk.usage is not None and not chunk.choices


class _MessagesDelta(Struct):
    type: str = ""
    text: str = ""
    thinking: str = ""
    partial_json: str = ""
    stop_reason: str | None = None


class _Block(Struct):
    type: str = ""


class _MessagesStart(Struct):
    usage: MessagesUsage | None = None


class _MessagesEvent(Struct):
    type: str = ""
    delta: _MessagesDelta | None = None
    content_block: _Block | None = None
    message: _MessagesStart | None = None
    usage: MessagesUsage | None = None
    error: Any = None


_messages_event = msgspec.json.Decoder(_MessagesEvent)


class MessagesStreamReader(StreamReader):
    """Follows the events of the Messages API, whose usage comes in two parts that are merged field by field."""

    __slots__ = ("_counts",)

    def __init__(self, *, rule: UsageRule = PLAIN, strip_usage: bool = False) -> None:
        super().__init__(rule=rule, strip_usage=strip_usage)
        self._counts = MessagesUsage()

    def _take(self, data: bytes) -> bool:
        self.events += 1
        if (seen := read_anyway(data, _messages_event)) is None:
            return False
        if seen.type == "content_block_delta":
            if not self.seen_token and (delta := seen.delta):
                self.seen_token = bool(delta.text or delta.thinking or delta.partial_json)
        elif seen.type == "content_block_start":
            kind = seen.content_block.type if seen.content_block else ""
            self.seen_token = self.seen_token or kind not in ("", "text", "thinking")
        elif seen.type == "message_start" and seen.message and seen.message.usage:
            self._count(seen.message.usage)
        elif seen.type == "message_delta":
            self.finish = (seen.delta.stop_reason if seen.delta else None) or self.finish
            if seen.usage:
                self._count(seen.usage)
        elif seen.type == "message_stop":
            self.done = True
        elif seen.type == "error":
            self.error = _told(seen.error, data)
        return False

    def _count(self, seen: MessagesUsage) -> None:
        self._counts.take(seen)
        self.usage = from_messages(self._counts, self._rule)


class _Incomplete(Struct):
    reason: str | None = None


class _Response(Struct):
    id: str = ""
    usage: ResponsesUsage | None = None
    incomplete_details: _Incomplete | None = None
    error: Any = None


class _ResponsesEvent(Struct):
    type: str = ""
    delta: Any = None
    item: _Block | None = None
    response: _Response | None = None


_responses_event = msgspec.json.Decoder(_ResponsesEvent)


class ResponsesStreamReader(StreamReader):
    """Follows the events of the Responses API."""

    __slots__ = ()

    def _take(self, data: bytes) -> bool:
        self.events += 1
        if data.startswith(b"[DONE]"):
            return False
        if (seen := read_anyway(data, _responses_event)) is None:
            return False
        kind = seen.type
        if kind.endswith(".delta"):
            self.seen_token = self.seen_token or bool(seen.delta)
        elif kind == "response.output_item.added":
            started = seen.item.type if seen.item else ""
            self.seen_token = self.seen_token or started not in ("", "message", "reasoning")
        elif kind in ("response.completed", "response.incomplete", "response.failed"):
            self._end(kind.removeprefix("response."), seen.response, data)
        elif kind == "error":
            self.error = _told(None, data)
        return False

    def _end(self, how: str, response: _Response | None, data: bytes) -> None:
        self.done = True
        details = response.incomplete_details if response else None
        self.finish = (details.reason if details else None) or how
        self.response_id = response.id if response else ""
        if response and response.usage:
            self.usage = from_responses(response.usage, self._rule) or self.usage
        if how == "failed":
            self.error = _told(response.error if response else None, data)


def _told(error: object, data: bytes) -> str:
    """The host's own words for an error, or else the whole event."""
    return (encode(error) if error else data).decode(errors="replace")
