"""Requests of the Chat Completions API, read into and written from the words of `facts.chat`.

What only steers price, storage or speed is dropped where the other side has no such field: metadata, store,
service_tier, prompt caching hints, prediction. Everything that shapes the answer is carried or refused.
"""

from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from deadheat.dialects.body import ELSEWHERE, counted, decode, uncarried
from deadheat.dialects.media import document_from_data, image_from_url
from deadheat.dialects.seal import sealed
from deadheat.errors import DataError
from deadheat.facts.chat import (
    Audio,
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
    prompt_cache_breakpoint: Any = None


class _TextPart(_Hinted, tag="text"):
    text: str


class _RefusalPart(_Strict, tag="refusal"):
    refusal: str


class _ImageUrl(_Strict):
    url: str
    detail: str = ""


class _ImagePart(_Hinted, tag="image_url"):
    image_url: _ImageUrl


class _Sound(_Strict):
    data: str
    format: str


class _AudioPart(_Strict, tag="input_audio"):
    input_audio: _Sound


class _File(_Strict):
    file_data: str = ""
    file_id: str = ""
    filename: str = ""


class _FilePart(_Hinted, tag="file"):
    file: _File


_UserPart = _TextPart | _ImagePart | _AudioPart | _FilePart


class _Function(_Strict):
    """What is parsed is only what SDKs note beside the text they parsed, here and in other turns."""

    name: str
    arguments: str = ""
    parsed_arguments: Any = None


class _Call(_Strict):
    id: str
    function: _Function
    type: str = "function"
    index: Any = None


class Detail(Struct):
    """One entry of `reasoning_details`, the form in which signed reasoning travels in this API.

    In a stream an entry comes in pieces that bear the same `index`; a client may bring them back as they came.
    """

    index: int | None = None
    text: str | None = None
    summary: str | None = None
    signature: str | None = None
    data: str | None = None
    format: str | None = None


class _System(_Strict, tag_field="role", tag="system"):
    content: str | list[_TextPart]
    name: str = ""


class _Developer(_Strict, tag_field="role", tag="developer"):
    content: str | list[_TextPart]
    name: str = ""


class _User(_Strict, tag_field="role", tag="user"):
    content: str | list[_UserPart]
    name: str = ""


class _Assistant(_Strict, tag_field="role", tag="assistant"):
    content: str | list[_TextPart | _RefusalPart] | None = None
    refusal: str | None = None
    name: str = ""
    tool_calls: list[_Call] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_details: list[Detail] | None = None
    annotations: Any = None
    parsed: Any = None
    audio: Raw = Raw(b"")
    function_call: Raw = Raw(b"")


class _Tool(_Strict, tag_field="role", tag="tool"):
    tool_call_id: str
    content: str | list[_TextPart]
    name: Any = None


class _Definition(_Strict):
    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class _ToolDefinition(_Hinted):
    type: str
    function: _Definition | None = None
    custom: Any = None


class _Named(Struct):
    name: str


class _Chosen(_Strict):
    type: str
    function: _Named | None = None
    allowed_tools: Any = None
    custom: Any = None


class _Schema(_Strict):
    name: str
    schema: dict[str, Any] | None = None
    description: str | None = None
    strict: bool | None = None


class _Format(_Strict):
    type: str
    json_schema: _Schema | None = None


class _StreamOptions(Struct):
    include_usage: bool | None = None


class _Request(_Strict):
    model: str
    messages: list[_System | _Developer | _User | _Assistant | _Tool]
    tools: list[_ToolDefinition] | None = None
    tool_choice: str | _Chosen | None = None
    parallel_tool_calls: bool | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: dict[str, float] | None = None
    stop: str | list[str] | None = None
    response_format: _Format | None = None
    reasoning_effort: Effort | None = None
    verbosity: str | None = None
    n: int | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    user: str | None = None
    safety_identifier: str | None = None
    modalities: list[str] | None = None
    audio: Raw = Raw(b"")
    functions: Raw = Raw(b"")
    function_call: Raw = Raw(b"")
    web_search_options: Raw = Raw(b"")
    moderation: Raw = Raw(b"")
    # Hints: they steer price, storage or speed, not the answer.
    metadata: Any = None
    store: Any = None
    service_tier: Any = None
    prediction: Any = None
    prompt_cache_key: Any = None
    prompt_cache_options: Any = None
    prompt_cache_retention: Any = None
    cache_control: Any = None


_request = msgspec.json.Decoder(_Request)


def read_chat_request(body: bytes) -> ChatRequest:
    """The request in `body`. Raises: DataError naming the field that is wrong or cannot leave this dialect."""
    seen = decode(body, _request)
    for name in ("audio", "functions", "function_call", "web_search_options", "moderation"):
        if bytes(getattr(seen, name)) not in (b"", b"null", b"[]"):
            raise uncarried(name, ELSEWHERE)
    if seen.modalities not in (None, [], ["text"]):
        raise uncarried("modalities", ELSEWHERE, what=f"`modalities` {seen.modalities}")
    completion = counted(seen.max_completion_tokens, "max_completion_tokens")
    ceiling = counted(seen.max_tokens, "max_tokens") if completion is None else completion
    return ChatRequest(
        model=seen.model,
        messages=tuple(_message(turn, f"messages[{at}]") for at, turn in enumerate(seen.messages)),
        tools=tuple(_tool(tool, f"tools[{at}]") for at, tool in enumerate(seen.tools or ())),
        tool_choice=_tool_choice(seen.tool_choice),
        parallel_tools=seen.parallel_tool_calls,
        max_tokens=ceiling,
        sampling=Sampling(
            temperature=seen.temperature,
            top_p=seen.top_p,
            top_k=seen.top_k,
            seed=seen.seed,
            presence_penalty=seen.presence_penalty,
            frequency_penalty=seen.frequency_penalty,
            logit_bias=seen.logit_bias or None,
            stop=(seen.stop,) if isinstance(seen.stop, str) else tuple(seen.stop or ()),
        ),
        format=_format(seen.response_format),
        thinking=Thinking(effort=seen.reasoning_effort) if seen.reasoning_effort else None,
        verbosity=seen.verbosity,
        n=seen.n or 1,
        logprobs=bool(seen.logprobs),
        top_logprobs=seen.top_logprobs,
        stream=bool(seen.stream),
        include_usage=bool(seen.stream_options and seen.stream_options.include_usage),
        user=seen.user or seen.safety_identifier,
    )


def _message(turn: _System | _Developer | _User | _Assistant | _Tool, where: str) -> Message:
    if isinstance(turn, _Tool):
        texts = tuple(Text(text=text) for text in _texts(turn.content))
        result = ToolResult(call_id=turn.tool_call_id, parts=texts)
        return Message(role="tool", parts=(result,), where=where)
    if isinstance(turn, _Assistant):
        return Message(role="assistant", parts=_assistant(turn, where), where=where, name=turn.name)
    if isinstance(turn, _User):
        given = [_TextPart(text=turn.content)] if isinstance(turn.content, str) else turn.content
        parts = tuple(_user_part(part, f"{where}.content[{at}]") for at, part in enumerate(given))
        return Message(role="user", parts=parts, where=where, name=turn.name)
    role: Role = "system" if isinstance(turn, _System) else "developer"
    texts = tuple(Text(text=text) for text in _texts(turn.content))
    return Message(role=role, parts=texts, where=where, name=turn.name)


def _texts(content: str | list[_TextPart]) -> list[str]:
    return [content] if isinstance(content, str) else [part.text for part in content]


def _user_part(part: _TextPart | _ImagePart | _AudioPart | _FilePart, where: str) -> Text | Image | Audio | Document:
    if isinstance(part, _TextPart):
        return Text(text=part.text)
    if isinstance(part, _ImagePart):
        return image_from_url(part.image_url.url, detail=part.image_url.detail, where=f"{where}.image_url.url")
    if isinstance(part, _AudioPart):
        return Audio(data=part.input_audio.data, format=part.input_audio.format)
    if part.file.file_id:
        return Document(file_id=part.file.file_id, name=part.file.filename)
    return document_from_data(part.file.file_data, name=part.file.filename, where=f"{where}.file.file_data")


def _assistant(turn: _Assistant, where: str) -> tuple[Part, ...]:
    for name in ("audio", "function_call"):
        if bytes(getattr(turn, name)) not in (b"", b"null"):
            raise uncarried(f"{where}.{name}", ELSEWHERE)
    parts: list[Part] = list(reasoning_parts(turn.reasoning_details, turn.reasoning_content or turn.reasoning))
    if isinstance(turn.content, str):
        parts.append(Text(text=turn.content))
    for part in turn.content if isinstance(turn.content, list) else ():
        refuses = isinstance(part, _RefusalPart)
        parts.append(Text(text=part.refusal if isinstance(part, _RefusalPart) else part.text, refusal=refuses))
    if turn.refusal:
        parts.append(Text(text=turn.refusal, refusal=True))
    for at, call in enumerate(turn.tool_calls or ()):
        if call.type != "function":
            raise uncarried(f"{where}.tool_calls[{at}].type", ELSEWHERE, what=f"A call of type {call.type!r}")
        parts.append(ToolCall(id=call.id, name=call.function.name, arguments=call.function.arguments))
    return tuple(part for part in parts if not isinstance(part, Text) or part.text)


def reasoning_parts(details: list[Detail] | None, text: str | None) -> tuple[Reasoning, ...]:
    """Reasoning from its signed details where they are there, else from its plain text."""
    if not details:
        return (Reasoning(text=text),) if text else ()
    parts: list[Reasoning] = []
    before: int | None = None
    for given in details:
        part = Reasoning(
            text=given.text or given.summary or "",
            signature=sealed(given.signature or "", given.format or ""),
            hidden=sealed(given.data or "", given.format or "", is_hidden=True),
        )
        if given.index is not None and given.index == before and parts:
            part = replace(part, text=parts.pop().text + part.text)
        before = given.index
        parts.append(part)
    return tuple(parts)


def _tool(tool: _ToolDefinition, where: str) -> Tool:
    if tool.type != "function" or tool.function is None:
        raise uncarried(f"{where}.type", ELSEWHERE, what=f"A tool of type {tool.type!r}")
    given = tool.function
    return Tool(
        name=given.name,
        description=given.description,
        schema=given.parameters,
        strict=given.strict,
    )


def _tool_choice(choice: str | _Chosen | None) -> ToolChoice | None:
    if choice is None:
        return None
    if isinstance(choice, str):
        if choice not in ("auto", "none", "required"):
            raise DataError(f"{choice!r} is unknown. Expected auto, none or required.", where="body.tool_choice")
        return ToolChoice(kind=choice)  # type: ignore[arg-type]  # narrowed by the line above
    if choice.type != "function" or choice.function is None:
        raise uncarried("tool_choice.type", ELSEWHERE, what=f"A choice of type {choice.type!r}")
    return ToolChoice(kind="named", name=choice.function.name)


def _format(given: _Format | None) -> OutputFormat | None:
    if given is None or given.type == "text":
        return None
    if given.type == "json_object":
        return OutputFormat(kind="json")
    if given.type != "json_schema" or given.json_schema is None:
        expected = "Expected text, json_object, or json_schema with its schema."
        raise DataError(f"{given.type!r} cannot be used. {expected}", where="body.response_format.type")
    schema = given.json_schema
    return OutputFormat(
        kind="schema",
        name=schema.name,
        description=schema.description,
        schema=schema.schema,
        strict=schema.strict,
    )
