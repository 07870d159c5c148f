"""Requests for hosts that speak the OpenAI Responses API. Nothing is stored there: the whole conversation is sent."""

from deadheat.dialects.body import encode, present, uncarried
from deadheat.dialects.chat_request_writer import ERROR_MARK
from deadheat.dialects.media import file_data, image_url
from deadheat.dialects.responses_request import LOGPROBS
from deadheat.dialects.seal import OPENAI, returned
from deadheat.dialects.thinking_switch import effort_of
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
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)

TARGET = "openai_responses"


def write_responses_request(request: ChatRequest) -> bytes:
    """`request` as a body of this API. Raises: DataError naming what it has no field for."""
    _refuse(request)
    include = [LOGPROBS] if request.logprobs else []
    if any(isinstance(part, Reasoning) for turn in request.messages for part in turn.parts) or request.thinking:
        include.append("reasoning.encrypted_content")
    fields: dict[str, object] = {
        "model": request.model,
        "input": [item for turn in request.messages for item in _items(turn)],
        "tools": [_tool(tool) for tool in request.tools] or None,
        "tool_choice": _tool_choice(request.tool_choice),
        "parallel_tool_calls": request.parallel_tools,
        "max_output_tokens": request.max_tokens,
        "temperature": request.sampling.temperature,
        "top_p": request.sampling.top_p,
        "text": present({"format": _format(request.format), "verbosity": request.verbosity}) or None,
        "reasoning": _reasoning(request.thinking),
        "top_logprobs": request.top_logprobs,
        "include": include or None,
        "store": False,
        "stream": request.stream or None,
        "user": request.user,
    }
    return encode(present(fields))


def _refuse(request: ChatRequest) -> None:
    """Refuse what this API has no field for, unless it is the default anyway."""
    sampling = request.sampling
    given = {
        "n": request.n > 1,
        "seed": sampling.seed is not None,
        "stop": bool(sampling.stop),
        "top_k": sampling.top_k is not None,
        "presence_penalty": bool(sampling.presence_penalty),
        "frequency_penalty": bool(sampling.frequency_penalty),
        "logit_bias": bool(sampling.logit_bias),
    }
    for name, is_given in given.items():
        if is_given:
            raise uncarried(name, TARGET)


def _items(turn: Message) -> list[dict[str, object]]:
    if turn.name:
        raise uncarried(f"{turn.where}.name", TARGET)
    if turn.role == "tool":
        return [_result(part, turn.where) for part in turn.parts if isinstance(part, ToolResult)]
    if turn.role != "assistant":
        return [{"type": "message", "role": turn.role, "content": [_content(part, turn.where) for part in turn.parts]}]
    items: list[dict[str, object]] = []
    for part in turn.parts:
        match part:
            case Text(refusal=True):
                items.append(_said({"type": "refusal", "refusal": part.text}))
            case Text():
                items.append(_said({"type": "output_text", "text": part.text, "annotations": []}))
            case ToolCall():
                call = {"call_id": part.id, "name": part.name, "arguments": part.arguments or "{}"}
                items.append({"type": "function_call", **call})
            case Reasoning() if returned(part.hidden or part.signature, OPENAI):
                items.append(reasoning_item(part))
            case Reasoning():  # this API takes back only what it sealed itself
                pass
            case _:
                raise uncarried(f"{turn.where}.content", TARGET, what=f"A {part.__struct_config__.tag} in an answer")
    return items


def _said(content: dict[str, object]) -> dict[str, object]:
    return {"type": "message", "role": "assistant", "content": [content]}


def reasoning_item(part: Reasoning) -> dict[str, object]:
    """`part` as a reasoning item, its seal as encrypted content."""
    summary = [{"type": "summary_text", "text": part.text}] if part.text else []
    return {
        "type": "reasoning",
        "summary": summary,
        "encrypted_content": returned(part.hidden or part.signature, OPENAI),
    }


def _content(part: Part, where: str) -> dict[str, object]:
    place = f"{where}.content"
    match part:
        case Text(text=text):
            return {"type": "input_text", "text": text}
        case Image():
            url = image_url(part, target=TARGET, where=place)
            return {"type": "input_image", "image_url": url, "detail": part.detail or "auto"}
        case Audio(data=data, format=form):
            return {"type": "input_audio", "input_audio": {"data": data, "format": form}}
        case Document(text=text, name=title) if text:
            return {"type": "input_text", "text": f"{title}\n\n{text}" if title else text}
        case Document(url=url) if url:
            return {"type": "input_file", "file_url": url}
        case Document():
            data = file_data(part, target=TARGET, where=place)
            return {"type": "input_file", "filename": part.name or "file", "file_data": data}
        case _:
            raise uncarried(place, TARGET, what=f"A {part.__struct_config__.tag} in this turn")


def _result(result: ToolResult, where: str) -> dict[str, object]:
    output: object = [_content(part, where) for part in result.parts]
    if all(isinstance(part, Text) for part in result.parts):
        text = "\n".join(part.text for part in result.parts if isinstance(part, Text))
        marked = result.is_error and not text.startswith(ERROR_MARK)
        output = ERROR_MARK + text if marked else text
    return {"type": "function_call_output", "call_id": result.call_id, "output": output}


def _tool(tool: Tool) -> dict[str, object]:
    """A function; this API takes tools as strict unless it is told otherwise, the others do not."""
    schema = tool.schema or {"type": "object", "properties": {}}
    fields = {"description": tool.description, "parameters": schema, "strict": bool(tool.strict)}
    return {"type": "function", "name": tool.name, **present(fields)}


def _tool_choice(choice: ToolChoice | None) -> object:
    if choice is None or choice.kind != "named":
        return choice.kind if choice else None
    return {"type": "function", "name": choice.name}


def _format(form: OutputFormat | None) -> object:
    if form is None or form.kind == "text":
        return None
    if form.kind == "json":
        return {"type": "json_object"}
    named = {"name": form.name or "answer", "description": form.description}
    return {"type": "json_schema", **present({**named, "schema": form.schema, "strict": form.strict})}


def _reasoning(thinking: Thinking | None) -> dict[str, object] | None:
    if thinking is None:
        return None
    return present({"effort": effort_of(thinking), "summary": thinking.summary or None}) or None
