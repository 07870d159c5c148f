"""What the fake host says: the same few words in each API's own form, whole or as a stream, with exact usage."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

CREATED = 1_700_000_000
WORDS = ("The", " quick", " brown", " fox", " jumps", " over", " the", " lazy", " dog", ".")
SCHEMA_ANSWER = '{"city": "Paris", "population": 2102650}'


class Asked(Struct):
    """The parts of a request the fake looks at."""

    model: str = ""
    stream: bool = False
    messages: list[dict[str, Any]] = []
    input: Any = None
    tools: list[dict[str, Any]] = []
    stream_options: dict[str, Any] | None = None
    response_format: dict[str, Any] | None = None
    text: dict[str, Any] | None = None
    n: int | None = None
    size: int = 0

    @property
    def input_tokens(self) -> int:
        """One token for four bytes of the body, so that both sides can count it."""
        return max(self.size // 4, 1)

    @property
    def wants_tools(self) -> bool:
        """Tools are there and none has been called yet."""
        called = any(m.get("role") == "tool" or _holds_result(m.get("content")) for m in self.messages)
        done = isinstance(self.input, list) and any(i.get("type") == "function_call_output" for i in self.input)
        return bool(self.tools) and not called and not done

    def words(self) -> tuple[str, ...]:
        """What is answered, a token each."""
        is_schema = self.response_format or (self.text or {}).get("format", {}).get("type", "text") != "text"
        return (SCHEMA_ANSWER,) if is_schema else WORDS


def _holds_result(content: object) -> bool:
    return isinstance(content, list) and any(isinstance(p, dict) and p.get("type") == "tool_result" for p in content)


def _tool_names(asked: Asked) -> list[str]:
    return [str((tool.get("function") or tool).get("name", "tool")) for tool in asked.tools][:2]


def encode(value: object) -> bytes:
    """JSON."""
    return msgspec.json.encode(value)


def sse(value: object, name: str = "") -> bytes:
    """One event."""
    head = f"event: {name}\n".encode() if name else b""
    return head + b"data: " + (value if isinstance(value, bytes) else encode(value)) + b"\n\n"


# --- chat completions


def chat(asked: Asked) -> bytes:
    """A whole chat completion."""
    message: dict[str, object] = {"role": "assistant", "content": "".join(asked.words())}
    finish = "stop"
    if asked.wants_tools:
        calls = [
            {"id": f"call_{i}", "type": "function", "function": {"name": name, "arguments": '{"city": "Paris"}'}}
            for i, name in enumerate(_tool_names(asked))
        ]
        message, finish = {"role": "assistant", "content": None, "tool_calls": calls}, "tool_calls"
    if asked.model.startswith("reasons"):
        message["reasoning_content"] = "First I think."
    choices = [{"index": i, "message": message, "finish_reason": finish, "logprobs": None} for i in range(asked.n or 1)]
    return encode({**_chat_head(asked, "chat.completion"), "choices": choices, "usage": chat_usage(asked)})


def chat_usage(asked: Asked) -> dict[str, object]:
    """Usage of a chat completion."""
    read, written = asked.input_tokens, len(asked.words()) * (asked.n or 1)
    details = {"prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0}}
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written, **details}


def chat_stream(asked: Asked) -> list[bytes]:
    """The events of a streamed chat completion; the first holds no token yet."""
    events = [_chat_chunk(asked, {"role": "assistant", "content": ""})]
    finish = "stop"
    if asked.model.startswith("reasons"):
        events.append(_chat_chunk(asked, {"reasoning_content": "First I think."}))
    if asked.wants_tools:
        finish = "tool_calls"
        for i, name in enumerate(_tool_names(asked)):
            head = {"index": i, "id": f"call_{i}", "type": "function", "function": {"name": name, "arguments": ""}}
            events.append(_chat_chunk(asked, {"tool_calls": [head]}))
            events.extend(
                _chat_chunk(asked, {"tool_calls": [{"index": i, "function": {"arguments": piece}}]})
                for piece in ('{"city"', ': "Paris"}')
            )
    else:
        events.extend(_chat_chunk(asked, {"content": word}) for word in asked.words())
    events.append(_chat_chunk(asked, {}, finish))
    if (asked.stream_options or {}).get("include_usage"):
        events.append(sse({**_chat_head(asked, "chat.completion.chunk"), "choices": [], "usage": chat_usage(asked)}))
    return [*events, sse(b"[DONE]")]


def _chat_head(asked: Asked, kind: str) -> dict[str, object]:
    return {"id": "chatcmpl-fake", "object": kind, "created": CREATED, "model": asked.model}


def _chat_chunk(asked: Asked, delta: object, finish: str | None = None) -> bytes:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return sse({**_chat_head(asked, "chat.completion.chunk"), "choices": choices})


# --- messages


def messages(asked: Asked) -> bytes:
    """A whole reply of the Messages API."""
    content: list[dict[str, object]] = [{"type": "text", "text": "".join(asked.words())}]
    stop = "end_turn"
    if asked.wants_tools:
        stop = "tool_use"
        content = [
            {"type": "tool_use", "id": f"toolu_{i}", "name": name, "input": {"city": "Paris"}}
            for i, name in enumerate(_tool_names(asked))
        ]
    return encode({**_message_head(asked), "content": content, "stop_reason": stop, "usage": _messages_usage(asked)})


def messages_stream(asked: Asked) -> list[bytes]:
    """The events of a streamed reply of the Messages API."""
    start = {**_message_head(asked), "content": [], "usage": {"input_tokens": asked.input_tokens, "output_tokens": 1}}
    events = [_named({"type": "message_start", "message": start})]
    stop = "end_turn"
    if asked.wants_tools:
        stop = "tool_use"
        for i, name in enumerate(_tool_names(asked)):
            block = {"type": "tool_use", "id": f"toolu_{i}", "name": name, "input": {}}
            pieces = [{"type": "input_json_delta", "partial_json": piece} for piece in ('{"city"', ': "Paris"}')]
            events += _block(i, block, pieces)
    else:
        deltas = [{"type": "text_delta", "text": word} for word in asked.words()]
        events += _block(0, {"type": "text", "text": ""}, deltas)
    delta = {"stop_reason": stop, "stop_sequence": None}
    usage = {"output_tokens": len(asked.words())}
    return [
        *events,
        _named({"type": "message_delta", "delta": delta, "usage": usage}),
        _named({"type": "message_stop"}),
    ]


def _block(index: int, block: Mapping[str, object], deltas: list[dict[str, str]]) -> list[bytes]:
    return [
        _named({"type": "content_block_start", "index": index, "content_block": block}),
        *(_named({"type": "content_block_delta", "index": index, "delta": delta}) for delta in deltas),
        _named({"type": "content_block_stop", "index": index}),
    ]


def _message_head(asked: Asked) -> dict[str, object]:
    head = {"id": "msg_fake", "type": "message", "role": "assistant", "model": asked.model}
    return {**head, "stop_reason": None, "stop_sequence": None}


def _messages_usage(asked: Asked) -> dict[str, int]:
    return {"input_tokens": asked.input_tokens, "output_tokens": len(asked.words())}


def _named(value: dict[str, object]) -> bytes:
    return sse(value, str(value["type"]))


# --- responses and embeddings


def responses(asked: Asked) -> bytes:
    """A whole reply of the Responses API."""
    return encode(_response(asked, "completed", [_output_message(asked, "completed")]))


def responses_stream(asked: Asked) -> list[bytes]:
    """The events of a streamed reply of the Responses API."""
    item = {"item_id": "msg_fake", "output_index": 0, "content_index": 0}
    opened = {**_output_message(asked, "in_progress"), "content": []}
    part: dict[str, object] = {"type": "output_text", "text": "", "annotations": []}
    text = "".join(asked.words())
    events: list[dict[str, object]] = [
        {"type": "response.created", "response": _response(asked, "in_progress", [])},
        {"type": "response.output_item.added", "output_index": 0, "item": opened},
        {"type": "response.content_part.added", **item, "part": part},
        *({"type": "response.output_text.delta", **item, "delta": w, "logprobs": []} for w in asked.words()),
        {"type": "response.output_text.done", **item, "text": text, "logprobs": []},
        {"type": "response.content_part.done", **item, "part": {**part, "text": text}},
        {"type": "response.output_item.done", "output_index": 0, "item": _output_message(asked, "completed")},
        {
            "type": "response.completed",
            "response": _response(asked, "completed", [_output_message(asked, "completed")]),
        },
    ]
    return [_named({**event, "sequence_number": i}) for i, event in enumerate(events)]


def _output_message(asked: Asked, status: str) -> dict[str, object]:
    content = [{"type": "output_text", "text": "".join(asked.words()), "annotations": []}]
    return {"type": "message", "id": "msg_fake", "role": "assistant", "status": status, "content": content}


def _response(asked: Asked, status: str, output: list[dict[str, object]]) -> dict[str, object]:
    read, written = asked.input_tokens, len(asked.words())
    usage = {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": read + written,
    }
    return {
        "id": "resp_fake",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "model": asked.model,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage if status == "completed" else None,
    }


def embeddings(asked: Asked) -> bytes:
    """Vectors of three numbers for every input."""
    many = asked.input if isinstance(asked.input, list) else [asked.input]
    data = [{"object": "embedding", "index": i, "embedding": [0.1, 0.2, 0.3]} for i in range(len(many))]
    usage = {"prompt_tokens": asked.input_tokens, "total_tokens": asked.input_tokens}
    return encode({"object": "list", "data": data, "model": asked.model, "usage": usage})
