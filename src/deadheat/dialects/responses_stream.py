"""Streams of the OpenAI Responses API, read into deltas."""

from typing import Any

import msgspec
from msgspec import Struct

from deadheat.dialects.body import read_anyway, second
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
from deadheat.dialects.finish import from_responses
from deadheat.dialects.seal import OPENAI, is_hidden, sealed
from deadheat.dialects.sse import EventSplitter
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import ResponsesUsage
from deadheat.dialects.usage import from_responses as usage_from_responses


class _Item(Struct):
    type: str = ""
    call_id: str = ""
    name: str = ""
    arguments: str = ""
    encrypted_content: str | None = None


class _Incomplete(Struct):
    reason: str | None = None


class _Error(Struct):
    message: str = ""


class _Response(Struct):
    id: str = ""
    model: str = ""
    created_at: float = 0
    usage: ResponsesUsage | None = None
    incomplete_details: _Incomplete | None = None
    error: _Error | None = None


class _Event(Struct):
    type: str = ""
    delta: Any = None
    logprobs: list[object] | None = None
    output_index: int = 0
    summary_index: int = 0
    arguments: str = ""
    item: _Item | None = None
    response: _Response | None = None
    message: str = ""
    error: _Error | None = None


_event = msgspec.json.Decoder(_Event)
_THOUGHTS = ("response.reasoning_summary_text.delta", "response.reasoning_text.delta")


class ResponsesStreamDecoder:
    """Turns events into deltas. Text that only the closing events repeat is not read twice."""

    __slots__ = ("_argued", "_calls", "_splitter", "_thought", "_traits")

    def __init__(self, traits: Traits = PLAIN_HOST) -> None:
        self._splitter = EventSplitter()
        self._traits = traits
        self._calls: dict[int, int] = {}
        self._argued: set[int] = set()
        self._thought: set[int] = set()

    def feed(self, chunk: bytes) -> list[Delta]:
        """What `chunk` completes."""
        return [delta for data in self._splitter.feed(chunk) for delta in self._read(data)]

    def close(self) -> list[Delta]:
        """What the end of the bytes completes."""
        return [delta for data in self._splitter.close() for delta in self._read(data)]

    def _read(self, data: bytes) -> list[Delta]:
        seen = read_anyway(data, _event)
        if seen is None:
            return []
        match seen.type:
            case "response.created" if seen.response:
                return [Started(seen.response.id, seen.response.model, second(seen.response.created_at))]
            case "response.output_text.delta" | "response.refusal.delta":
                refuses = seen.type == "response.refusal.delta"
                return [Said(seen.delta, refuses, seen.logprobs or None)] if seen.delta else []
            case "response.reasoning_summary_part.added" if seen.summary_index and seen.output_index in self._thought:
                return [Thought("\n")]
            case kind if kind in _THOUGHTS and seen.delta:
                self._thought.add(seen.output_index)
                return [Thought(seen.delta)]
            case "response.output_item.added" if seen.item and seen.item.type == "function_call":
                at = self._calls.setdefault(seen.output_index, len(self._calls))
                return [Called(at, seen.item.call_id, seen.item.name), *self._argue(at, seen.item.arguments)]
            case "response.function_call_arguments.delta" if seen.output_index in self._calls:
                return self._argue(self._calls[seen.output_index], seen.delta)
            case "response.function_call_arguments.done" if seen.output_index in self._calls:
                at = self._calls[seen.output_index]
                return [] if at in self._argued else self._argue(at, seen.arguments)
            case "response.output_item.done" if seen.item and seen.item.encrypted_content:
                was_read = seen.output_index in self._thought
                seal = sealed(seen.item.encrypted_content, OPENAI, is_hidden=not was_read)
                return [Sealed(hidden=seal) if is_hidden(seal) else Sealed(signature=seal)]
            case "response.completed" | "response.incomplete" if seen.response:
                return self._end(seen.response)
            case "response.failed" | "error":
                error = seen.error or (seen.response.error if seen.response else None)
                said = seen.message or (error.message if error else "")
                return [Broke(said or "The host reported an error.")]
            case _:
                return []

    def _argue(self, at: int, text: object) -> list[Delta]:
        if not isinstance(text, str) or not text:
            return []
        self._argued.add(at)
        return [Argued(at, text)]

    def _end(self, response: _Response) -> list[Delta]:
        reason = response.incomplete_details.reason if response.incomplete_details else None
        counted = usage_from_responses(response.usage, self._traits.usage) if response.usage else None
        usage: list[Delta] = [Counted(counted)] if counted else []
        return [*usage, Finished(from_responses(reason, has_calls=bool(self._calls))), Ended()]
