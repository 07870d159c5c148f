"""The dialects Deadheat speaks, each with what the gateway needs to relay it."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Raw, json

from deadheat.dialects import usage, view
from deadheat.dialects.body import decode, fields_of, spliced
from deadheat.dialects.echo import with_echo
from deadheat.dialects.error_shape import error_body, error_event
from deadheat.dialects.stream_reader import (
    ChatStreamReader,
    MessagesStreamReader,
    ResponsesStreamReader,
    StreamReader,
)
from deadheat.dialects.thinking_switch import switched
from deadheat.dialects.traits import PLAIN_HOST, Traits
from deadheat.dialects.usage import PLAIN, UsageRule
from deadheat.dialects.view import Fields, RequestView
from deadheat.errors import DataError
from deadheat.facts.chat import DialectName, Usage


@dataclass(frozen=True, slots=True)
class Dialect:
    """One API: how its requests are read, its replies counted and its errors written."""

    name: DialectName
    path: str
    """Where a base URL that ends in `/v1` carries this API: `base_url + path`."""
    read_request: Callable[[bytes], RequestView]
    usage_in: Callable[[bytes, UsageRule], Usage | None]
    reader: Callable[..., StreamReader]
    answers: tuple[str, ...]
    """The fields of which a whole reply has one, unless it is no answer."""

    def rewrite(
        self, body: bytes, fields: Fields, *, model: str, ask_usage: bool = False, traits: Traits = PLAIN_HOST
    ) -> bytes:
        """`body` with its `fields`, for a host that calls the model `model`; every other byte stays as it came.

        ask_usage: make a chat stream end in usage although the client did not ask; the reader then strips it again.
        traits: a host with a thinking switch of its own gets `reasoning_effort` in that form.
        """
        changes: dict[str, object] = {"model": model}
        if self.name == "openai_chat":
            if ask_usage:
                changes["stream_options"] = _with_usage(fields.get("stream_options"))
            if "reasoning_effort" in fields:
                changes |= switched(fields, traits)
            if traits.echo_missing and (turns := with_echo(fields.get("messages"), traits)) is not None:
                changes["messages"] = turns
        return spliced(body, fields, changes)

    def usage_of(self, reply: bytes, *, rule: UsageRule = PLAIN) -> Usage | None:
        """What a whole reply cost in tokens; None if the host did not say."""
        return self.usage_in(reply, rule)

    def is_answer(self, reply: bytes) -> bool:
        """Whether a reply of status 200 is what was asked for; some hosts send their errors so. True in doubt."""
        try:
            seen = fields_of(reply)
        except DataError:
            return True
        return any(name in seen and bytes(seen[name]) != b"null" for name in self.answers)

    def error_body(self, status: int, *, code: str, message: str, request_id: str, param: str | None = None) -> bytes:
        """The JSON body of an error reply in this API's shape."""
        return error_body(self.name, status, code=code, message=message, request_id=request_id, param=param)

    def error_event(self, status: int, *, code: str, message: str, request_id: str, sequence: int = 0) -> bytes:
        """The event that ends a broken stream in this API's shape."""
        return error_event(self.name, status, code=code, message=message, request_id=request_id, sequence=sequence)


CHAT = Dialect("openai_chat", "/chat/completions", view.read_chat, usage.of_chat, ChatStreamReader, ("choices",))
RESPONSES = Dialect(
    "openai_responses", "/responses", view.read_responses, usage.of_responses, ResponsesStreamReader, ("output",)
)
MESSAGES = Dialect(
    "anthropic_messages",
    "/messages",
    view.read_messages,
    usage.of_messages,
    MessagesStreamReader,
    ("content", "input_tokens"),
)
EMBEDDINGS = Dialect(
    "openai_embeddings", "/embeddings", view.read_embeddings, usage.of_chat, ChatStreamReader, ("data",)
)
DIALECTS = (CHAT, RESPONSES, MESSAGES, EMBEDDINGS)
BY_NAME = {dialect.name: dialect for dialect in DIALECTS}


_options = json.Decoder(dict[str, Raw] | None)


def _with_usage(options: object) -> dict[str, object]:
    given = decode(options, _options, where="body.stream_options") if isinstance(options, Raw) else None
    return {**(given or {}), "include_usage": True}
