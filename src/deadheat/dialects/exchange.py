"""One request of a client said to a host and its answer heard as the client hears it, without a network between."""

from msgspec import Struct
from msgspec.structs import replace

from deadheat.dialects.body import fields_of
from deadheat.dialects.deltas import Argued, Broke, Called, Counted, Delta, Ended, Finished, Said, Thought
from deadheat.dialects.spoken import BY_NAME
from deadheat.dialects.traits import Traits
from deadheat.dialects.translate import (
    DECODERS,
    StreamTranslator,
    read_reply,
    translate_reply,
    translate_request,
    write_request,
)
from deadheat.facts.chat import ChatRequest, DialectName, Finish, Reasoning, Text, ToolCall, Usage


class Heard(Struct, frozen=True, kw_only=True):
    """What reached the client, whole or streamed. `ended` is False for a stream without its own end."""

    text: str = ""
    reasoning: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: Finish | None = None
    usage: Usage | None = None
    error: str = ""
    ended: bool = True


def say(request: ChatRequest, client: DialectName, host: DialectName, *, model: str, traits: Traits) -> bytes:
    """The body for the host, of a request that a client writes in its own dialect.

    Raises: DataError if either dialect has no place for something in `request`.
    """
    body = write_request(request, client)
    if client == host:
        return BY_NAME[host].rewrite(body, fields_of(body), model=model, traits=traits)
    return translate_request(body, client, host, model=model, traits=traits)


def hear(reply: bytes, host: DialectName, client: DialectName, *, traits: Traits) -> Heard:
    """A whole reply as the client reads it. Raises: Malformed if it is none."""
    seen = read_reply(reply if host == client else translate_reply(reply, host, client, traits=traits), client)
    choice = seen.choices[0] if seen.choices else None
    parts = choice.parts if choice else ()
    return Heard(
        text="".join(part.text for part in parts if isinstance(part, Text)),
        reasoning="".join(part.text or part.hidden for part in parts if isinstance(part, Reasoning)),
        calls=tuple(part for part in parts if isinstance(part, ToolCall)),
        finish=choice.finish if choice else None,
        usage=seen.usage,
    )


def hear_stream(stream: bytes, host: DialectName, client: DialectName, *, traits: Traits) -> Heard:
    """A streamed reply as the client reads it."""
    broken = ""
    if host != client:
        translator = StreamTranslator(host, client, traits=traits)
        stream = translator.feed(stream) + translator.close()
        broken = translator.broken
    decoder = DECODERS[client]()
    heard = gathered(decoder.feed(stream) + decoder.close())
    return replace(heard, error=heard.error or broken)


def gathered(deltas: list[Delta]) -> Heard:
    """The whole that a stream's pieces make."""
    calls = {d.at: ToolCall(id=d.id, name=d.name, arguments="") for d in deltas if isinstance(d, Called)}
    for at, call in calls.items():
        written = "".join(d.text for d in deltas if isinstance(d, Argued) and d.at == at)
        calls[at] = ToolCall(id=call.id, name=call.name, arguments=written)
    return Heard(
        text="".join(d.text for d in deltas if isinstance(d, Said)),
        reasoning="".join(d.text for d in deltas if isinstance(d, Thought)),
        calls=tuple(calls.values()),
        finish=next((d.finish for d in reversed(deltas) if isinstance(d, Finished)), None),
        usage=next((d.usage for d in reversed(deltas) if isinstance(d, Counted)), None),
        error=next((d.message for d in deltas if isinstance(d, Broke)), ""),
        ended=any(isinstance(d, Ended) for d in deltas),
    )
