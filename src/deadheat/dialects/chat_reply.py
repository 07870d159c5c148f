"""Whole replies of the Chat Completions API, read into and written from the words of `facts.chat`."""

from typing import Any

import msgspec
from msgspec import Struct

from deadheat.dialects.body import encode, read_anyway, second
from deadheat.dialects.call_text import WrittenCall, split_calls
from deadheat.dialects.chat_request import Detail, reasoning_parts
from deadheat.dialects.chat_request_writer import detail
from deadheat.dialects.finish import BROKEN_OFF, chat_usage, from_chat, to_chat
from deadheat.dialects.think_text import split_thinking
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import ChatUsage
from deadheat.dialects.usage import from_chat as usage_from_chat
from deadheat.errors import Malformed
from deadheat.facts.chat import ChatReply, Choice, Part, Reasoning, Text, ToolCall


class _Function(Struct):
    name: str = ""
    arguments: Any = ""


class _Call(Struct):
    id: str | None = None
    function: _Function = msgspec.field(default_factory=_Function)


class _Message(Struct):
    content: Any = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_details: list[Detail] | None = None
    tool_calls: list[_Call] | None = None


class _Choice(Struct):
    message: _Message
    finish_reason: str | None = None
    stop_reason: Any = None
    logprobs: Any = None


class _Reply(Struct):
    choices: list[_Choice]
    id: str = ""
    model: str = ""
    created: float = 0
    usage: ChatUsage | None = None


_reply = msgspec.json.Decoder(_Reply)


def read_chat_reply(body: bytes, traits: Traits = PLAIN_HOST) -> ChatReply:
    """The reply in `body`. Raises: Malformed if it is no whole chat completion."""
    seen = read_anyway(body, _reply)
    if seen is None:
        raise Malformed("The host's reply is not a chat completion. Expected an object with `choices`.")
    return ChatReply(
        id=seen.id,
        model=seen.model,
        created=second(seen.created),
        choices=tuple(_choice(choice, seen.id, traits) for choice in seen.choices),
        usage=usage_from_chat(seen.usage, traits.usage) if seen.usage else None,
    )


def _choice(choice: _Choice, reply_id: str, traits: Traits) -> Choice:
    if choice.finish_reason in BROKEN_OFF:
        raise Malformed(f"The host broke off its answer: finish_reason {choice.finish_reason!r}.")
    message = choice.message
    parts: list[Part] = list(reasoning_parts(message.reasoning_details, message.reasoning_content or message.reasoning))
    for part in content_parts(message.content, has_think_tags=traits.think_tags):
        parts += _with_calls(part, traits, reply_id) if traits.call_tags and isinstance(part, Text) else [part]
    if message.refusal:
        parts.append(Text(text=message.refusal, refusal=True))
    for at, call in enumerate(message.tool_calls or ()):
        written = call.function.arguments
        arguments = written if isinstance(written, str) else encode(written or {}).decode()
        parts.append(ToolCall(id=call.id or f"call_{reply_id}_{at}", name=call.function.name, arguments=arguments))
    return Choice(
        parts=tuple(parts),
        finish=from_chat(choice.finish_reason, has_calls=any(isinstance(part, ToolCall) for part in parts)),
        stop_sequence=choice.stop_reason if isinstance(choice.stop_reason, str) else None,
        logprobs=choice.logprobs if isinstance(choice.logprobs, dict) else None,
    )


def _with_calls(said: Text, traits: Traits, reply_id: str) -> list[Part]:
    parts: list[Part] = []
    for at, piece in enumerate(split_calls(said.text, traits.call_tags)):
        if isinstance(piece, WrittenCall):
            call_id = piece.id or f"call_{reply_id}_text_{at}"
            parts.append(ToolCall(id=call_id, name=piece.name, arguments=piece.arguments))
        else:
            parts.append(Text(text=piece))
    return parts


def content_parts(content: object, *, has_think_tags: bool) -> list[Part]:
    """Content as hosts send it: text, text with a `<think>` head, or a list of typed pieces."""
    if isinstance(content, str):
        if not has_think_tags:
            return [Text(text=content)] if content else []
        pieces = split_thinking(content)
        return [Reasoning(text=p.text) if p.kind == "thought" else Text(text=p.text) for p in pieces]
    parts: list[Part] = []
    for piece in content if isinstance(content, list) else ():
        if isinstance(piece, dict) and piece.get("type") == "thinking":
            inner = piece.get("thinking")
            words = "".join(str(w.get("text", "")) for w in inner) if isinstance(inner, list) else str(inner or "")
            parts.append(Reasoning(text=words))
        elif isinstance(piece, dict) and isinstance(piece.get("text"), str):
            parts.append(Text(text=piece["text"]))
    return parts


def write_chat_reply(reply: ChatReply) -> bytes:
    """`reply` as a body of this API."""
    fields: dict[str, object] = {
        "id": reply.id,
        "object": "chat.completion",
        "created": reply.created,
        "model": reply.model,
        "choices": [_written(choice, at) for at, choice in enumerate(reply.choices)],
    }
    if reply.usage:
        fields["usage"] = chat_usage(reply.usage)
    return encode(fields)


def _written(choice: Choice, at: int) -> dict[str, object]:
    said = "".join(p.text for p in choice.parts if isinstance(p, Text) and not p.refusal)
    refused = "".join(p.text for p in choice.parts if isinstance(p, Text) and p.refusal)
    thoughts = [p for p in choice.parts if isinstance(p, Reasoning)]
    calls = [p for p in choice.parts if isinstance(p, ToolCall)]
    message: dict[str, object] = {"role": "assistant", "content": said or None, "refusal": refused or None}
    if not said and not calls and not refused:
        message["content"] = ""
    if plain := "".join(p.text for p in thoughts):
        message["reasoning_content"] = plain
    if any(p.signature or p.hidden for p in thoughts):
        message["reasoning_details"] = [detail(p) for p in thoughts]
    if calls:
        message["tool_calls"] = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}} for c in calls
        ]
    finish = to_chat(choice.finish)
    return {"index": at, "message": message, "logprobs": choice.logprobs, "finish_reason": finish}
