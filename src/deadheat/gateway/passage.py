"""The way between a client's dialect and a host's: what is sent, how the reply is read, what the client gets of it."""

from dataclasses import dataclass

from deadheat.dialects.spoken import MESSAGES, Dialect
from deadheat.dialects.stream_reader import StreamReader
from deadheat.dialects.view import RequestView
from deadheat.errors import DataError
from deadheat.facts.chat import Usage
from deadheat.gateway.table import LiveOffer

COUNT_TOKENS = b"/messages/count_tokens"


@dataclass(frozen=True, slots=True)
class Passage:
    """Same dialect on both sides: bytes pass through, only the model's name is another."""

    client: Dialect
    host: Dialect
    path: bytes

    def request(self, body: bytes, view: RequestView, model: str) -> bytes:
        """The body for the host."""
        return self.host.rewrite(body, model=model, ask_usage=view.stream and not view.include_usage)

    def reader(self, view: RequestView, offer: LiveOffer) -> StreamReader:
        """Whoever follows the host's stream and says what the client gets of it."""
        return self.client.reader(rule=offer.usage_rule, strip_usage=not view.include_usage)

    def usage(self, reply: bytes, offer: LiveOffer) -> Usage | None:
        """What the host says a whole reply took."""
        return self.host.usage_of(reply, rule=offer.usage_rule)

    def reply(self, reply: bytes) -> bytes:
        """A whole reply as the client gets it."""
        return reply


def passage_to(offer: LiveOffer, client: Dialect, path: bytes) -> Passage:
    """The way from `client`, called at `path` below /v1, to `offer`.

    Raises: DataError if the host's dialect cannot carry what the client asks.
    """
    if offer.dialect == "anthropic":
        if client is not MESSAGES:
            raise DataError(f"The offer {offer.name!r} speaks Anthropic Messages. {client.name} is not translated yet.")
        return Passage(client, client, b"/v1" + path)
    if client is MESSAGES:
        raise DataError(f"The offer {offer.name!r} speaks the OpenAI API. {client.name} is not translated yet.")
    return Passage(client, client, path)
