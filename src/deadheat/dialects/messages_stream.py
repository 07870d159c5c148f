"""Streams of the Anthropic Messages API, read into deltas and written from them."""

from typing import Any

import msgspec
from msgspec import Struct

from deadheat.dialects.body import encode, read_anyway
from deadheat.dialects.call_order import CallOrder
from deadheat.dialects.deltas import (
    Argued,
    Broke,
    Called,
    Counted,
    Delta,
    Ended,
    Finished,
    Said,
    Sealed,
    Started,
    Thought,
)
from deadheat.dialects.finish import from_messages, messages_usage, to_messages
from deadheat.dialects.seal import ANTHROPIC, sealed, shown
from deadheat.dialects.sse import EventSplitter, event
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import MessagesUsage
from deadheat.dialects.usage import from_messages as usage_from_messages
from deadheat.facts.chat import Usage


class _Block(Struct):
    type: str = ""
    text: str = ""
    thinking: str = ""
    signature: str = ""
    data: str = ""
    id: str = ""
    name: str = ""
    input: Any = None


class _Delta(Struct):
    type: str = ""
    text: str = ""
    thinking: str = ""
    signature: str = ""
    partial_json: str = ""
    stop_reason: str | None = None
    stop_sequence: str | None = None


class _Message(Struct):
    id: str = ""
    model: str = ""
    usage: MessagesUsage | None = None


class _Error(Struct):
    message: str = ""


class _Event(Struct):
    type: str = ""
    index: int = 0
    message: _Message | None = None
    content_block: _Block | None = None
    delta: _Delta | None = None
    usage: MessagesUsage | None = None
    error: _Error | None = None


_event = msgspec.json.Decoder(_Event)


class MessagesStreamDecoder:
    """Turns events into deltas; the two halves of the usage are merged field by field."""

    __slots__ = ("_bare", "_calls", "_counts", "_splitter", "_traits")

    def __init__(self, traits: Traits = PLAIN_HOST) -> None:
        self._splitter = EventSplitter()
        self._traits = traits
        self._calls: dict[int, int] = {}
        self._bare: set[int | None] = set()
        self._counts = MessagesUsage()

    def feed(self, chunk: bytes) -> list[Delta]:
        """What `chunk` completes."""
        return [delta for data in self._splitter.feed(chunk) for delta in self._read(data)]

    def close(self) -> list[Delta]:
        """What the end of the bytes completes."""
        return [delta for data in self._splitter.close() for delta in self._read(data)]

    def _read(self, data: bytes) -> list[Delta]:
        seen = read_anyway(data, _event)
        match seen.type if seen else "":
            case "message_start" if seen and seen.message:
                return [Started(seen.message.id, seen.message.model), *self._count(seen.message.usage)]
            case "content_block_start" if seen and seen.content_block:
                return self._start(seen.content_block, seen.index)
            case "content_block_delta" if seen and seen.delta:
                return self._more(seen.delta, seen.index)
            case "content_block_stop" if seen and self._calls.get(seen.index) in self._bare:
                return self._argue(seen.index, "{}")  # a call without arguments, which other APIs write out
            case "message_delta" if seen:
                finish = from_messages(seen.delta.stop_reason) if seen.delta else None
                stop = seen.delta.stop_sequence if seen.delta else None
                ended: list[Delta] = [Finished(finish, stop)] if finish else []
                return [*self._count(seen.usage), *ended]
            case "message_stop":
                return [Ended()]
            case "error":
                said = seen.error.message if seen and seen.error else ""
                return [Broke(said or "The host reported an error.")]
            case _:
                return []

    def _start(self, block: _Block, index: int) -> list[Delta]:
        match block.type:
            case "text":
                return [Said(block.text)] if block.text else []
            case "thinking":
                thought: list[Delta] = [Thought(block.thinking)] if block.thinking else []
                return [*thought, Sealed(signature=sealed(block.signature, ANTHROPIC))] if block.signature else thought
            case "redacted_thinking":
                return [Sealed(hidden=sealed(block.data, ANTHROPIC, is_hidden=True))]
            case "tool_use":
                at = self._calls.setdefault(index, len(self._calls))
                self._bare.add(at)
                given = self._argue(index, encode(block.input).decode()) if block.input else []
                return [Called(at, block.id, block.name), *given]
            case _:
                return []

    def _more(self, delta: _Delta, index: int) -> list[Delta]:
        match delta.type:
            case "text_delta" if delta.text:
                return [Said(delta.text)]
            case "thinking_delta" if delta.thinking:
                return [Thought(delta.thinking)]
            case "signature_delta":
                return [Sealed(signature=sealed(delta.signature, ANTHROPIC))]
            case "input_json_delta" if delta.partial_json and index in self._calls:
                return self._argue(index, delta.partial_json)
            case _:
                return []

    def _argue(self, index: int, text: str) -> list[Delta]:
        at = self._calls[index]
        self._bare.discard(at)
        return [Argued(at, text)]

    def _count(self, seen: MessagesUsage | None) -> list[Delta]:
        if seen is None:
            return []
        self._counts.take(seen)
        counted = usage_from_messages(self._counts, self._traits.usage)
        return [Counted(counted)] if counted else []


class MessagesStreamEncoder:
    """Writes deltas as events. Stop reason and usage come last here, so both wait for the end of the stream."""

    __slots__ = ("_block", "_declined", "_finish", "_index", "_is_open", "_model", "_order", "_usage")

    def __init__(self, *, model: str = "") -> None:
        self._model = model
        self._order = CallOrder()
        self._is_open = False
        self._block = ""
        self._index = -1
        self._declined = False
        self._finish: Finished | None = None
        self._usage: Usage | None = None

    def write(self, deltas: list[Delta]) -> bytes:
        """The events for `deltas`."""
        return b"".join([self._one(delta) for delta in self._order.feed(deltas)])

    def _one(self, delta: Delta) -> bytes:
        match delta:
            case Started():
                return self._open(delta)
            case Said() if delta.text:
                self._declined = self._declined or delta.refusal
                return self._into("text", {"type": "text_delta", "text": delta.text})
            case Thought() if delta.text:
                return self._into("thinking", {"type": "thinking_delta", "thinking": delta.text})
            case Sealed(hidden=hidden) if hidden:
                return self._start({"type": "redacted_thinking", "data": shown(hidden, ANTHROPIC)}) + self._stop()
            case Sealed():
                signature = shown(delta.signature, ANTHROPIC)
                return self._into("thinking", {"type": "signature_delta", "signature": signature}) + self._stop()
            case Called():
                return self._start({"type": "tool_use", "id": delta.id, "name": delta.name, "input": {}})
            case Argued() if delta.text:
                return self._more({"type": "input_json_delta", "partial_json": delta.text})
            case Finished():
                self._finish = delta
                return self._stop()
            case Counted():
                self._usage = delta.usage
                return b""
            case Ended():
                return self._end()
            case _:
                return b""

    def _open(self, started: Started) -> bytes:
        self._is_open = True
        message: dict[str, object] = {
            "id": started.id,
            "type": "message",
            "role": "assistant",
            "model": started.model or self._model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": messages_usage(self._usage),
        }
        return _write("message_start", message=message)

    def _into(self, kind: str, delta: dict[str, object]) -> bytes:
        """`delta` in the open block if that is of its kind, else in a new one."""
        if self._block == kind:
            return self._more(delta)
        empty: dict[str, object] = {"type": kind, kind: ""}
        if kind == "thinking":
            empty["signature"] = ""
        return self._start(empty) + self._more(delta)

    def _start(self, block: dict[str, object]) -> bytes:
        opened = b"" if self._is_open else self._open(Started("", self._model))
        closed = self._stop()
        self._index += 1
        self._block = str(block["type"])
        return opened + closed + _write("content_block_start", index=self._index, content_block=block)

    def _more(self, delta: dict[str, object]) -> bytes:
        return _write("content_block_delta", index=self._index, delta=delta)

    def _stop(self) -> bytes:
        if not self._block:
            return b""
        self._block = ""
        return _write("content_block_stop", index=self._index)

    def _end(self) -> bytes:
        opened = b"" if self._is_open else self._open(Started("", self._model))
        finished = self._finish or Finished("stop")
        reason = to_messages(finished.finish, finished.stop_sequence, declined=self._declined)
        stop = finished.stop_sequence if reason == "stop_sequence" else None
        delta = {"stop_reason": reason, "stop_sequence": stop}
        last = _write("message_delta", delta=delta, usage=messages_usage(self._usage))
        return opened + self._stop() + last + _write("message_stop")


def _write(kind: str, **fields: object) -> bytes:
    return event(encode({"type": kind, **fields}), name=kind)
