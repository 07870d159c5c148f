"""Token counts as hosts report them, in one convention: input includes the cached part, output the reasoning.

A count that a host does not report stays unknown (`None` instead of a Usage); a reported zero stays a zero.
"""

from typing import Annotated

from msgspec import Meta, Struct, json

from deadheat.dialects.body import read_anyway
from deadheat.facts.chat import Usage

Count = Annotated[int, Meta(ge=0, le=10**12)]
"""A number of tokens that can be true; a report outside is taken as none."""


class UsageRule(Struct, frozen=True, kw_only=True):
    """Where a host departs from the convention; chosen per offer from the quirks data.

    cached: whether cached tokens are part of the reported input. reasoning: the same for reasoning and output.
    total: "output" if whatever the total holds beyond the input was written by the model, though not counted as such.
    """

    cached: str = "inside"
    reasoning: str = "inside"
    total: str = ""


PLAIN = UsageRule()


class _In(Struct):
    cached_tokens: Count | None = None
    cache_write_tokens: Count | None = None


class _Out(Struct):
    reasoning_tokens: Count | None = None
    thinking_tokens: Count | None = None


NO_DETAILS = _In()
NO_THOUGHT = _Out()


class ChatUsage(Struct):
    """Usage of chat completions and embeddings, with the spellings of the hosts that add their own."""

    prompt_tokens: Count | None = None
    completion_tokens: Count | None = None
    total_tokens: Count | None = None
    prompt_tokens_details: _In | None = None
    completion_tokens_details: _Out | None = None
    prompt_cache_hit_tokens: Count | None = None
    cached_tokens: Count | None = None
    reasoning_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None


class ResponsesUsage(Struct):
    """Usage of the Responses API."""

    input_tokens: Count | None = None
    output_tokens: Count | None = None
    total_tokens: Count | None = None
    input_tokens_details: _In | None = None
    output_tokens_details: _Out | None = None


class MessagesUsage(Struct):
    """Usage of the Messages API, whose input leaves out what the cache gave or took."""

    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None
    output_tokens_details: _Out | None = None

    def take(self, later: "MessagesUsage") -> None:
        """Merge what a later event of the stream counts, field by field."""
        for name in self.__struct_fields__:
            if (value := getattr(later, name)) is not None:
                setattr(self, name, value)


def from_chat(seen: ChatUsage, rule: UsageRule = PLAIN) -> Usage | None:
    """Usage of a chat completion or an embedding; None if no count is there."""
    if seen.prompt_tokens is None and seen.completion_tokens is None:
        return None
    read, written = seen.prompt_tokens or 0, seen.completion_tokens or 0
    details = seen.prompt_tokens_details or NO_DETAILS
    cached = _first(
        details.cached_tokens, seen.prompt_cache_hit_tokens, seen.cached_tokens, seen.cache_read_input_tokens
    )
    added = _first(details.cache_write_tokens, seen.cache_creation_input_tokens)
    if rule.cached == "outside" or cached > read:  # more cached than read can only be counted beside it
        read += cached + added
    thought = _first((seen.completion_tokens_details or NO_THOUGHT).reasoning_tokens, seen.reasoning_tokens)
    beyond = (seen.total_tokens or 0) - (seen.prompt_tokens or 0) - written
    if rule.total == "output" and beyond > 0:
        written, thought = written + beyond, max(thought, beyond)
    elif thought and (rule.reasoning == "outside" or beyond == thought):  # the total says it was counted beside
        written += thought
    return Usage(
        input_tokens=read,
        output_tokens=written,
        cached_tokens=cached,
        cache_write_tokens=added,
        reasoning_tokens=thought,
    )


def from_responses(seen: ResponsesUsage, rule: UsageRule = PLAIN) -> Usage | None:
    """Usage of a Responses reply; None if no count is there."""
    if seen.input_tokens is None and seen.output_tokens is None:
        return None
    details = seen.input_tokens_details or NO_DETAILS
    cached, added = details.cached_tokens or 0, details.cache_write_tokens or 0
    read = seen.input_tokens or 0
    if rule.cached == "outside" or cached > read:
        read += cached + added
    return Usage(
        input_tokens=read,
        output_tokens=seen.output_tokens or 0,
        cached_tokens=cached,
        cache_write_tokens=added,
        reasoning_tokens=(seen.output_tokens_details or NO_THOUGHT).reasoning_tokens or 0,
    )


def from_messages(seen: MessagesUsage, rule: UsageRule = PLAIN) -> Usage | None:
    """Usage of a Messages reply; None if no count is there."""
    if seen.input_tokens is None and seen.output_tokens is None:
        return None
    cached, added = seen.cache_read_input_tokens or 0, seen.cache_creation_input_tokens or 0
    read = seen.input_tokens or 0
    if rule.cached != "included":
        read += cached + added
    return Usage(
        input_tokens=read,
        output_tokens=seen.output_tokens or 0,
        cached_tokens=cached,
        cache_write_tokens=added,
        reasoning_tokens=(seen.output_tokens_details or NO_THOUGHT).thinking_tokens or 0,
    )


def _first(*counts: int | None) -> int:
    for count in counts:
        if count is not None:
            return count
    return 0


class _ChatReply(Struct):
    usage: ChatUsage | None = None


class _ResponsesReply(Struct):
    usage: ResponsesUsage | None = None


class _MessagesReply(Struct):
    usage: MessagesUsage | None = None


_chat_reply = json.Decoder(_ChatReply)
_responses_reply = json.Decoder(_ResponsesReply)
_messages_reply = json.Decoder(_MessagesReply)


def of_chat(reply: bytes, rule: UsageRule = PLAIN) -> Usage | None:
    """Usage in the body of a chat completion or an embedding; None if it holds none that can be read."""
    seen = read_anyway(reply, _chat_reply)
    return from_chat(seen.usage, rule) if seen and seen.usage else None


def of_responses(reply: bytes, rule: UsageRule = PLAIN) -> Usage | None:
    """Usage in the body of a Responses reply; None if it holds none that can be read."""
    seen = read_anyway(reply, _responses_reply)
    return from_responses(seen.usage, rule) if seen and seen.usage else None


def of_messages(reply: bytes, rule: UsageRule = PLAIN) -> Usage | None:
    """Usage in the body of a Messages reply; None if it holds none that can be read."""
    seen = read_anyway(reply, _messages_reply)
    return from_messages(seen.usage, rule) if seen and seen.usage else None
