"""Questions that show whether a host speaks its dialect, and whether each kind of client can use it through us.

Pure: what to ask, and what an answer means. `deadheat conform` sends them to a live host; the tests to recorded ones.
"""

from collections.abc import Callable
from typing import Literal

import msgspec
from msgspec import Struct

from deadheat.dialects.exchange import Heard
from deadheat.facts.chat import (
    ChatRequest,
    Message,
    OutputFormat,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)

Outcome = Literal["pass", "fail", "unsupported"]
NO_SUCH_MODEL = "deadheat-no-such-model"
INPUT_TOKENS = 400
"""More than any probe's input has: an upper bound for the estimate of what they cost."""


class Finding(Struct, frozen=True, kw_only=True):
    """What one probe showed. `unsupported`: the host said no in so many words, which its dialect allows."""

    probe: str
    client: str
    outcome: Outcome
    seen: str


class Probe(Struct, frozen=True, kw_only=True):
    """A request and what its answer must show. `needed`: a refusal is a failure, not a missing extra."""

    name: str
    request: ChatRequest
    judge: Callable[[Heard], str]
    needed: bool = False


def _user(text: str) -> Message:
    return Message(role="user", parts=(Text(text=text),), where="messages[0]")


_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "country": {"type": "string"}},
    "required": ["city", "country"],
    "additionalProperties": False,
}
_PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
_WEATHER = Tool(name="get_weather", description="The weather in a city now.", schema=_PLACE)
_CALL = ToolCall(id="call_1", name="get_weather", arguments='{"city":"Paris"}')
_RESULT = ToolResult(call_id="call_1", parts=(Text(text='{"sky":"clear","celsius":21}'),))


def _says(heard: Heard) -> str:
    return "" if heard.text.strip() else "no text came"


def _counts(heard: Heard) -> str:
    if heard.usage is None:
        return "no usage was reported"
    if heard.usage.input_tokens < 1 or heard.usage.output_tokens < 1:
        return f"usage cannot be true: {heard.usage.input_tokens} in, {heard.usage.output_tokens} out"
    return ""


def _ends(heard: Heard) -> str:
    if heard.error:
        return f"an error came inside the stream: {heard.error}"
    if not heard.ended or heard.finish is None:
        return "the stream came without its end"
    return ""


def _calls(heard: Heard, most: int) -> str:
    if not heard.calls:
        return f"no tool was called; it said {heard.text[:60]!r}"
    for call in heard.calls:
        try:
            given = msgspec.json.decode(call.arguments or "{}", type=dict[str, object])
        except (ValueError, RecursionError):
            return f"the arguments are no JSON object: {call.arguments[:60]!r}"
        if call.name != "get_weather" or "city" not in given:
            return f"it called {call.name!r} with {call.arguments[:60]!r}"
    if heard.finish != "tool_calls":
        return f"it called a tool but ended with {heard.finish!r}"
    return "" if len(heard.calls) >= most else f"{len(heard.calls)} call of {most} came"


def _one_call(heard: Heard) -> str:
    return _calls(heard, 1)


def _streamed_call(heard: Heard) -> str:
    return _ends(heard) or _calls(heard, 1)


def _two_calls(heard: Heard) -> str:
    return _calls(heard, 2)


def _streams(heard: Heard) -> str:
    return _ends(heard) or _says(heard)


def _keeps_schema(heard: Heard) -> str:
    try:
        answer = msgspec.json.decode(heard.text, type=dict[str, object])
    except (ValueError, RecursionError):
        return f"the answer is no JSON object: {heard.text[:60]!r}"
    return "" if set(answer) == {"city", "country"} else f"the answer has the fields {sorted(answer)}"


def _thinks(heard: Heard) -> str:
    counted = heard.usage.reasoning_tokens if heard.usage else 0
    return "" if heard.reasoning or counted else "neither reasoning nor reasoning tokens came"


def _does_not_think(heard: Heard) -> str:
    counted = heard.usage.reasoning_tokens if heard.usage else 0
    return f"it thought although told not to ({counted} tokens)" if heard.reasoning or counted else _says(heard)


_HELLO = ChatRequest(model="", messages=(_user("Say hello in one word."),), max_tokens=400)
_TOOLS = ChatRequest(
    model="",
    messages=(_user("What is the weather in Paris? Use the tool."),),
    tools=(_WEATHER,),
    tool_choice=ToolChoice(kind="auto"),
    max_tokens=400,
)
_CITIES = _user("What is the weather in Paris and in Rome? Call the tool once for each city, both at once.")
_HISTORY = (
    _user("What is the weather in Paris? Use the tool."),
    Message(role="assistant", parts=(_CALL,), where="messages[1]"),
    Message(role="tool", parts=(_RESULT,), where="messages[2]"),
)
_FORM = OutputFormat(kind="schema", name="place", schema=_SCHEMA, strict=True)
_STREAM = msgspec.structs.replace(_HELLO, stream=True, include_usage=True)
PROBES = (
    Probe(name="answer", request=_HELLO, judge=_says, needed=True),
    Probe(name="usage", request=_HELLO, judge=_counts, needed=True),
    Probe(name="stream", request=_STREAM, judge=_streams, needed=True),
    Probe(name="stream usage", request=_STREAM, judge=_counts, needed=True),
    Probe(
        name="system",
        request=msgspec.structs.replace(
            _HELLO,
            messages=(
                Message(role="system", parts=(Text(text="Answer in French."),), where="messages[0]"),
                *_HELLO.messages,
            ),
        ),
        judge=_says,
        needed=True,
    ),
    Probe(name="temperature", request=msgspec.structs.replace(_HELLO, sampling=Sampling(temperature=0.0)), judge=_says),
    Probe(name="tool call", request=_TOOLS, judge=_one_call),
    Probe(name="tool call, streamed", request=msgspec.structs.replace(_TOOLS, stream=True), judge=_streamed_call),
    Probe(name="parallel tool calls", request=msgspec.structs.replace(_TOOLS, messages=(_CITIES,)), judge=_two_calls),
    Probe(name="tool result", request=msgspec.structs.replace(_TOOLS, messages=_HISTORY), judge=_says),
    Probe(
        name="JSON schema",
        request=msgspec.structs.replace(
            _HELLO, messages=(_user("The capital of Italy, as JSON with city and country."),), format=_FORM
        ),
        judge=_keeps_schema,
    ),
    Probe(
        name="reasoning",
        request=msgspec.structs.replace(
            _HELLO, messages=(_user("What is 17 times 23?"),), thinking=Thinking(effort="low"), max_tokens=2048
        ),
        judge=_thinks,
    ),
    Probe(
        name="reasoning off",
        request=msgspec.structs.replace(_HELLO, thinking=Thinking(effort="none")),
        judge=_does_not_think,
    ),
)
EXTRAS = frozenset({"parallel tool calls", "reasoning"})
"""What a model may lack without anything being wrong."""


def finding(probe: Probe, client: str, heard: Heard) -> Finding:
    """What an answer to `probe` shows."""
    wrong = probe.judge(heard)
    if not wrong:
        return Finding(probe=probe.name, client=client, outcome="pass", seen=_summary(heard))
    outcome: Outcome = "unsupported" if probe.name in EXTRAS and not heard.error else "fail"
    return Finding(probe=probe.name, client=client, outcome=outcome, seen=wrong)


def refusal(probe: Probe, client: str, said: str, *, is_clear: bool) -> Finding:
    """What a refused `probe` shows; `is_clear`: with a status of 4xx that names the request as the reason."""
    outcome: Outcome = "unsupported" if is_clear and not probe.needed else "fail"
    return Finding(probe=probe.name, client=client, outcome=outcome, seen=said)


def _summary(heard: Heard) -> str:
    calls = ", ".join(f"{call.name}({call.arguments[:40]})" for call in heard.calls)
    told = calls or heard.text.strip()[:50]
    counted = f"{heard.usage.input_tokens}+{heard.usage.output_tokens} tokens" if heard.usage else ""
    return ", ".join(piece for piece in (repr(told) if told else "", counted) if piece)


class _Error(Struct):
    message: str
    type: str = ""


class _ErrorBody(Struct):
    error: _Error
    type: str = ""


_error = msgspec.json.Decoder(_ErrorBody)


def error_finding(status: int, body: bytes, *, is_anthropic: bool) -> Finding:
    """What a host's answer to a model that does not exist shows about its errors."""
    name = "error shape"
    if status < 400:
        seen = "a model that does not exist was answered all the same"
        return Finding(probe=name, client="-", outcome="unsupported", seen=seen)
    try:
        said = _error.decode(body)
    except (ValueError, RecursionError):
        return Finding(probe=name, client="-", outcome="fail", seen=f"{status} without a JSON error: {body[:60]!r}")
    if is_anthropic and said.type != "error":
        return Finding(probe=name, client="-", outcome="fail", seen=f"{status}, but `type` is {said.type!r}")
    return Finding(probe=name, client="-", outcome="pass", seen=f"{status}: {said.error.message[:80]}")
