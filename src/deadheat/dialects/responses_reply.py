"""Whole replies of the OpenAI Responses API, read into and written from the words of `facts.chat`."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct

from deadheat.dialects.body import encode, read_anyway, second
from deadheat.dialects.finish import from_responses, incomplete_reason, responses_usage
from deadheat.dialects.seal import OPENAI, is_hidden, sealed, shown
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import ResponsesUsage
from deadheat.dialects.usage import from_responses as usage_from_responses
from deadheat.errors import Malformed
from deadheat.facts.chat import ChatReply, Choice, Finish, Part, Reasoning, Text, ToolCall, Usage


class _Content(Struct):
    type: str
    text: str = ""
    refusal: str = ""
    logprobs: list[object] | None = None


class _Item(Struct):
    type: str
    content: list[_Content] | None = None
    summary: list[_Content] | None = None
    encrypted_content: str | None = None
    call_id: str = ""
    name: str = ""
    arguments: str = ""


class _Incomplete(Struct):
    reason: str | None = None


class _Reply(Struct):
    output: list[_Item]
    id: str = ""
    model: str = ""
    created_at: float = 0
    incomplete_details: _Incomplete | None = None
    usage: ResponsesUsage | None = None


NOTHING_ASKED: Mapping[str, Raw] = {}
_NULL = Raw(b"null")
_REPEATED = (
    "instructions",
    "max_output_tokens",
    "metadata",
    "parallel_tool_calls",
    "reasoning",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
)
"""The fields of a request that this API repeats in its response."""
_reply = msgspec.json.Decoder(_Reply)


def read_responses_reply(body: bytes, traits: Traits = PLAIN_HOST) -> ChatReply:
    """The reply in `body`. Raises: Malformed if it is no response."""
    seen = read_anyway(body, _reply)
    if seen is None:
        raise Malformed("The host's reply is not a response. Expected an object with `output`.")
    parts = [part for item in seen.output for part in _parts(item)]
    entries = [e for item in seen.output for content in item.content or () for e in content.logprobs or ()]
    reason = seen.incomplete_details.reason if seen.incomplete_details else None
    choice = Choice(
        parts=tuple(parts),
        finish=from_responses(reason, has_calls=any(isinstance(part, ToolCall) for part in parts)),
        logprobs={"content": entries, "refusal": None} if entries else None,
    )
    usage = usage_from_responses(seen.usage, traits.usage) if seen.usage else None
    return ChatReply(id=seen.id, model=seen.model, created=second(seen.created_at), choices=(choice,), usage=usage)


def _parts(item: _Item) -> list[Part]:
    match item.type:
        case "message":
            given = item.content or ()
            return [Text(text=c.refusal or c.text, refusal=bool(c.refusal)) for c in given if c.refusal or c.text]
        case "function_call":
            return [ToolCall(id=item.call_id, name=item.name, arguments=item.arguments)]
        case "reasoning":
            text = "\n".join(c.text for c in item.content or item.summary or ())
            return [thought(text, item.encrypted_content)] if text or item.encrypted_content else []
        case _:  # built-in tools: requests that ask for them are not translated
            return []


def thought(text: str, encrypted: str | None) -> Reasoning:
    """A reasoning item's words with its encrypted content, which without words is the hidden thought itself."""
    seal = sealed(encrypted or "", OPENAI, is_hidden=not text)
    return Reasoning(text=text, hidden=seal) if is_hidden(seal) else Reasoning(text=text, signature=seal)


def write_responses_reply(reply: ChatReply, asked: Mapping[str, Raw] = NOTHING_ASKED) -> bytes:
    """`reply` as a body of this API, which has one answer and repeats what was `asked`."""
    choice = reply.choices[0] if reply.choices else Choice(parts=(), finish="stop")
    return encode(
        response(
            id=reply.id,
            model=reply.model,
            created=reply.created,
            output=output_items(choice, reply.id),
            finish=choice.finish or "stop",
            usage=reply.usage,
            asked=asked,
        )
    )


def output_items(choice: Choice, reply_id: str) -> list[dict[str, object]]:
    """The parts of an answer as output items; neighbouring texts share one message."""
    items: list[dict[str, object]] = []
    given = (choice.logprobs or {}).get("content")
    entries: list[object] = given if isinstance(given, list) else []
    for part in choice.parts:
        item_id = f"{_PREFIX.get(type(part), 'item')}_{reply_id}_{len(items)}"
        if isinstance(part, Text):
            content = text_content(part, entries)
            entries = []
            last = items[-1] if items else {}
            if last.get("type") == "message" and isinstance(last["content"], list):
                last["content"].append(content)
            else:
                items.append(message_item(item_id, [content]))
        elif isinstance(part, ToolCall):
            items.append(call_item(item_id, part))
        elif isinstance(part, Reasoning):
            items.append(reasoning_item(item_id, part))
        else:
            raise Malformed(f"The answer holds a {part.__struct_config__.tag}, which a response cannot show.")
    return items


_PREFIX: dict[type, str] = {Text: "msg", ToolCall: "fc", Reasoning: "rs"}


def text_content(part: Text, logprobs: list[object]) -> dict[str, object]:
    """Text or a refusal as the content of a message item."""
    if part.refusal:
        return {"type": "refusal", "refusal": part.text}
    return {"type": "output_text", "text": part.text, "annotations": [], "logprobs": logprobs}


def message_item(item_id: str, content: list[dict[str, object]], *, status: str = "completed") -> dict[str, object]:
    """A message of the answer."""
    return {"id": item_id, "type": "message", "role": "assistant", "status": status, "content": content}


def call_item(item_id: str, call: ToolCall, *, status: str = "completed") -> dict[str, object]:
    """A tool call of the answer."""
    arguments = call.arguments or ("{}" if status == "completed" else "")
    named = {"call_id": call.id, "name": call.name, "arguments": arguments}
    return {"id": item_id, "type": "function_call", "status": status, **named}


def reasoning_item(item_id: str, part: Reasoning) -> dict[str, object]:
    """A thought of the answer; its signature travels as encrypted content and comes back the same way."""
    summary = [{"type": "summary_text", "text": part.text}] if part.text else []
    encrypted = shown(part.hidden or part.signature, OPENAI)
    return {"id": item_id, "type": "reasoning", "summary": summary, "encrypted_content": encrypted or None}


def response(
    *,
    id: str,  # noqa: A002  # the API's own word
    model: str,
    created: int,
    output: list[dict[str, object]],
    finish: Finish | None,
    usage: Usage | None,
    asked: Mapping[str, Raw],
) -> dict[str, object]:
    """The response object; `finish` None means that it is still being written, `asked` are the request's fields."""
    reason = incomplete_reason(finish)
    return {
        "id": id,
        "object": "response",
        "created_at": created,
        "status": "in_progress" if finish is None else "incomplete" if reason else "completed",
        "error": None,
        "incomplete_details": {"reason": reason} if reason else None,
        "instructions": None,
        "max_output_tokens": None,
        "metadata": {},
        "model": model,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "store": False,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "truncation": "disabled",
        "usage": responses_usage(usage) if usage else None,
        "user": None,
        **{name: asked[name] for name in _REPEATED if asked.get(name, _NULL) != _NULL},
    }
