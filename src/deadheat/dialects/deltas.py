"""What a stream says piece by piece, in words no single API owns. A translated stream has one answer."""

from msgspec import Struct

from deadheat.facts.chat import ChatReply, Finish, Reasoning, Text, ToolCall, Usage


class Started(Struct, frozen=True):
    """The reply has a name."""

    id: str
    model: str
    created: int = 0


class Said(Struct, frozen=True):
    """More text, or more of a refusal; `logprobs` are the entries of its tokens."""

    text: str
    refusal: bool = False
    logprobs: list[object] | None = None


class Thought(Struct, frozen=True):
    """More reasoning."""

    text: str


class Sealed(Struct, frozen=True):
    """What proves the reasoning before it, or a thought that only its host can read."""

    signature: str = ""
    hidden: str = ""


class Called(Struct, frozen=True):
    """Tool call number `at` of the answer begins."""

    at: int
    id: str
    name: str


class Argued(Struct, frozen=True):
    """More of the arguments of tool call number `at`."""

    at: int
    text: str


class Finished(Struct, frozen=True):
    """Why the answer ended."""

    finish: Finish
    stop_sequence: str | None = None


class Counted(Struct, frozen=True):
    """The usage as far as it is known; a later one replaces it."""

    usage: Usage


class Broke(Struct, frozen=True):
    """The host reported an error inside the stream."""

    message: str


class Ended(Struct, frozen=True):
    """The stream came to its own end."""


Delta = Started | Said | Thought | Sealed | Called | Argued | Finished | Counted | Broke | Ended


def deltas_of(reply: ChatReply) -> list[Delta]:
    """A whole reply as a stream would have told it; of several answers the first."""
    out: list[Delta] = [Started(reply.id, reply.model, reply.created)]
    choice = reply.choices[0] if reply.choices else None
    entries = choice.logprobs.get("content") if choice and choice.logprobs else None
    calls = 0
    for part in choice.parts if choice else ():
        match part:
            case Text():
                out.append(Said(part.text, part.refusal, entries if isinstance(entries, list) else None))
                entries = None
            case Reasoning():
                out += [Thought(part.text)] if part.text else []
                if part.signature or part.hidden:
                    out.append(Sealed(signature=part.signature, hidden=part.hidden))
            case ToolCall():
                out += [Called(calls, part.id, part.name), Argued(calls, part.arguments)]
                calls += 1
    out.append(Finished((choice and choice.finish) or "stop", choice.stop_sequence if choice else None))
    counted: list[Delta] = [Counted(reply.usage)] if reply.usage else []
    return [*out, *counted, Ended()]
