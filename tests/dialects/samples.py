"""Conversations and replies that the dialect tests draw from: only what all three dialects can say."""

import json

from hypothesis import strategies as st

from deadheat.dialects.deltas import Argued, Called, Counted, Delta, Ended, Finished, Said, Started, Thought
from deadheat.facts.chat import (
    ChatReply,
    ChatRequest,
    Choice,
    Finish,
    Image,
    Message,
    OutputFormat,
    Reasoning,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Usage,
)

FINISHES: tuple[Finish, ...] = ("stop", "length", "refused")
texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "So")), min_size=1, max_size=20).filter(
    str.strip
)
names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
arguments = st.dictionaries(names, st.integers(-99, 99) | texts | st.booleans(), max_size=3).map(
    lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False)
)
images = st.one_of(st.just(Image(url="https://example.org/a.png")), st.just(Image(data="AAAA", media_type="image/png")))
SCHEMA: dict[str, object] = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
schemas = st.just(SCHEMA)


@st.composite
def requests(draw: st.DrawFn) -> ChatRequest:
    """A conversation with tools whose every field exists in all three dialects."""
    turns = [Message(role="system", parts=(Text(text=draw(texts)),))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(0, 2))):
        turns += draw(exchanges())
    turns.append(Message(role="user", parts=(Text(text=draw(texts)), *draw(st.lists(images, max_size=1)))))
    tools = tuple(
        Tool(name=name, description=draw(st.none() | texts), schema=draw(schemas), strict=True)
        for name in draw(st.lists(names, max_size=2, unique=True))
    )
    choices = [None, ToolChoice(kind="auto"), ToolChoice(kind="required")]
    choice = draw(st.sampled_from([*choices, ToolChoice(kind="named", name=tools[0].name)])) if tools else None
    form = draw(st.none() | schemas.map(lambda s: OutputFormat(kind="schema", name="answer", schema=s, strict=True)))
    return ChatRequest(
        model="m",
        messages=tuple(turns),
        tools=tools,
        tool_choice=choice,
        max_tokens=draw(st.integers(1, 9999)),
        format=form,
        stream=draw(st.booleans()),
        user=draw(st.none() | names),
    )


@st.composite
def exchanges(draw: st.DrawFn) -> list[Message]:
    """A user turn, an answer with or without calls, and what the tools gave back."""
    calls = [
        ToolCall(id=f"call_{draw(st.integers(0, 10**9))}_{at}", name=draw(names), arguments=draw(arguments))
        for at in range(draw(st.integers(0, 3)))
    ]
    said = [Text(text=draw(texts))] if not calls or draw(st.booleans()) else []
    results = [
        Message(role="tool", parts=(ToolResult(call_id=call.id, parts=(Text(text=draw(texts)),)),)) for call in calls
    ]
    user = Message(role="user", parts=(Text(text=draw(texts)),))
    return [user, Message(role="assistant", parts=(*said, *calls)), *results]


@st.composite
def replies(draw: st.DrawFn) -> ChatReply:
    """A reply every dialect can show."""
    thoughts = [Reasoning(text=draw(texts))] if draw(st.booleans()) else []
    said = [Text(text=draw(texts))] if draw(st.booleans()) else []
    calls = [
        ToolCall(id=f"call_{at}", name=draw(names), arguments=draw(arguments)) for at in range(draw(st.integers(0, 2)))
    ]
    finish: Finish = "tool_calls" if calls else draw(st.sampled_from(FINISHES))
    usage = Usage(input_tokens=draw(st.integers(5, 99)), output_tokens=draw(st.integers(0, 99)), cached_tokens=4)
    choice = Choice(parts=(*thoughts, *said, *calls), finish=finish)
    return ChatReply(id="r1", model="m", created=7, choices=(choice,), usage=usage)


@st.composite
def streams(draw: st.DrawFn) -> list[Delta]:
    """A stream every dialect can carry, its calls one after the other."""
    out: list[Delta] = [Started("r1", "m", 7)]
    out += [Thought(text) for text in draw(st.lists(texts, max_size=2))]
    out += [Said(text) for text in draw(st.lists(texts, max_size=3))]
    calls = draw(st.lists(arguments, max_size=3))
    for at, written in enumerate(calls):
        cut = draw(st.integers(0, len(written)))
        out.append(Called(at, f"call_{at}", draw(names)))
        out += [Argued(at, piece) for piece in (written[:cut], written[cut:]) if piece]
    finish: Finish = "tool_calls" if calls else draw(st.sampled_from(FINISHES))
    usage = Usage(input_tokens=draw(st.integers(0, 99)), output_tokens=draw(st.integers(0, 99)))
    return [*out, Finished(finish), Counted(usage), Ended()]
