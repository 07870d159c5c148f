"""A conversation with a model in words no single API owns: what every dialect is read into and written from.

Token counts follow one convention: `input_tokens` counts all the model read, the cached part included, and
`output_tokens` all it wrote, the reasoning included. Hosts that count otherwise are converted when they are read.
"""

from typing import Literal

from msgspec import Struct

DialectName = Literal["openai_chat", "openai_responses", "anthropic_messages", "openai_embeddings"]
Role = Literal["system", "developer", "user", "assistant", "tool"]
Finish = Literal["stop", "length", "tool_calls", "refused", "paused"]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class Usage(Struct, frozen=True, kw_only=True):
    """The tokens of one reply as its host reported them; cached and cache-write tokens are part of the input."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0


class Text(Struct, frozen=True, kw_only=True, tag="text"):
    """Words. `refusal` marks words by which a model declines."""

    text: str
    refusal: bool = False


class Image(Struct, frozen=True, kw_only=True, tag="image"):
    """A picture: exactly one of a URL, base64 data with its media type, or a file known to the host."""

    url: str = ""
    data: str = ""
    media_type: str = ""
    file_id: str = ""
    detail: str = ""


class Document(Struct, frozen=True, kw_only=True, tag="document"):
    """A file: exactly one of a URL, base64 data with its media type, plain text, or a file known to the host."""

    url: str = ""
    data: str = ""
    media_type: str = ""
    text: str = ""
    file_id: str = ""
    name: str = ""


class Audio(Struct, frozen=True, kw_only=True, tag="audio"):
    """Sound as base64 data."""

    data: str
    format: str


class Reasoning(Struct, frozen=True, kw_only=True, tag="reasoning"):
    """What a model thought. `signature` proves it to its own host; `hidden` is the form only that host can read."""

    text: str = ""
    signature: str = ""
    hidden: str = ""


class ToolCall(Struct, frozen=True, kw_only=True, tag="tool_call"):
    """A call the model asks for; `arguments` is JSON text as the model wrote it, which need not be valid."""

    id: str
    name: str
    arguments: str


class ToolResult(Struct, frozen=True, kw_only=True, tag="tool_result"):
    """What a tool gave back."""

    call_id: str
    parts: tuple[Text | Image | Document, ...]
    is_error: bool = False


Part = Text | Image | Document | Audio | Reasoning | ToolCall | ToolResult


class Message(Struct, frozen=True, kw_only=True):
    """One turn. `where` is its place in the request it was read from, for errors that name a field."""

    role: Role
    parts: tuple[Part, ...]
    where: str = ""
    name: str = ""


class Tool(Struct, frozen=True, kw_only=True):
    """A function the model may call; `schema` is JSON Schema."""

    name: str
    description: str | None = None
    schema: dict[str, object] | None = None
    strict: bool | None = None


class ToolChoice(Struct, frozen=True, kw_only=True):
    """Whether a tool must be called: freely, never, some tool, or the named one."""

    kind: Literal["auto", "none", "required", "named"]
    name: str = ""


class OutputFormat(Struct, frozen=True, kw_only=True):
    """The form the answer must have."""

    kind: Literal["text", "json", "schema"]
    name: str = ""
    description: str | None = None
    schema: dict[str, object] | None = None
    strict: bool | None = None


class Thinking(Struct, frozen=True, kw_only=True):
    """How much a model may think first. `summary` asks for a readable account of it."""

    effort: Effort | None = None
    budget_tokens: int | None = None
    adaptive: bool = False
    summary: str = ""


class Sampling(Struct, frozen=True, kw_only=True):
    """How tokens are drawn; None is the host's default."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: dict[str, float] | None = None
    stop: tuple[str, ...] = ()


class ChatRequest(Struct, frozen=True, kw_only=True):
    """One request to a model, whatever the dialect it came in."""

    model: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    parallel_tools: bool | None = None
    max_tokens: int | None = None
    sampling: Sampling = Sampling()
    format: OutputFormat | None = None
    thinking: Thinking | None = None
    verbosity: str | None = None
    n: int = 1
    logprobs: bool = False
    top_logprobs: int | None = None
    stream: bool = False
    include_usage: bool = False
    user: str | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """One answer. `stop_sequence` is the text that ended it where the host says so; `logprobs` in the chat form."""

    parts: tuple[Part, ...]
    finish: Finish | None
    stop_sequence: str | None = None
    logprobs: dict[str, object] | None = None


class ChatReply(Struct, frozen=True, kw_only=True):
    """A whole reply."""

    id: str
    model: str
    created: int
    choices: tuple[Choice, ...]
    usage: Usage | None
