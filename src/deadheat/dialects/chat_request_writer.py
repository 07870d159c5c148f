"""Requests for hosts that speak Chat Completions."""

from itertools import takewhile

from msgspec.structs import replace

from deadheat.dialects.body import encode, present, uncarried
from deadheat.dialects.media import file_data, image_url, words
from deadheat.dialects.seal import data_of, maker_of
from deadheat.dialects.thinking_switch import thinking_fields
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.facts.chat import (
    Audio,
    ChatRequest,
    Document,
    Image,
    Message,
    OutputFormat,
    Part,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)

TARGET = "openai_chat"
ERROR_MARK = "Error: "
"""Stands before the text of a failed tool's result, because this API has no field for failure."""


def write_chat_request(request: ChatRequest, traits: Traits = PLAIN_HOST) -> bytes:
    """`request` as a body of this API. Raises: DataError naming what it has no field for."""
    sampling = request.sampling
    turns = request.messages if traits.developer else _with_one_system(request.messages)
    fields: dict[str, object] = {
        "model": request.model,
        "messages": _messages(turns, traits),
        "tools": [_tool(tool) for tool in request.tools] or None,
        "tool_choice": _tool_choice(request.tool_choice),
        "parallel_tool_calls": request.parallel_tools,
        traits.ceiling: request.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": sampling.top_k,
        "seed": sampling.seed,
        "presence_penalty": sampling.presence_penalty,
        "frequency_penalty": sampling.frequency_penalty,
        "logit_bias": sampling.logit_bias,
        "stop": list(sampling.stop) or None,
        "response_format": _format(request.format),
        **thinking_fields(request.thinking, traits),
        "verbosity": request.verbosity,
        "n": request.n if request.n > 1 else None,
        "logprobs": request.logprobs or None,
        "top_logprobs": request.top_logprobs,
        "stream": request.stream or None,
        "stream_options": {"include_usage": True} if request.stream and traits.stream_usage else None,
        "user": request.user,
    }
    return encode(present(fields))


def _with_one_system(turns: tuple[Message, ...]) -> tuple[Message, ...]:
    """`turns` without the role `developer`; the system turns at the head are one, as chat templates demand."""
    plain = [replace(turn, role="system") if turn.role == "developer" else turn for turn in turns]
    head = list(takewhile(lambda turn: turn.role == "system" and not turn.name, plain))
    if len(head) < 2:
        return tuple(plain)
    return (replace(head[0], parts=tuple(part for turn in head for part in turn.parts)), *plain[len(head) :])


def _messages(turns: tuple[Message, ...], traits: Traits) -> list[dict[str, object]]:
    """The messages; a turn after the last of the user's belongs to the tool loop still running."""
    asked = max((at for at, turn in enumerate(turns) if turn.role == "user"), default=-1)
    return [message for at, turn in enumerate(turns) for message in _message(turn, traits, at > asked)]


def _message(turn: Message, traits: Traits, is_recent: bool) -> list[dict[str, object]]:
    name = {"name": turn.name} if turn.name else {}
    if turn.role == "assistant":
        return [{**_assistant(turn, traits, is_recent), **name}]
    if turn.role == "tool":
        return [_result(part, turn.where) for part in turn.parts if isinstance(part, ToolResult)]
    if turn.role in ("system", "developer"):  # hosts of open models know only text here
        texts = [part.text for part in turn.parts if isinstance(part, Text)]
        return [{"role": turn.role, "content": "\n\n".join(texts), **name}]
    return [{"role": turn.role, "content": _content(turn.parts, turn.where), **name}]


def _content(parts: tuple[Part, ...], where: str) -> object:
    if len(parts) == 1 and isinstance(parts[0], Text):
        return parts[0].text
    return [_part(part, where) for part in parts]


def _part(part: Part, where: str) -> dict[str, object]:
    match part:
        case Text(text=text):
            return {"type": "text", "text": text}
        case Image():
            url = {"url": image_url(part, target=TARGET, where=f"{where}.content")}
            return {"type": "image_url", "image_url": {**url, **({"detail": part.detail} if part.detail else {})}}
        case Audio(data=data, format=form):
            return {"type": "input_audio", "input_audio": {"data": data, "format": form}}
        case Document(text=text, name=title) if text:
            return {"type": "text", "text": f"{title}\n\n{text}" if title else text}
        case Document():
            data = file_data(part, target=TARGET, where=f"{where}.content")
            return {"type": "file", "file": {"filename": part.name or "file", "file_data": data}}
        case _:
            raise uncarried(f"{where}.content", TARGET, what=f"A {part.__struct_config__.tag} in this turn")


def _result(result: ToolResult, where: str) -> dict[str, object]:
    text = words(result.parts, target=TARGET, where=where)
    if result.is_error and not text.startswith(ERROR_MARK):
        text = ERROR_MARK + text
    return {"role": "tool", "tool_call_id": result.call_id, "content": text}


def _assistant(turn: Message, traits: Traits, is_recent: bool) -> dict[str, object]:
    texts = [part for part in turn.parts if isinstance(part, Text)]
    said = "".join(part.text for part in texts if not part.refusal)
    calls = [_call(part) for part in turn.parts if isinstance(part, ToolCall)]
    message: dict[str, object] = {"role": "assistant", "content": said or None}
    if refused := "".join(part.text for part in texts if part.refusal):
        message["refusal"] = refused
    thoughts = [part for part in turn.parts if isinstance(part, Reasoning)]
    if thoughts and (is_recent or traits.echo_turns == "all"):
        message |= _echo(thoughts, said, traits)
    if calls:
        message["tool_calls"] = calls
        if traits.echo_missing and not message.get(traits.echo):
            message[traits.echo] = traits.echo_missing
    for part in turn.parts:
        if not isinstance(part, Text | ToolCall | Reasoning):
            raise uncarried(f"{turn.where}.content", TARGET, what=f"A {part.__struct_config__.tag} in an answer")
    return message


def _echo(thoughts: list[Reasoning], said: str, traits: Traits) -> dict[str, object]:
    """The fields in which a host wants its own reasoning back."""
    plain = "".join(part.text for part in thoughts)
    match traits.echo:
        case "":
            return {}
        case "reasoning_details":
            return {"reasoning_details": [detail(part) for part in thoughts]}
        case "think_tags":
            return {"content": f"<think>\n{plain}\n</think>\n\n{said}"}
        case field:
            return {field: plain}


def detail(part: Reasoning) -> dict[str, object]:
    """`part` as an entry of `reasoning_details`, which keeps its signature."""
    if part.hidden:
        return {"type": "reasoning.encrypted", "data": data_of(part.hidden), **_format_of(part.hidden)}
    signed = {"signature": data_of(part.signature), **_format_of(part.signature)} if part.signature else {}
    return {"type": "reasoning.text", "text": part.text, **signed}


def _format_of(seal: str) -> dict[str, str]:
    return {"format": maker} if (maker := maker_of(seal)) else {}


def _call(call: ToolCall) -> dict[str, object]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments or "{}"}}


def _tool(tool: Tool) -> dict[str, object]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.schema,
        "strict": tool.strict,
    }
    return {"type": "function", "function": present(function)}


def _tool_choice(choice: ToolChoice | None) -> object:
    if choice is None or choice.kind != "named":
        return choice.kind if choice else None
    return {"type": "function", "function": {"name": choice.name}}


def _format(form: OutputFormat | None) -> object:
    if form is None or form.kind == "text":
        return None
    if form.kind == "json":
        return {"type": "json_object"}
    schema = {
        "name": form.name or "answer",
        "description": form.description,
        "schema": form.schema,
        "strict": form.strict,
    }
    return {"type": "json_schema", "json_schema": present(schema)}
