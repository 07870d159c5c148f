"""Requests for hosts that speak the Anthropic Messages API."""

import re

import msgspec
from msgspec import Raw

from deadheat.dialects.body import encode, present, uncarried
from deadheat.dialects.media import document_block, image_block
from deadheat.dialects.seal import ANTHROPIC, returned
from deadheat.dialects.thinking_switch import budget_of
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.errors import DataError
from deadheat.facts.chat import (
    ChatRequest,
    Document,
    Image,
    Message,
    OutputFormat,
    Part,
    Reasoning,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)

TARGET = "anthropic_messages"
LEAST_BUDGET = 1024
_not_in_ids = re.compile(r"[^a-zA-Z0-9_-]")
_arguments = msgspec.json.Decoder(dict[str, Raw])


def write_messages_request(request: ChatRequest, traits: Traits = PLAIN_HOST) -> bytes:
    """`request` as a body of this API. Raises: DataError naming what it has no field for."""
    _refuse(request)
    system, turns = _split(request.messages)
    thinking, effort = _thinking(request.thinking, request.max_tokens, traits)
    ceiling = request.max_tokens or traits.default_ceiling
    if request.max_tokens is None and (budget := (thinking or {}).get("budget_tokens")):
        ceiling = max(ceiling, int(str(budget)) + LEAST_BUDGET)  # the budget is a part of it
    fields: dict[str, object] = {
        "model": request.model,
        "max_tokens": ceiling,
        "system": system,
        "messages": _turns(turns, traits),
        "tools": [_tool(tool) for tool in request.tools] or None,
        "tool_choice": _tool_choice(request.tool_choice, request.parallel_tools, bool(request.tools)),
        "temperature": request.sampling.temperature,
        "top_p": request.sampling.top_p,
        "top_k": request.sampling.top_k,
        "stop_sequences": list(request.sampling.stop) or None,
        "thinking": thinking,
        "output_config": present({"effort": effort, "format": _format(request.format)}) or None,
        "metadata": {"user_id": request.user} if request.user else None,
        "stream": request.stream or None,
    }
    return encode(present(fields))


def _refuse(request: ChatRequest) -> None:
    """Refuse what this API has no field for, unless it is the default anyway."""
    sampling = request.sampling
    given = {
        "n": request.n > 1,
        "logprobs": request.logprobs,
        "top_logprobs": bool(request.top_logprobs),
        "seed": sampling.seed is not None,
        "presence_penalty": bool(sampling.presence_penalty),
        "frequency_penalty": bool(sampling.frequency_penalty),
        "logit_bias": bool(sampling.logit_bias),
        "verbosity": request.verbosity not in (None, "medium"),
    }
    for name, is_given in given.items():
        if is_given:
            raise uncarried(name, TARGET)
    if sampling.temperature is not None and sampling.temperature > 1:
        said = f"{sampling.temperature} is more than {TARGET} allows. Expected 0 to 1."
        raise DataError(said, where="body.temperature")
    if request.format and request.format.kind == "json":
        raise uncarried("response_format.type", TARGET, what="JSON without a schema")


def _split(messages: tuple[Message, ...]) -> tuple[object, list[Message]]:
    """The system text at the head, and the turns after it."""
    head: list[str] = []
    turns = list(messages)
    while turns and turns[0].role in ("system", "developer"):
        head += [part.text for part in turns.pop(0).parts if isinstance(part, Text) and part.text]
    if not head:
        return None, turns
    return head[0] if len(head) == 1 else [{"type": "text", "text": text} for text in head], turns


def _turns(messages: list[Message], traits: Traits) -> list[dict[str, object]]:
    """Turns that alternate: neighbours of one role become one, as this API reads them anyway."""
    turns: list[dict[str, object]] = []
    for message in messages:
        role = {"tool": "user", "developer": "system"}.get(message.role, message.role)
        if message.name:
            raise uncarried(f"{message.where}.name", TARGET)
        blocks = [block for part in message.parts for block in _blocks(part, message, traits)]
        if not blocks and role == "assistant":
            continue
        if not blocks:
            raise DataError("This turn holds no text. Expected some.", where=f"body.{message.where}.content")
        last = turns[-1] if turns else {}
        if last.get("role") == role and isinstance(last["content"], list):
            last["content"] += blocks
        else:
            turns.append({"role": role, "content": blocks})
    for turn in turns:
        match turn["content"]:
            case [{"type": "text", "text": text, **rest}] if not rest:
                turn["content"] = text
    return turns


def _blocks(part: Part, message: Message, traits: Traits) -> list[dict[str, object]]:
    where = f"{message.where}.content"
    match part:
        case Text(text=text):
            is_blank = not text.strip() and message.role == "assistant"  # beside calls, say: that API refuses it
            return [{"type": "text", "text": text}] if text and not is_blank else []
        case Image():
            return [image_block(part, where=where)]
        case Document():
            return [document_block(part, where=where)]
        case Reasoning():
            return _thoughts(part, traits)
        case ToolCall():
            return [
                {"type": "tool_use", "id": _call_id(part.id), "name": part.name, "input": _input(part, message.where)}
            ]
        case ToolResult():
            return [_result(part, message, traits)]
        case _:
            raise uncarried(where, TARGET, what=f"A {part.__struct_config__.tag} in this turn")


def _thoughts(part: Reasoning, traits: Traits) -> list[dict[str, object]]:
    """Reasoning goes back only as its host signed it; another model's thoughts are left out, as that host demands."""
    if part.hidden:
        hidden = returned(part.hidden, ANTHROPIC)
        return [{"type": "redacted_thinking", "data": hidden}] if hidden else []
    signature = returned(part.signature, ANTHROPIC)
    if signature or (traits.unsigned and part.text):
        return [{"type": "thinking", "thinking": part.text, "signature": signature}]
    return []


def _call_id(given: str) -> str:
    """The id of a call in the letters this API allows; other hosts write `functions.get_weather:0`."""
    return _not_in_ids.sub("_", given)


def _input(call: ToolCall, where: str) -> Raw:
    try:
        _arguments.decode(call.arguments or "{}")
    except (ValueError, RecursionError) as error:
        said = f"The arguments of call {call.id!r} are not a JSON object, which {TARGET} demands: {error}."
        raise DataError(said, where=f"body.{where}.tool_calls") from error
    return Raw((call.arguments or "{}").encode())


def _result(result: ToolResult, message: Message, traits: Traits) -> dict[str, object]:
    blocks = [block for part in result.parts for block in _blocks(part, message, traits)]
    texts = [str(block["text"]) for block in blocks if block["type"] == "text"]
    content: object = texts[0] if len(blocks) == 1 and texts else blocks
    failed = {"is_error": True} if result.is_error else {}
    return {"type": "tool_result", "tool_use_id": _call_id(result.call_id), "content": content, **failed}


def _tool(tool: Tool) -> dict[str, object]:
    schema = tool.schema or {"type": "object", "properties": {}}
    fields = {"name": tool.name, "description": tool.description, "input_schema": schema, "strict": tool.strict}
    return present(fields)


def _tool_choice(choice: ToolChoice | None, parallel: bool | None, has_tools: bool) -> dict[str, object] | None:
    if not has_tools or (choice is None and parallel is not False):
        return None
    alone = {"disable_parallel_tool_use": True} if parallel is False else {}
    match choice.kind if choice else "auto":
        case "none":
            return {"type": "none"}
        case "required":
            return {"type": "any", **alone}
        case "named":
            return {"type": "tool", "name": choice.name if choice else "", **alone}
        case _:
            return {"type": "auto", **alone}


def _format(form: OutputFormat | None) -> dict[str, object] | None:
    if form is None or form.kind == "text":
        return None
    return {"type": "json_schema", "schema": form.schema or {"type": "object"}}


def _thinking(
    thinking: Thinking | None, ceiling: int | None, traits: Traits
) -> tuple[dict[str, object] | None, str | None]:
    """The `thinking` field and the effort beside it."""
    if thinking is None:
        return None, None
    if thinking.effort == "none":
        return {"type": "disabled"}, None
    effort = "low" if thinking.effort == "minimal" else thinking.effort
    display = {"display": "summarized"} if thinking.summary else {}
    if thinking.budget_tokens is not None:
        return {"type": "enabled", "budget_tokens": thinking.budget_tokens, **display}, effort
    if traits.thinking == "budget":
        return {"type": "enabled", "budget_tokens": _budget(thinking, ceiling), **display}, None
    return {"type": "adaptive", **display}, effort


def _budget(thinking: Thinking, ceiling: int | None) -> int:
    """The budget for an effort; never more than half of the ceiling, which the client set and pays for."""
    if ceiling is not None and ceiling <= LEAST_BUDGET:
        said = f"{ceiling} leaves no room to think: this model thinks in at least {LEAST_BUDGET} tokens."
        raise DataError(said, where="body.max_tokens", hint="Raise it, or set reasoning_effort to 'none'.")
    most = budget_of(thinking)
    return most if ceiling is None else max(LEAST_BUDGET, min(most, ceiling // 2))
