"""Whole replies of the Anthropic Messages API, read into and written from the words of `facts.chat`."""

from typing import Any

import msgspec
from msgspec import Raw, Struct

from deadheat.dialects.body import encode, read_anyway
from deadheat.dialects.finish import from_messages, messages_usage, to_messages
from deadheat.dialects.seal import ANTHROPIC, sealed, shown
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import MessagesUsage
from deadheat.dialects.usage import from_messages as usage_from_messages
from deadheat.errors import Malformed
from deadheat.facts.chat import ChatReply, Choice, Part, Reasoning, Text, ToolCall


class _Block(Struct):
    type: str
    text: str = ""
    thinking: str = ""
    signature: str = ""
    data: str = ""
    id: str = ""
    name: str = ""
    input: Any = None


class _Reply(Struct):
    content: list[_Block]
    id: str = ""
    model: str = ""
    stop_reason: str | None = None
    stop_sequence: str | None = None
    usage: MessagesUsage | None = None


_reply = msgspec.json.Decoder(_Reply)
_arguments = msgspec.json.Decoder(dict[str, Raw])


def read_messages_reply(body: bytes, traits: Traits = PLAIN_HOST, *, created: int = 0) -> ChatReply:
    """The reply in `body`, which carries no time of its own. Raises: Malformed if it is no message."""
    seen = read_anyway(body, _reply)
    if seen is None:
        raise Malformed("The host's reply is not a message. Expected an object with `content`.")
    choice = Choice(
        parts=tuple(part for block in seen.content if (part := _part(block))),
        finish=from_messages(seen.stop_reason),
        stop_sequence=seen.stop_sequence,
    )
    usage = usage_from_messages(seen.usage, traits.usage) if seen.usage else None
    return ChatReply(id=seen.id, model=seen.model, created=created, choices=(choice,), usage=usage)


def _part(block: _Block) -> Part | None:
    match block.type:
        case "text":
            return Text(text=block.text)
        case "thinking":
            return Reasoning(text=block.thinking, signature=sealed(block.signature, ANTHROPIC))
        case "redacted_thinking":
            return Reasoning(hidden=sealed(block.data, ANTHROPIC, is_hidden=True))
        case "tool_use":
            return ToolCall(id=block.id, name=block.name, arguments=encode(block.input or {}).decode())
        case _:  # server tools and their results: requests that ask for them are not translated
            return None


def write_messages_reply(reply: ChatReply) -> bytes:
    """`reply` as a body of this API, which has one answer.

    Raises: Malformed if the model wrote tool arguments that are not a JSON object, which this API cannot show.
    """
    choice = reply.choices[0] if reply.choices else Choice(parts=(), finish="stop")
    declined = any(isinstance(part, Text) and part.refusal for part in choice.parts)
    stop_reason = to_messages(choice.finish, choice.stop_sequence, declined=declined)
    fields: dict[str, object] = {
        "id": reply.id,
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": [block(part, is_cut=choice.finish == "length") for part in choice.parts],
        "stop_reason": stop_reason,
        "stop_sequence": choice.stop_sequence if stop_reason == "stop_sequence" else None,
        "usage": messages_usage(reply.usage),
    }
    return encode(fields)


def block(part: Part, *, is_cut: bool = False) -> dict[str, object]:
    """`part` of an answer as a content block; `is_cut`: the answer reached its limit, perhaps within a call."""
    match part:
        case Text(text=text):
            return {"type": "text", "text": text}
        case Reasoning(hidden=hidden) if hidden:
            return {"type": "redacted_thinking", "data": shown(hidden, ANTHROPIC)}
        case Reasoning():
            return {"type": "thinking", "thinking": part.text, "signature": shown(part.signature, ANTHROPIC)}
        case ToolCall():
            return {"type": "tool_use", "id": part.id, "name": part.name, "input": _input(part, is_cut=is_cut)}
        case _:
            raise Malformed(f"The answer holds a {part.__struct_config__.tag}, which a message cannot show.")


def _input(call: ToolCall, *, is_cut: bool) -> Raw:
    written = call.arguments.strip() or "{}"
    try:
        _arguments.decode(written)
    except (ValueError, RecursionError) as error:
        if is_cut:  # the stop reason says that there is more to it
            return Raw(b"{}")
        said = f"The model wrote arguments for {call.name!r} that are not a JSON object: {error}."
        raise Malformed(said) from error
    return Raw(written.encode())
