"""Requests of the OpenAI Responses API, read into the words of `facts.chat`.

A conversation kept at OpenAI (`previous_response_id`, `conversation`) cannot be read elsewhere and is refused. What
only steers price, storage or speed is dropped: metadata, store, service_tier, prompt caching hints, include.
"""

from typing import Any

import msgspec
from msgspec import Raw, Struct

from deadheat.dialects.body import ELSEWHERE, counted, decode, uncarried
from deadheat.dialects.media import document_from_data, image_from_url
from deadheat.dialects.responses_reply import thought
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

LOGPROBS = "message.output_text.logprobs"


class _Strict(Struct, forbid_unknown_fields=True, kw_only=True):
    """A part of the request whose unknown fields are errors, because translation would lose them."""


class _InputText(_Strict, tag="input_text"):
    text: str
    prompt_cache_breakpoint: Any = None


class _OutputText(_Strict, tag="output_text"):
    text: str
    annotations: Any = None
    logprobs: Any = None
    parsed: Any = None


class _Refusal(_Strict, tag="refusal"):
    refusal: str


class _InputImage(_Strict, tag="input_image"):
    image_url: str | None = None
    file_id: str | None = None
    detail: str | None = None
    prompt_cache_breakpoint: Any = None


class _InputFile(_Strict, tag="input_file"):
    file_data: str | None = None
    file_id: str | None = None
    file_url: str | None = None
    filename: str | None = None
    detail: Any = None
    prompt_cache_breakpoint: Any = None


class _Sound(_Strict):
    data: str
    format: str


class _InputAudio(_Strict, tag="input_audio"):
    input_audio: _Sound


_Content = _InputText | _OutputText | _Refusal | _InputImage | _InputFile | _InputAudio


class _MessageItem(_Strict):
    role: str
    content: str | list[_Content]
    type: str = "message"
    id: Any = None
    status: Any = None
    phase: Any = None


class _CallItem(_Strict, rename={"is_async": "async"}):
    type: str
    call_id: str
    name: str
    arguments: str
    id: Any = None
    status: Any = None
    caller: Any = None
    namespace: str | None = None
    parsed_arguments: Any = None
    is_async: bool | None = None


class _ResultItem(_Strict):
    type: str
    call_id: str
    output: str | list[_InputText | _InputImage | _InputFile]
    id: Any = None
    status: Any = None
    caller: Any = None
    name: Any = None


class _Words(Struct):
    text: str = ""


class _ReasoningItem(_Strict):
    type: str
    id: Any = None
    summary: list[_Words] | None = None
    content: list[_Words] | None = None
    encrypted_content: str | None = None
    status: Any = None


class _Kind(Struct):
    type: str = "message"


class _Function(_Strict, rename={"is_async": "async"}):
    type: str
    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None
    allowed_callers: list[str] | None = None
    defer_loading: bool | None = None
    is_async: bool | None = None
    output_schema: Any = None


class _Chosen(Struct):
    type: str
    name: str = ""


class _Format(Struct):
    type: str
    name: str = ""
    schema: dict[str, Any] | None = None
    description: str | None = None
    strict: bool | None = None


class _TextConfig(_Strict):
    format: _Format | None = None
    verbosity: str | None = None


class _ReasoningConfig(_Strict):
    effort: Effort | None = None
    summary: str | None = None
    generate_summary: str | None = None
    context: Any = None


class _Request(_Strict):
    model: str
    input: str | list[Raw]
    instructions: str | None = None
    tools: list[Raw] | None = None
    tool_choice: str | _Chosen | None = None
    parallel_tool_calls: bool | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    text: _TextConfig | None = None
    reasoning: _ReasoningConfig | None = None
    top_logprobs: int | None = None
    include: list[str] | None = None
    stream: bool | None = None
    user: str | None = None
    safety_identifier: str | None = None
    background: bool | None = None
    conversation: Any = None
    max_tool_calls: int | None = None
    previous_response_id: str | None = None
    prompt: Any = None
    truncation: str | None = None
    context_management: Any = None
    moderation: Any = None
    # Hints: they steer price, storage or speed, not the answer.
    client_metadata: Any = None
    metadata: Any = None
    store: Any = None
    service_tier: Any = None
    stream_options: Any = None
    prompt_cache_key: Any = None
    prompt_cache_options: Any = None
    prompt_cache_retention: Any = None


_request = msgspec.json.Decoder(_Request)
_function = msgspec.json.Decoder(_Function)
_kind = msgspec.json.Decoder(_Kind)
_message_item = msgspec.json.Decoder(_MessageItem)
_call_item = msgspec.json.Decoder(_CallItem)
_result_item = msgspec.json.Decoder(_ResultItem)
_reasoning_item = msgspec.json.Decoder(_ReasoningItem)
_REFUSED = (
    "background",
    "conversation",
    "max_tool_calls",
    "previous_response_id",
    "prompt",
    "context_management",
    "moderation",
)


def read_responses_request(body: bytes) -> ChatRequest:
    """The request in `body`. Raises: DataError naming the field that is wrong or cannot leave this dialect."""
    seen = decode(body, _request)
    for name in _REFUSED:
        if getattr(seen, name):
            raise uncarried(name, ELSEWHERE)
    if seen.truncation not in (None, "disabled"):
        raise uncarried("truncation", ELSEWHERE, what=f"`truncation` {seen.truncation!r}")
    head = [_text_message("system", seen.instructions, "instructions")] if seen.instructions else []
    text = seen.text or _TextConfig()
    return ChatRequest(
        model=seen.model,
        messages=(*head, *_messages(seen.input)),
        tools=tuple(_tool(tool, f"tools[{at}]") for at, tool in enumerate(seen.tools or ())),
        tool_choice=_tool_choice(seen.tool_choice),
        parallel_tools=seen.parallel_tool_calls,
        max_tokens=counted(seen.max_output_tokens, "max_output_tokens"),
        sampling=Sampling(temperature=seen.temperature, top_p=seen.top_p),
        format=_format(text.format),
        thinking=_thinking(seen.reasoning),
        verbosity=text.verbosity,
        logprobs=LOGPROBS in (seen.include or ()) or bool(seen.top_logprobs),
        top_logprobs=seen.top_logprobs,
        stream=bool(seen.stream),
        include_usage=True,
        user=seen.user or seen.safety_identifier,
    )


def _text_message(role: Role, text: str, where: str) -> Message:
    return Message(role=role, parts=(Text(text=text),), where=where)


def _messages(given: str | list[Raw]) -> list[Message]:
    """One message per turn: the items that an assistant wrote one after the other are one turn."""
    if isinstance(given, str):
        return [_text_message("user", given, "input")]
    messages: list[Message] = []
    for at, item in enumerate(given):
        message = _item(item, f"input[{at}]")
        last = messages[-1] if messages else None
        if last and last.role == message.role == "assistant":
            messages[-1] = Message(role="assistant", parts=last.parts + message.parts, where=last.where)
        else:
            messages.append(message)
    return messages


def _item(item: Raw, where: str) -> Message:
    kind = decode(item, _kind, where=f"body.{where}").type
    match kind:
        case "message":
            return _message(decode(item, _message_item, where=f"body.{where}"), where)
        case "function_call":
            call = decode(item, _call_item, where=f"body.{where}")
            if call.namespace:
                raise uncarried(f"{where}.namespace", ELSEWHERE)
            part = ToolCall(id=call.call_id, name=call.name, arguments=call.arguments)
            return Message(role="assistant", parts=(part,), where=where)
        case "function_call_output":
            result = decode(item, _result_item, where=f"body.{where}")
            given = [_InputText(text=result.output)] if isinstance(result.output, str) else result.output
            inner = [_part(content, f"{where}.output[{at}]") for at, content in enumerate(given)]
            parts = tuple(part for part in inner if isinstance(part, Text | Image | Document))
            return Message(role="tool", parts=(ToolResult(call_id=result.call_id, parts=parts),), where=where)
        case "reasoning":
            return Message(role="assistant", parts=_thoughts(item, where), where=where)
        case _:
            raise uncarried(f"{where}.type", ELSEWHERE, what=f"An item of type {kind!r}")


def _thoughts(item: Raw, where: str) -> tuple[Reasoning, ...]:
    seen = decode(item, _reasoning_item, where=f"body.{where}")
    text = "\n".join(words.text for words in seen.content or seen.summary or ())
    return (thought(text, seen.encrypted_content),)


def _message(item: _MessageItem, where: str) -> Message:
    roles: dict[str, Role] = {"user": "user", "assistant": "assistant", "system": "system", "developer": "developer"}
    if item.role not in roles:
        raise DataError(f"{item.role!r} is unknown. Expected one of {', '.join(roles)}.", where=f"body.{where}.role")
    given = [_InputText(text=item.content)] if isinstance(item.content, str) else item.content
    parts = tuple(_part(content, f"{where}.content[{at}]") for at, content in enumerate(given))
    return Message(role=roles[item.role], parts=parts, where=where)


def _part(content: _Content, where: str) -> Part:
    match content:
        case _InputText(text=text) | _OutputText(text=text):
            return Text(text=text)
        case _Refusal(refusal=text):
            return Text(text=text, refusal=True)
        case _InputImage(image_url=str(url)):
            return image_from_url(url, detail=content.detail or "", where=f"{where}.image_url")
        case _InputImage():
            return Image(file_id=content.file_id or "")
        case _InputAudio():
            return Audio(data=content.input_audio.data, format=content.input_audio.format)
        case _InputFile(file_data=str(data)):
            return document_from_data(data, name=content.filename or "", where=f"{where}.file_data")
        case _InputFile(file_url=str(url)):
            return Document(url=url, name=content.filename or "")
        case _InputFile():
            return Document(file_id=content.file_id or "", name=content.filename or "")


def _tool(given: Raw, where: str) -> Tool:
    kind = decode(given, _kind, where=f"body.{where}").type
    if kind != "function":
        raise uncarried(f"{where}.type", ELSEWHERE, what=f"A tool of type {kind!r}")
    tool = decode(given, _function, where=f"body.{where}")
    if tool.allowed_callers not in (None, [], ["direct"]):
        raise uncarried(f"{where}.allowed_callers", ELSEWHERE)
    for name, is_asked in (("defer_loading", tool.defer_loading), ("async", tool.is_async)):
        if is_asked:
            raise uncarried(f"{where}.{name}", ELSEWHERE)
    return Tool(name=tool.name, description=tool.description, schema=tool.parameters, strict=tool.strict)


def _tool_choice(choice: str | _Chosen | None) -> ToolChoice | None:
    match choice:
        case None:
            return None
        case "auto" | "none" | "required":
            return ToolChoice(kind=choice)
        case _Chosen(type="function", name=name):
            return ToolChoice(kind="named", name=name)
        case str():
            raise DataError(f"{choice!r} is unknown. Expected auto, none or required.", where="body.tool_choice")
        case _Chosen(type=kind):
            raise uncarried("tool_choice.type", ELSEWHERE, what=f"A choice of type {kind!r}")


def _format(given: _Format | None) -> OutputFormat | None:
    match given.type if given else "text":
        case "text":
            return None
        case "json_object":
            return OutputFormat(kind="json")
        case "json_schema" if given:
            return OutputFormat(
                kind="schema",
                name=given.name,
                description=given.description,
                schema=given.schema,
                strict=given.strict,
            )
        case other:
            raise uncarried("text.format.type", ELSEWHERE, what=f"A format of type {other!r}")


def _thinking(given: _ReasoningConfig | None) -> Thinking | None:
    if given is None or (given.effort is None and not given.summary):
        return None
    return Thinking(effort=given.effort, summary=given.summary or given.generate_summary or "")
