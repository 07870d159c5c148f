"""One offer asked once: the reply is held until it is worth something, then it belongs to the client."""

from deadheat.decision.backoff import read_retry_after
from deadheat.dialects.stream_reader import StreamReader
from deadheat.dialects.translate import StreamTranslator
from deadheat.dialects.view import RequestView
from deadheat.errors import DeadheatError, Malformed, UpstreamError
from deadheat.facts.chat import Usage
from deadheat.gateway.clock import today
from deadheat.gateway.failure import Failure, broken, refused, reported
from deadheat.gateway.passage import Passage
from deadheat.gateway.table import LiveOffer
from deadheat.ports import Call, Headers

MAX_REPLY_BYTES = 128 * 1024 * 1024
MAX_HELD_BYTES = 256 * 1024
EMPTY = "The host ended its stream without an answer in it."


class Asker:
    """Whoever made an attempt and decides what follows from it.

    deadline: when the host's next step is due, by `now_s`; `expire` is called when it has passed.
    """

    view: RequestView
    model: str
    deadline: float

    def expire(self) -> None:
        """The host took too long."""
        raise NotImplementedError

    def wait(self, seconds: float) -> None:
        """Give the host so many seconds for its next step."""
        raise NotImplementedError

    def failed(self, attempt: "Attempt", failure: Failure) -> None:
        """The attempt came to nothing, or broke in the middle of what the client already has."""
        raise NotImplementedError

    def released(self, attempt: "Attempt", held: bytes) -> None:
        """The first real token of a stream."""
        raise NotImplementedError

    def more(self, attempt: "Attempt", data: bytes) -> None:
        """The next bytes of a released stream."""
        raise NotImplementedError

    def streamed_all(self, attempt: "Attempt", tail: bytes) -> None:
        """The end of a released stream."""
        raise NotImplementedError

    def replied(self, attempt: "Attempt", body: bytes) -> None:
        """A whole reply."""
        raise NotImplementedError


class Attempt:
    """The `Sink` of one call, which tells its asker: release, more, answered or failed.

    Until the first real token of a stream nothing reaches the client, so that another offer can still be asked.
    """

    __slots__ = (
        "asker",
        "call",
        "counted",
        "headers",
        "held",
        "held_bytes",
        "is_over",
        "is_released",
        "offer",
        "passage",
        "reader",
        "status",
        "translator",
    )

    def __init__(self, asker: Asker, offer: LiveOffer, passage: Passage) -> None:
        self.asker = asker
        self.offer = offer
        self.passage = passage
        self.call: Call | None = None
        self.counted: Usage | None = None
        self.reader: StreamReader | None = None
        self.translator: StreamTranslator | None = None
        self.status = 0
        self.headers: Headers = []
        self.held: list[bytes] = []
        self.held_bytes = 0
        self.is_released = False
        self.is_over = False
        offer.state.in_flight += 1

    @property
    def usage(self) -> Usage | None:
        """What the host has reported so far."""
        return self.reader.usage if self.reader is not None else self.counted

    @property
    def events_out(self) -> int:
        """How many events the client was sent, which numbers the next one of a Responses stream."""
        if self.translator is not None:
            return self.translator.sequence
        return self.reader.events if self.reader is not None else 0

    def close(self) -> None:
        """Stop listening; a call that is still on its way is cancelled."""
        if not self.is_over:
            self.is_over = True
            self.offer.state.in_flight -= 1
            if (call := self.call) is not None:
                self.call = None  # it points back at us: nothing here may need the garbage collector
                call.cancel()

    # --- the sink

    def on_sent(self) -> None:
        if not self.is_over:
            self.asker.wait(self.offer.timeouts.first_byte_s)

    def on_head(self, status: int, headers: Headers) -> None:
        if self.is_over:
            return
        self.status = status
        self.headers = headers
        timeouts = self.offer.timeouts
        if status == 200 and self.asker.view.stream and _is_event_stream(headers):
            self.reader = self.passage.reader(self.asker.view)
            self.translator = self.passage.translator(self.asker.view, self.asker.model)
            self.asker.wait(timeouts.head_s)
        else:
            self.asker.wait(timeouts.between_bytes_s)

    def on_body(self, data: bytes) -> None:
        if self.is_over:
            return
        reader = self.reader
        if reader is None:
            if self.held:  # the first bytes mostly come with the head, which has just been waited for
                self.asker.wait(self.offer.timeouts.between_bytes_s)
            self._hold(data)
            return
        try:
            out = reader.feed(data)
            if self.translator is not None:
                out = self.translator.feed(data)
        except DeadheatError as error:
            self._fail(Malformed(error.message))
            return
        is_empty = reader.done and not reader.is_complete
        if self.is_released and not is_empty:
            self.asker.more(self, out)
        elif reader.error and not reader.seen_token and not self.is_released:
            self.asker.failed(self, reported(reader.error.encode(), self.headers))
        elif is_empty:
            self._fail(UpstreamError(EMPTY))
        else:
            self._hold(out)
            if reader.seen_token or self.held_bytes > MAX_HELD_BYTES:
                self.release()
        self._has_broken_off()

    def on_end(self) -> None:
        if self.is_over:
            return
        if (reader := self.reader) is not None:
            self._end_stream(reader)
            return
        body = self.held[0] if len(self.held) == 1 else b"".join(self.held)
        if self.status != 200:
            asked_s = self._retry_after_s() if self.status in (429, 503) else None
            self.asker.failed(self, refused(self.status, self.headers, body, retry_after_s=asked_s))
        elif not _is_object(body):
            self._fail(Malformed(self._unreadable()))
        else:
            self.counted = self.passage.usage(body)
            if self.counted is None and not self.passage.host.is_answer(body):
                self.asker.failed(self, reported(body, self.headers))
            else:
                self.asker.replied(self, body)

    def on_failure(self, error: UpstreamError) -> None:
        self._fail(error)

    # --- holding and letting go

    def release(self) -> None:
        """From here on the stream belongs to the client: no other offer will be asked."""
        if not self.is_over and not self.is_released:
            self.is_released = True
            held, self.held = b"".join(self.held), []
            self.asker.released(self, held)

    def _end_stream(self, reader: StreamReader) -> None:
        try:
            tail = reader.close()
            if self.translator is not None:
                tail = self.translator.close()
        except DeadheatError as error:
            self._fail(Malformed(error.message))
            return
        if self._has_broken_off():
            return
        if reader.is_complete or (reader.error and self.is_released):
            self.release()
            self.asker.streamed_all(self, tail)
        else:
            self._fail(UpstreamError(EMPTY if reader.done else "The host ended its stream in the middle."))

    def _has_broken_off(self) -> bool:
        """Whether a translated stream told of an error, which the client then hears in its own dialect."""
        said = self.translator.broken if self.translator is not None else ""
        if said:
            self._fail(UpstreamError(f"The host broke off: {said:.500}"))
        return bool(said)

    def _hold(self, data: bytes) -> None:
        self.held_bytes += len(data)
        self.held.append(data)
        if self.held_bytes > MAX_REPLY_BYTES:
            self._fail(Malformed(f"The reply is over {MAX_REPLY_BYTES} bytes."))

    def _fail(self, error: UpstreamError) -> None:
        if not self.is_over:
            self.asker.failed(self, broken(error))

    def _unreadable(self) -> str:
        coding = self._header(b"content-encoding") or "identity"
        if coding.lower() == "identity":
            return "The host answered 200 without a JSON object."
        return f"The host compressed its reply ({coding:.20}), although it was asked not to."

    def _retry_after_s(self) -> float | None:
        value = self._header(b"retry-after")
        return None if value is None else read_retry_after(value, now=today())

    def _header(self, name: bytes) -> str | None:
        return next((value.decode("latin-1") for n, value in self.headers if n == name), None)


def _is_event_stream(headers: Headers) -> bool:
    return any(n == b"content-type" and v.lower().startswith(b"text/event-stream") for n, v in headers)


def _is_object(body: bytes) -> bool:
    return body[:64].lstrip()[:1] == b"{" and body[-64:].rstrip()[-1:] == b"}"
