"""Requests of the Anthropic Messages API, read into the words of `facts.chat`.

What only steers price, storage or speed is dropped where the other side has no such field: cache_control,
service_tier, speed, diagnostics, context_management. Everything that shapes the answer is carried or refused.
"""

from typing import Any

import msgspec
from msgspec import Raw, Struct

from deadheat.dialects.body import ELSEWHERE, counted, decode, uncarried
from deadheat.dialects.seal import ANTHROPIC, sealed
from deadheat.facts.chat import (
    ChatRequest,
    Document,
    Effort,
    Image,
    Message,
    OutputFormat,
    Part,
    Reasoning,
    Role,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)


class _Strict(Struct, forbid_unknown_fields=True, kw_only=True):
    """A part of the request whose unknown fields are errors, because translation would lose them."""


class _Hinted(_Strict, kw_only=True):
    cache_control: Any = None


class _TextBlock(_Hinted, tag="text"):
    text: str
    citations: Any = None
    parsed_output: Any = None


class _Base64(_Strict, tag="base64"):
    media_type: str
    data: str


class _Url(_Strict, tag="url"):
    url: str


class _FileId(_Strict, tag="file"):
    file_id: str


class _PlainText(_Strict, tag="text"):
    data: str
    media_type: str = "text/plain"


class _ImageBlock(_Hinted, tag="image"):
    source: _Base64 | _Url | _FileId
    transformations: Any = None


class _Citations(_Strict):
    enabled: bool | None = None


class _DocumentBlock(_Hinted, tag="document"):
    source: _Base64 | _Url | _FileId | _PlainText
    title: str | None = None
    context: str | None = None
    citations: _Citations | None = None


class _ThinkingBlock(_Hinted, tag="thinking"):
    thinking: str
    signature: str = ""


class _HiddenBlock(_Strict, tag="redacted_thinking"):
    data: str


class _UseBlock(_Hinted, tag="tool_use"):
    id: str
    name: str
    input: Raw
    caller: Any = None


class _ResultBlock(_Hinted, tag="tool_result"):
    tool_use_id: str
    content: str | list[_TextBlock | _ImageBlock | _DocumentBlock] | None = None
    is_error: bool | None = None


_Block = _TextBlock | _ImageBlock | _DocumentBlock | _ThinkingBlock | _HiddenBlock | _UseBlock | _ResultBlock


class _Turn(_Strict):
    role: str
    content: str | list[_Block]


class _ToolDefinition(_Hinted):
    name: str
    type: str | None = None
    description: str | None = None
    input_schema: dict[str, Any] | None = None
    strict: bool | None = None
    eager_input_streaming: Any = None
    input_examples: Any = None
    defer_loading: bool | None = None
    allowed_callers: list[str] | None = None


class _Chosen(_Strict):
    type: str
    name: str = ""
    disable_parallel_tool_use: bool | None = None


class _Format(_Strict):
    type: str
    schema: dict[str, Any]


class _OutputConfig(_Strict):
    effort: Effort | None = None
    format: _Format | None = None


class _ThinkingConfig(_Strict):
    type: str
    budget_tokens: int | None = None
    display: str | None = None


class _Metadata(Struct):
    user_id: str | None = None


class _Request(_Strict):
    model: str
    messages: list[_Turn]
    max_tokens: int | None = None
    system: str | list[_TextBlock] | None = None
    stop_sequences: list[str] | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    stream: bool | None = None
    thinking: _ThinkingConfig | None = None
    output_config: _OutputConfig | None = None
    tools: list[_ToolDefinition] | None = None
    tool_choice: _Chosen | None = None
    metadata: _Metadata | None = None
    # Hints: they steer price, storage or speed, not the answer.
    cache_control: Any = None
    context_management: Any = None
    diagnostics: Any = None
    service_tier: Any = None
    speed: Any = None


_request = msgspec.json.Decoder(_Request)


def read_messages_request(body: bytes) -> ChatRequest:
    """The request in `body`. Raises: DataError naming the field that is wrong or cannot leave this dialect."""
    seen = decode(body, _request)
    messages = [_system(seen.system)] if seen.system else []
    for at, turn in enumerate(seen.messages):
        messages += _messages(turn, f"messages[{at}]")
    choice = seen.tool_choice
    return ChatRequest(
        model=seen.model,
        messages=tuple(messages),
        tools=tuple(_tool(tool, f"tools[{at}]") for at, tool in enumerate(seen.tools or ())),
        tool_choice=_tool_choice(choice),
        parallel_tools=not choice.disable_parallel_tool_use
        if choice and choice.disable_parallel_tool_use is not None
        else None,
        max_tokens=counted(seen.max_tokens, "max_tokens"),
        sampling=Sampling(
            temperature=seen.temperature,
            top_p=seen.top_p,
            top_k=seen.top_k,
            stop=tuple(seen.stop_sequences or ()),
        ),
        format=_format(seen.output_config),
        thinking=_thinking(seen.thinking, seen.output_config),
        stream=bool(seen.stream),
        include_usage=True,
        user=seen.metadata.user_id if seen.metadata else None,
    )


def _system(content: str | list[_TextBlock]) -> Message:
    texts = [content] if isinstance(content, str) else [block.text for block in content]
    return Message(role="system", parts=tuple(Text(text=text) for text in texts), where="system")


def _messages(turn: _Turn, where: str) -> list[Message]:
    if turn.role not in ("user", "assistant", "system"):
        what = f"The role {turn.role!r}"
        raise uncarried(f"{where}.role", ELSEWHERE, what=what)
    given = [_TextBlock(text=turn.content)] if isinstance(turn.content, str) else turn.content
    parts = [_part(block, f"{where}.content[{at}]") for at, block in enumerate(given)]
    results = [Message(role="tool", parts=(p,), where=where) for p in parts if isinstance(p, ToolResult)]
    rest = tuple(part for part in parts if not isinstance(part, ToolResult))
    role: Role = "user" if turn.role == "user" else "assistant" if turn.role == "assistant" else "system"
    return [*results, Message(role=role, parts=rest, where=where)] if rest or not results else results


def _part(block: _Block, where: str) -> Part:
    match block:
        case _TextBlock(text=text):
            return Text(text=text)
        case _ImageBlock():
            return _image(block, where)
        case _DocumentBlock():
            return _document(block, where)
        case _ThinkingBlock(thinking=text, signature=signature):
            return Reasoning(text=text, signature=sealed(signature, ANTHROPIC))
        case _HiddenBlock(data=data):
            return Reasoning(hidden=sealed(data, ANTHROPIC, is_hidden=True))
        case _UseBlock():
            return ToolCall(id=block.id, name=block.name, arguments=bytes(block.input).decode())
        case _ResultBlock(content=content):
            given = [_TextBlock(text=content)] if isinstance(content, str) else content or []
            inner = [_part(each, f"{where}.content[{at}]") for at, each in enumerate(given)]
            parts = tuple(part for part in inner if isinstance(part, Text | Image | Document))
            return ToolResult(call_id=block.tool_use_id, parts=parts, is_error=bool(block.is_error))


def _image(block: _ImageBlock, where: str) -> Image:
    if block.transformations:
        raise uncarried(f"{where}.transformations", ELSEWHERE)
    match block.source:
        case _Base64(media_type=media_type, data=data):
            return Image(data=data, media_type=media_type)
        case _Url(url=url):
            return Image(url=url)
        case _FileId(file_id=file_id):
            return Image(file_id=file_id)


def _document(block: _DocumentBlock, where: str) -> Document:
    if block.context:
        raise uncarried(f"{where}.context", ELSEWHERE)
    if block.citations and block.citations.enabled:
        raise uncarried(f"{where}.citations", ELSEWHERE)
    name = block.title or ""
    match block.source:
        case _Base64(media_type=media_type, data=data):
            return Document(data=data, media_type=media_type, name=name)
        case _Url(url=url):
            return Document(url=url, name=name)
        case _FileId(file_id=file_id):
            return Document(file_id=file_id, name=name)
        case _PlainText(data=data):
            return Document(text=data, media_type="text/plain", name=name)


def _tool(tool: _ToolDefinition, where: str) -> Tool:
    if tool.type not in (None, "custom"):
        raise uncarried(f"{where}.type", ELSEWHERE, what=f"A tool of type {tool.type!r}")
    if tool.defer_loading:
        raise uncarried(f"{where}.defer_loading", ELSEWHERE)
    if tool.allowed_callers not in (None, [], ["direct"]):
        raise uncarried(f"{where}.allowed_callers", ELSEWHERE)
    return Tool(name=tool.name, description=tool.description, schema=tool.input_schema, strict=tool.strict)


def _tool_choice(choice: _Chosen | None) -> ToolChoice | None:
    match choice.type if choice else None:
        case None:
            return None
        case "auto" | "none" as kind:
            return ToolChoice(kind=kind)
        case "any":
            return ToolChoice(kind="required")
        case "tool":
            return ToolChoice(kind="named", name=choice.name if choice else "")
        case other:
            raise uncarried("tool_choice.type", ELSEWHERE, what=f"A choice of type {other!r}")


def _format(config: _OutputConfig | None) -> OutputFormat | None:
    if config is None or config.format is None:
        return None
    if config.format.type != "json_schema":
        what = f"A format of type {config.format.type!r}"
        raise uncarried("output_config.format.type", ELSEWHERE, what=what)
    return OutputFormat(kind="schema", schema=config.format.schema, strict=True)


def _thinking(given: _ThinkingConfig | None, config: _OutputConfig | None) -> Thinking | None:
    effort = config.effort if config else None
    summary = "" if given is None or given.display in (None, "omitted") else "auto"
    match given.type if given else None:
        case None:
            return Thinking(effort=effort) if effort else None
        case "disabled":
            return Thinking(effort="none")
        case "adaptive":
            return Thinking(effort=effort, adaptive=True, summary=summary)
        case "enabled":
            budget = given.budget_tokens if given else None
            return Thinking(effort=effort, budget_tokens=budget, summary=summary)
        case other:
            raise uncarried("thinking.type", ELSEWHERE, what=f"Thinking of type {other!r}")
