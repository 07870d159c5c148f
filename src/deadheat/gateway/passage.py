"""The way between a client's dialect and a host's: what is sent, how the reply is read, what the client gets of it."""

from msgspec import Struct
from msgspec.structs import replace

from deadheat.dialects.spoken import CHAT, EMBEDDINGS, MESSAGES, RESPONSES, Dialect
from deadheat.dialects.stream_reader import StreamReader
from deadheat.dialects.traits import Traits
from deadheat.dialects.translate import StreamTranslator, translate_reply, translate_request
from deadheat.dialects.view import RequestView
from deadheat.errors import DataError
from deadheat.facts.chat import Usage
from deadheat.gateway.clock import epoch_s
from deadheat.gateway.table import LiveOffer

COUNT_TOKENS = b"/messages/count_tokens"


class Passage(Struct, frozen=True):
    """Where both sides speak the same dialect, bytes pass and only the model's name is another; else all is translated.

    path: of the host's API, behind its base URL.
    """

    client: Dialect
    host: Dialect
    path: bytes
    traits: Traits

    @property
    def is_straight(self) -> bool:
        """Both sides speak the same."""
        return self.client is self.host

    def request(self, body: bytes, view: RequestView, model: str) -> bytes:
        """The body for the host. Raises: DataError naming the field that the host's dialect has no place for."""
        if self.is_straight:
            asks = view.stream and not view.include_usage and self.traits.stream_usage
            return self.host.rewrite(body, view.fields, model=model, ask_usage=asks, traits=self.traits)
        return translate_request(body, self.client.name, self.host.name, model=model, traits=self.traits)

    def reader(self, view: RequestView) -> StreamReader:
        """Whoever follows the host's stream."""
        strips = self.is_straight and not view.include_usage
        return self.host.reader(rule=self.traits.usage, strip_usage=strips)

    def translator(self, view: RequestView, model: str) -> StreamTranslator | None:
        """Whoever says the host's stream in the client's dialect; None where there is nothing to translate."""
        return None if self.is_straight else self._translator(view, model)

    def streamed(self, reply: bytes, view: RequestView, model: str) -> bytes | None:
        """A whole reply as the stream the client asked for; None where it did not, or gets the reply as it is.

        Raises: Malformed if it is none that can be told in its dialect.
        """
        tells_all = not self.is_straight or (self.client is CHAT and view.n == 1)
        return self._translator(view, model).whole(reply) if view.stream and tells_all else None

    def _translator(self, view: RequestView, model: str) -> StreamTranslator:
        return StreamTranslator(
            self.host.name,
            self.client.name,
            model=model,
            include_usage=view.include_usage,
            now=epoch_s(),
            traits=self._heard(view),
            asked=view.fields,
        )

    def usage(self, reply: bytes) -> Usage | None:
        """What the host says a whole reply took."""
        return self.host.usage_of(reply, rule=self.traits.usage)

    def reply(self, reply: bytes, view: RequestView) -> bytes:
        """A whole reply as the client gets it. Raises: Malformed if it is none that can be told in its dialect."""
        if self.is_straight:
            return reply
        host, client = self.host.name, self.client.name
        return translate_reply(reply, host, client, now=epoch_s(), traits=self._heard(view), asked=view.fields)

    def _heard(self, view: RequestView) -> Traits:
        """The traits by which an answer is read: where no tool was offered, what looks like a call is text."""
        return (
            replace(self.traits, call_tags="") if self.traits.call_tags and "tools" not in view.fields else self.traits
        )


def passage_to(offer: LiveOffer, client: Dialect, path: bytes, *, model: str, as_chat: bool = False) -> Passage:
    """The way from `client`, called at `path` below /v1, to `offer`.

    model: its name at the host. as_chat: the host has no Responses API, so a client of it gets a chat completion told
    as a response.
    Raises: DataError if the host has no place for what the client asks.
    """
    traits = offer.traits(model)
    if offer.dialect == "anthropic":
        if client is EMBEDDINGS:
            raise DataError("A host that speaks Anthropic Messages makes no embeddings.", where="body")
        return Passage(client, MESSAGES, b"/v1" + (path if client is MESSAGES else MESSAGES.path.encode()), traits)
    if path == COUNT_TOKENS:
        raise DataError("Tokens are counted by the host, and the host of this route does not offer it.", where="body")
    if client is MESSAGES or (client is RESPONSES and as_chat):
        return Passage(client, CHAT, CHAT.path.encode(), traits)
    return Passage(client, client, path, traits)
