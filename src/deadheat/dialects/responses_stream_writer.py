"""Streams of the OpenAI Responses API, written from deltas."""

from collections.abc import Mapping

from msgspec import Raw

from deadheat.dialects.body import encode
from deadheat.dialects.call_order import CallOrder
from deadheat.dialects.deltas import (
    Argued,
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
from deadheat.dialects.finish import incomplete_reason
from deadheat.dialects.responses_reply import (
    NOTHING_ASKED,
    call_item,
    message_item,
    reasoning_item,
    response,
    text_content,
)
from deadheat.dialects.sse import event
from deadheat.facts.chat import Finish, Reasoning, Text, ToolCall, Usage


class ResponsesStreamEncoder:
    """Writes deltas as events. Each item is opened, filled and closed with its whole content, as this API does."""

    __slots__ = (
        "_asked",
        "_call",
        "_created",
        "_finish",
        "_id",
        "_kind",
        "_logprobs",
        "_model",
        "_order",
        "_output",
        "_seal",
        "_sequence",
        "_text",
        "_usage",
    )

    def __init__(self, *, model: str = "", created: int = 0, asked: Mapping[str, Raw] = NOTHING_ASKED) -> None:
        self._asked = asked
        self._id = ""
        self._model = model
        self._created = created
        self._order = CallOrder()
        self._output: list[dict[str, object]] = []
        self._kind = ""
        self._text = ""
        self._seal = ""
        self._logprobs: list[object] = []
        self._call: Called | None = None
        self._finish: Finish = "stop"
        self._usage: Usage | None = None
        self._sequence = 0

    @property
    def sequence(self) -> int:
        """How many events were written."""
        return self._sequence

    def write(self, deltas: list[Delta]) -> bytes:
        """The events for `deltas`."""
        return b"".join([self._one(delta) for delta in self._order.feed(deltas)])

    def _one(self, delta: Delta) -> bytes:
        match delta:
            case Started():
                return self._open(delta)
            case Said() if delta.text:
                return self._say(delta)
            case Thought() if delta.text:
                return self._think(delta.text)
            case Sealed():
                opened = b""
                if self._kind != "reasoning" or delta.hidden:
                    opened = self._close()
                    opened += self._begin("reasoning", reasoning_item(self._name("rs"), Reasoning()))
                self._seal = delta.hidden or delta.signature
                return opened + self._close()
            case Called():
                empty = ToolCall(id=delta.id, name=delta.name, arguments="")
                closed = self._close()
                self._call = delta
                return closed + self._begin("call", call_item(self._name("fc"), empty, status="in_progress"))
            case Argued() if delta.text:
                self._text += delta.text
                return self._event("response.function_call_arguments.delta", self._at(), delta=delta.text)
            case Finished():
                self._finish = delta.finish
                return self._close()
            case Counted():
                self._usage = delta.usage
                return b""
            case Ended():
                return self._end()
            case _:
                return b""

    def _open(self, started: Started) -> bytes:
        self._id = started.id
        self._model = started.model or self._model
        self._created = started.created or self._created
        begun = self._response(None)
        created = self._event("response.created", {}, response=begun)
        return created + self._event("response.in_progress", {}, response=begun)

    def _say(self, delta: Said) -> bytes:
        kind = "refusal" if delta.refusal else "text"
        opened = b""
        if self._kind != kind:
            opened = self._close()
            opened += self._begin(kind, message_item(self._name("msg"), [], status="in_progress"))
            part = text_content(Text(text="", refusal=delta.refusal), [])
            opened += self._event("response.content_part.added", self._at(), content_index=0, part=part)
        self._text += delta.text
        self._logprobs += delta.logprobs or []
        if delta.refusal:
            return opened + self._event("response.refusal.delta", self._at(), content_index=0, delta=delta.text)
        said = self._event(
            "response.output_text.delta",
            self._at(),
            content_index=0,
            delta=delta.text,
            logprobs=delta.logprobs or [],
        )
        return opened + said

    def _think(self, text: str) -> bytes:
        opened = b""
        if self._kind != "reasoning":
            opened = self._close()
            opened += self._begin("reasoning", reasoning_item(self._name("rs"), Reasoning()))
            part = {"type": "summary_text", "text": ""}
            opened += self._event("response.reasoning_summary_part.added", self._at(), summary_index=0, part=part)
        self._text += text
        kind = "response.reasoning_summary_text.delta"
        return opened + self._event(kind, self._at(), summary_index=0, delta=text)

    def _begin(self, kind: str, item: dict[str, object]) -> bytes:
        closed = self._close()
        self._kind = kind
        return closed + self._event("response.output_item.added", {}, output_index=len(self._output), item=item)

    def _close(self) -> bytes:
        """The events that close the open item, each with the whole of what it closes."""
        kind, text = self._kind, self._text
        if not kind:
            return b""
        at = self._at()
        if kind == "call" and self._call:
            text = text or "{}"  # what a call without arguments is in this API
            item = call_item(self._name("fc"), ToolCall(id=self._call.id, name=self._call.name, arguments=text))
            done = self._event("response.function_call_arguments.done", at, name=self._call.name, arguments=text)
        elif kind == "reasoning":
            thought = Reasoning(text=text, signature=self._seal)
            item = reasoning_item(self._name("rs"), thought)
            part = {"type": "summary_text", "text": text}
            done = b""
            if text:
                done = self._event("response.reasoning_summary_text.done", at, summary_index=0, text=text)
                done += self._event("response.reasoning_summary_part.done", at, summary_index=0, part=part)
        else:
            content = text_content(Text(text=text, refusal=kind == "refusal"), self._logprobs)
            item = message_item(self._name("msg"), [content])
            done = self._said(kind, at, text, content)
        done += self._event("response.output_item.done", {}, output_index=len(self._output), item=item)
        self._output.append(item)
        self._kind, self._text, self._seal, self._logprobs, self._call = "", "", "", [], None
        return done

    def _said(self, kind: str, at: dict[str, object], text: str, content: dict[str, object]) -> bytes:
        if kind == "refusal":
            done = self._event("response.refusal.done", at, content_index=0, refusal=text)
        else:
            whole = self._logprobs
            done = self._event("response.output_text.done", at, content_index=0, text=text, logprobs=whole)
        return done + self._event("response.content_part.done", at, content_index=0, part=content)

    def _end(self) -> bytes:
        closed = self._close()
        kind = "response.incomplete" if incomplete_reason(self._finish) else "response.completed"
        return closed + self._event(kind, {}, response=self._response(self._finish))

    def _response(self, finish: Finish | None) -> dict[str, object]:
        return response(
            id=self._id,
            model=self._model,
            created=self._created,
            output=list(self._output),
            finish=finish,
            usage=self._usage if finish else None,
            asked=self._asked,
        )

    def _name(self, prefix: str) -> str:
        return f"{prefix}_{self._id}_{len(self._output)}"

    def _at(self) -> dict[str, object]:
        prefix = {"call": "fc", "reasoning": "rs"}.get(self._kind, "msg")
        return {"item_id": self._name(prefix), "output_index": len(self._output)}

    def _event(self, kind: str, place: dict[str, object], **fields: object) -> bytes:
        sequence = self._sequence
        self._sequence += 1
        return event(encode({"type": kind, "sequence_number": sequence, **place, **fields}), name=kind)
