"""Streams of the Chat Completions API, read into deltas and written from them."""

from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from deadheat.dialects.body import encode, read_anyway, second
from deadheat.dialects.call_text import CallSplitter, WrittenCall
from deadheat.dialects.chat_reply import content_parts
from deadheat.dialects.chat_request import Detail
from deadheat.dialects.chat_request_writer import detail
from deadheat.dialects.deltas import (
    Argued,
    Broke,
    Called,
    Counted,
    Delta,
    Ended,
    Finished,
    Said,
    Sealed,
    Started,
    Thought,
)
from deadheat.dialects.error_shape import words_of
from deadheat.dialects.finish import BROKEN_OFF, chat_usage, from_chat, to_chat
from deadheat.dialects.seal import sealed
from deadheat.dialects.sse import EventSplitter, event
from deadheat.dialects.think_text import Piece, ThinkSplitter
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import ChatUsage
from deadheat.dialects.usage import from_chat as usage_from_chat
from deadheat.facts.chat import Reasoning, Text


class _Function(Struct):
    name: str | None = None
    arguments: Any = None


class _Call(Struct):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(Struct):
    content: Any = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_details: list[Detail] | None = None
    tool_calls: list[_Call] | None = None


class _Logprobs(Struct):
    content: list[object] | None = None


class _Choice(Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None
    stop_reason: Any = None
    logprobs: _Logprobs | None = None
    usage: ChatUsage | None = None


class _Groq(Struct):
    usage: ChatUsage | None = None


class _Chunk(Struct):
    id: str = ""
    model: str = ""
    created: float = 0
    choices: list[_Choice] | None = None
    usage: ChatUsage | None = None
    x_groq: _Groq | None = None
    error: Any = None
    object: str | None = None
    message: str | None = None


_chunk = msgspec.json.Decoder(_Chunk)


class ChatStreamDecoder:
    """Turns chunks into deltas; of several choices only the first is read, because no other API has more."""

    __slots__ = (
        "_calls",
        "_ended",
        "_entries",
        "_finished",
        "_half",
        "_id",
        "_last",
        "_splitter",
        "_think",
        "_traits",
        "_written",
    )

    def __init__(self, traits: Traits = PLAIN_HOST) -> None:
        self._splitter = EventSplitter()
        self._traits = traits
        self._think = ThinkSplitter() if traits.think_tags else None
        self._written = CallSplitter(traits.call_tags) if traits.call_tags else None
        self._entries: list[object] = []
        self._id: str | None = None
        self._calls: dict[int, _OpenCall] = {}
        self._last = -1
        self._finished = False
        self._half = ""
        self._ended = False

    def feed(self, chunk: bytes) -> list[Delta]:
        """What `chunk` completes."""
        return [delta for data in self._splitter.feed(chunk) for delta in self._read(data)]

    def close(self) -> list[Delta]:
        """What the end of the bytes completes; it is `Ended` if a finish came, even without an end mark."""
        found = [delta for data in self._splitter.close() for delta in self._read(data)]
        if self._finished and not self._ended:
            self._ended = True
            found.append(Ended())
        return found

    def _read(self, data: bytes) -> list[Delta]:
        if data.startswith(b"[DONE]"):
            self._ended = True
            return [*([] if self._finished else self._flush()), Ended()]
        if (seen := read_anyway(data, _chunk)) is None:
            return []
        out: list[Delta] = []
        if self._id is None and (seen.choices or seen.id):
            self._id = seen.id
            out.append(Started(seen.id, seen.model, second(seen.created)))
        usage = seen.usage or (seen.x_groq.usage if seen.x_groq else None)
        if seen.choices:
            out += self._choice(seen.choices[0])
            usage = usage or seen.choices[0].usage
        if usage and (counted := usage_from_chat(usage, self._traits.usage)):
            out.append(Counted(counted))
        if seen.error or seen.object == "error":
            out.append(Broke(words_of(data) or "The host reported an error."))
        elif seen.choices and seen.choices[0].finish_reason in BROKEN_OFF:
            out.append(Broke(f"finish_reason {seen.choices[0].finish_reason!r}"))
        return out

    def _choice(self, choice: _Choice) -> list[Delta]:
        out = self._delta(choice.delta, choice.logprobs) if choice.delta else []
        word = choice.finish_reason
        if word and word not in BROKEN_OFF and not self._finished:
            out += self._flush()
            finish = from_chat(word, has_calls=bool(self._calls))
            stop = choice.stop_reason if isinstance(choice.stop_reason, str) else None
            out.append(Finished(finish or "stop", stop))
            self._finished = True
        return out

    def _flush(self) -> list[Delta]:
        """What was held back, because it might have become a tag or the arguments of another call."""
        rest = [d for piece in (self._think.close() if self._think else ()) for d in self._piece(piece)]
        rest += self._told(self._written.close()) if self._written else []
        return [*self._with_entries(rest), *(d for call in self._calls.values() for d in call.give_up_waiting())]

    def _delta(self, delta: _Delta, logprobs: _Logprobs | None) -> list[Delta]:
        out: list[Delta] = []
        if delta.reasoning_details:
            for part in delta.reasoning_details:
                out += [Thought(text)] if (text := part.text or part.summary or "") else []
                if part.signature or part.data:
                    maker = part.format or ""
                    hidden = sealed(part.data or "", maker, is_hidden=True)
                    out.append(Sealed(signature=sealed(part.signature or "", maker), hidden=hidden))
        elif plain := delta.reasoning_content or delta.reasoning:
            out.append(Thought(plain))
        entries = logprobs.content if logprobs else None
        if isinstance(delta.content, str):
            out += self._text(self._whole(delta.content), entries)
        elif delta.content:
            for piece in content_parts(delta.content, has_think_tags=False):
                words = getattr(piece, "text", "")
                out.append(Said(words) if isinstance(piece, Text) else Thought(words))
        if delta.refusal:
            out.append(Said(delta.refusal, refusal=True))
        for call in delta.tool_calls or ():
            out += self._call(call)
        return out

    def _text(self, text: str, entries: list[object] | None) -> list[Delta]:
        """Text, told apart where a family writes thoughts and calls into it."""
        if self._think is None and self._written is None:
            return [Said(text, logprobs=entries)] if text else []
        self._entries += entries or []
        if self._think is None:
            return self._with_entries(self._told(self._written.feed(text) if self._written else [text]))
        return self._with_entries([d for piece in self._think.feed(text) for d in self._piece(piece)])

    def _with_entries(self, told: list[Delta]) -> list[Delta]:
        """Log-probabilities at the text they belong to; those of thoughts and calls have no place in other APIs."""
        if not self._entries or not told:
            return told
        entries, self._entries = self._entries, []
        at = next((n for n, delta in enumerate(told) if isinstance(delta, Said)), None)
        return told if at is None else [*told[:at], replace(told[at], logprobs=entries), *told[at + 1 :]]

    def _piece(self, piece: Piece) -> list[Delta]:
        if piece.kind == "thought":
            return [Thought(piece.text)]
        return self._told(self._written.feed(piece.text)) if self._written else [Said(piece.text)]

    def _told(self, pieces: list[str | WrittenCall]) -> list[Delta]:
        """Text, and the calls that stood in it."""
        out: list[Delta] = []
        for piece in pieces:
            if isinstance(piece, WrittenCall):
                function = _Function(name=piece.name, arguments=piece.arguments)
                out += self._call(_Call(index=len(self._calls), id=piece.id or None, function=function))
            else:
                out.append(Said(piece))
        return out

    def _whole(self, text: str) -> str:
        """`text` with the half of a character that the piece before it ended in; its own last half waits."""
        if self._half:
            text = (self._half + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            self._half = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return text

    def _call(self, seen: _Call) -> list[Delta]:
        """Fragments find their call by index; a new id under a known index is a new call, as some hosts count wrong."""
        at = self._last if seen.index is None and not seen.id else seen.index
        if at is None or at not in self._calls:
            at = len(self._calls) if at is None or at < 0 else at
        known = self._calls.get(at)
        if known and seen.id and known.id and seen.id != known.id:
            same = next((n for n, call in self._calls.items() if call.id == seen.id), None)
            at = max(self._calls) + 1 if same is None else same
        if at not in self._calls:
            self._calls[at] = _OpenCall(len(self._calls), f"call_{self._id or ''}_{len(self._calls)}")
        self._last = at
        return self._calls[at].take(seen)


class _OpenCall:
    """A tool call whose name may come after its first arguments."""

    __slots__ = ("at", "id", "is_named", "spare_id", "waiting")

    def __init__(self, at: int, spare_id: str) -> None:
        self.at = at
        self.id = ""
        self.spare_id = spare_id
        self.is_named = False
        self.waiting = ""

    def take(self, seen: _Call) -> list[Delta]:
        self.id = self.id or seen.id or ""
        name = (seen.function.name if seen.function else None) or ""
        written = seen.function.arguments if seen.function else None
        text = written if isinstance(written, str) else encode(written).decode() if written else ""
        self.waiting += text
        out: list[Delta] = []
        if name and not self.is_named:
            self.is_named = True
            out.append(Called(self.at, self.id or self.spare_id, name))
        if self.is_named and self.waiting:
            out.append(Argued(self.at, self.waiting))
            self.waiting = ""
        return out

    def give_up_waiting(self) -> list[Delta]:
        """The call without a name, if it never came, so that nothing is lost in silence."""
        if self.is_named:
            return []
        self.is_named = True
        named: list[Delta] = [Called(self.at, self.id or self.spare_id, "")]
        return [*named, Argued(self.at, self.waiting)] if self.waiting else named


class ChatStreamEncoder:
    """Writes deltas as chunks; usage only if the client asked for it, the end mark always.

    Thoughts are told twice, as `reasoning_content` and as numbered `reasoning_details`, of which one may end in a seal:
    accumulators, that of the openai SDK too, put the pieces of a number together and so keep what a seal belongs to.
    """

    __slots__ = ("_created", "_has_role", "_id", "_include_usage", "_model", "_thinks", "_thoughts", "_usage")

    def __init__(self, *, include_usage: bool, model: str = "", created: int = 0) -> None:
        self._id = ""
        self._model = model
        self._created = created
        self._include_usage = include_usage
        self._has_role = False
        self._thoughts = 0
        self._thinks = False
        self._usage: dict[str, object] | None = None

    def write(self, deltas: list[Delta]) -> bytes:
        """The events for `deltas`."""
        return b"".join([self._one(delta) for delta in deltas])

    def _one(self, delta: Delta) -> bytes:
        match delta:
            case Started():
                self._id = delta.id
                self._model = delta.model or self._model
                self._created = delta.created or self._created
                return b""
            case Said(refusal=True):
                return self._chunk({"refusal": delta.text})
            case Said():
                logprobs = {"content": delta.logprobs, "refusal": None} if delta.logprobs else None
                return self._chunk({"content": delta.text}, logprobs=logprobs)
            case Thought():
                return self._think(delta.text)
            case Sealed():
                return self._seal(Reasoning(signature=delta.signature, hidden=delta.hidden))
            case Called():
                function = {"name": delta.name, "arguments": ""}
                call = {"index": delta.at, "id": delta.id, "type": "function", "function": function}
                return self._chunk({"tool_calls": [call]})
            case Argued():
                return self._chunk({"tool_calls": [{"index": delta.at, "function": {"arguments": delta.text}}]})
            case Finished():
                return self._chunk({}, finish=to_chat(delta.finish))
            case Counted():
                self._usage = chat_usage(delta.usage)
                return b""
            case Broke():  # the gateway's to tell
                return b""
            case Ended():
                return self._end()

    def _think(self, text: str) -> bytes:
        self._thinks = True
        entry = {"index": self._thoughts, "type": "reasoning.text", "text": text}
        return self._chunk({"reasoning_content": text, "reasoning_details": [entry]})

    def _seal(self, seal: Reasoning) -> bytes:
        if seal.hidden and self._thinks:  # a thought of its own
            self._thoughts += 1
        entry = {"index": self._thoughts, **detail(seal)}
        self._thoughts += 1
        self._thinks = False
        return self._chunk({"reasoning_details": [entry]})

    def _chunk(self, delta: dict[str, object], *, logprobs: object = None, finish: str | None = None) -> bytes:
        if not self._has_role:
            self._has_role = True
            delta = {"role": "assistant", "content": "", **delta}
        choice = {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish}
        return self._event([choice])

    def _event(self, choices: list[object], **more: object) -> bytes:
        fields = {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": self._created,
            "model": self._model,
            "choices": choices,
        }
        return event(encode({**fields, **more}))

    def _end(self) -> bytes:
        counted = self._event([], usage=self._usage) if self._include_usage and self._usage else b""
        return counted + event(b"[DONE]")
