"""One chat request from its last byte in to its last byte out: pick, ask, ask again, relay, settle once."""

import asyncio
import random

from deadheat.decision.backoff import wait_s
from deadheat.dialects.spoken import RESPONSES, Dialect
from deadheat.dialects.view import RequestView, conversation_key, following_key, response_id
from deadheat.errors import DataError, DeadheatError, Malformed, UpstreamError, UpstreamTimeout
from deadheat.facts.route import Retries
from deadheat.gateway.attempt import Asker, Attempt
from deadheat.gateway.connection import NEVER
from deadheat.gateway.desk import Desk
from deadheat.gateway.failure import Failure, broken
from deadheat.gateway.forward import EVENT_STREAM, JSON, named, to_client, to_host
from deadheat.gateway.passage import COUNT_TOKENS, passage_to
from deadheat.gateway.pick import all_rest, offers_in_order
from deadheat.gateway.request import Refusal, Request, unreadable
from deadheat.gateway.story import CLIENT_GONE, Story
from deadheat.gateway.table import LiveOffer
from deadheat.ports import Responder

REST_MOST_S = 60.0
UNREAD = RequestView(model="")
NO_RETRIES = Retries()
STORE_FULL = "The books are full, and every answer must be in them. This one is withheld."


class Exchange(Asker):
    """The `Serving` of one request. It owns every timeout of it but that of opening a connection.

    last_call: when all patience ends, whatever happens until then. order: the offers not asked yet.
    said: what the client got, for routes that keep it. _why: what to tell the client if there is no other offer.
    """

    __slots__ = (
        "_all_refused",
        "_as_chat",
        "_asked_here",
        "_paused",
        "_settled",
        "_timer",
        "_why",
        "attempt",
        "conversation",
        "deadline",
        "desk",
        "dialect",
        "last_call",
        "model",
        "order",
        "path",
        "responder",
        "said",
        "story",
        "view",
    )

    def __init__(self, desk: Desk, responder: Responder, request: Request, dialect: Dialect) -> None:
        self.desk = desk
        self.responder = responder
        self.dialect = dialect
        self.story = Story(request, desk.table, dialect.name)
        self.path = b""
        self.model = ""
        self.view = UNREAD
        self.order: list[LiveOffer] = []
        self.conversation = b""
        self.attempt: Attempt | None = None
        self.said: list[bytes] | None = None
        self.deadline = self.last_call = NEVER
        self._asked_here = 0
        self._all_refused = True
        self._as_chat = False
        self._paused = self._settled = False
        self._timer: asyncio.TimerHandle | None = None
        self._why: Failure | Refusal | None = None

    # --- in

    def start(self, path: bytes) -> None:
        """Admit, read, route and ask the first offer; `path` is that of the API below /v1."""
        self.path = path
        self.story.is_free = path == COUNT_TOKENS
        refusal = self.story.request.refusal or self._admit() or self._pick()
        if refusal is not None:
            self.refuse(refusal)
        else:
            self.desk.active.add(self)
            self._ask_next(None)

    def _admit(self) -> Refusal | None:
        desk, story = self.desk, self.story
        grant = desk.grant_of(story.request)
        if grant is not None:
            story.key_id = grant.id
        if (refusal := desk.guard(story.request, grant) or desk.room()) is not None:
            return refusal
        try:
            self.view = view = self.dialect.read_request(story.request.body)
        except DataError as error:
            return unreadable(error)
        found = story.table.find(view.model)
        if found is None:
            said = f"There is no route {view.model!r}. {story.table.hint(view.model)}".rstrip()
            return Refusal(404, "model_not_found", said)
        route, self.model = found
        if grant is not None and grant.routes is not None and route.name not in grant.routes:
            return Refusal(403, "route_not_allowed", f"This key may not ask for the route {route.name!r}.")
        story.route = route
        return None

    def _pick(self) -> Refusal | None:
        route = self.story.route
        if route is None or not route.arms:
            return Refusal(503, "no_arm", "No arm of the route takes traffic.")
        now = self.desk.now()
        if len(route.arms) > 1:
            self.conversation = conversation_key(self.view)
        if route.record != "none":
            self.said = []
        self.order = offers_in_order(route, self.conversation, self.desk.affinity, now)
        self.story.arm = self.order[0].name
        self.last_call = now + self.order[0].timeouts.total_s
        return None

    # --- asking

    def _ask_next(self, failure: Failure | None) -> None:
        """Ask the next offer whose circuit lets a request through; tell the client when there is none."""
        self._why = failure or self._why
        now = self.desk.now()
        while self.order:
            offer = self.order.pop(0)
            if offer.state.circuit.admits(now):
                self._asked_here = 1
                self._as_chat = False
                self._ask(offer)
                return
        why = self._why or all_rest(self.story.route, now)
        if isinstance(why, Refusal):
            self.refuse(why)
        else:
            self._give_up(why)

    def _ask(self, offer: LiveOffer) -> None:
        self._timer = None
        model = offer.host_model_id
        as_chat = self._as_chat or offer.state.lacks_responses
        try:
            passage = passage_to(offer, self.dialect, self.path, model=model, as_chat=as_chat)
            body = passage.request(self.story.request.body, self.view, model)
        except DataError as error:
            offer.state.circuit.abandoned()
            self._why = self._why or unreadable(error)
            self._ask_next(None)  # a host that speaks another dialect may have a place for it
            return
        self.story.offer = offer
        self.story.usage = None
        self.story.attempts += 1
        self.story.dialect_out = passage.host.name
        self.wait(offer.timeouts.connect_s + offer.timeouts.first_byte_s)
        self.attempt = attempt = Attempt(self, offer, passage)
        headers = to_host(self.story.request.headers, offer.dialect)
        call = offer.upstream.send(passage.path, headers, body, attempt)
        if not attempt.is_over:
            attempt.call = call

    def wait(self, seconds: float) -> None:
        """Give the host so many seconds for its next step."""
        if not self._paused:
            self.deadline = min(self.desk.lately + seconds, self.last_call)

    def expire(self) -> None:
        """The host took too long: another offer if the client has seen nothing, else the end."""
        attempt = self.attempt
        late = UpstreamTimeout("The host did not answer in time.")
        if attempt is None or attempt.is_over:  # a fault of ours between two attempts: nobody else would end this
            self._break_off(late) if self.story.streamed else self._give_up(broken(late))
            return
        spent = self.desk.now() >= self.last_call
        if attempt.reader is not None and not attempt.is_released and not spent and not self.order:
            attempt.release()  # nowhere else to go: the client may as well see what there is
            self.wait(attempt.offer.timeouts.between_bytes_s)
        else:
            self.failed(attempt, broken(late))

    def failed(self, attempt: Attempt, failure: Failure) -> None:
        """An attempt came to nothing, or broke in the middle of what the client already has."""
        if attempt.is_over:
            return
        now = self.desk.now()
        self.story.usage = attempt.usage
        self._all_refused = self._all_refused and failure.status >= 400
        attempt.close()
        circuit = attempt.offer.state.circuit
        if failure.blames_host:
            circuit.failed(now)
        else:
            circuit.succeeded()
        if failure.retry_after_s and self.order:
            circuit.rest(now + min(failure.retry_after_s, REST_MOST_S))
        if failure.status in (404, 405, 501) and attempt.passage.host is RESPONSES and not self._as_chat:
            self._as_chat = True  # many hosts know chat completions alone
            self._ask(attempt.offer)
        elif attempt.is_released:
            self._break_off(failure.error)
        elif not failure.other or now >= self.last_call:
            self._give_up(failure)
        elif failure.again == "first" or (failure.again == "last" and not self.order):
            self._ask_again(attempt.offer, failure)
        else:
            self._ask_next(failure)

    def _ask_again(self, offer: LiveOffer, failure: Failure) -> None:
        """Wait a moment and ask the same offer; the next one when that makes no sense."""
        retries = self.story.route.retries if self.story.route else NO_RETRIES
        self._asked_here += 1
        pause = wait_s(retries, self._asked_here - 1, random.random(), failure.retry_after_s)  # noqa: S311
        late = pause is None or self.desk.now() + pause >= self.last_call
        if self._asked_here > retries.attempts or late or not offer.state.circuit.is_closed:
            self._ask_next(failure)
            return
        self.attempt = None
        self.deadline = NEVER
        self._timer = self.desk.loop.call_later(pause or 0.0, self._ask, offer)

    # --- out

    def released(self, attempt: Attempt, held: bytes) -> None:
        """The first real token of a stream: from here on it belongs to the client."""
        self.story.first_token = self.desk.now()
        self.story.streamed = True
        self._accept(attempt)
        self.responder.begin(200, EVENT_STREAM + self._lines(attempt))
        self.more(attempt, held)

    def more(self, attempt: Attempt, data: bytes) -> None:
        """The next bytes of a released stream."""
        self.wait(attempt.offer.timeouts.between_bytes_s)
        self._write(data)

    def streamed_all(self, attempt: Attempt, tail: bytes) -> None:
        """The end of a released stream. Its entry is safe before the client can see that it ended."""
        reader = attempt.reader
        self.story.usage = attempt.usage
        attempt.close()
        self._write(tail)
        if reader is not None and reader.response_id:
            self._expect_following(attempt, reader.response_id)
        self._end_stream("upstream_stream" if reader is None or reader.error else "", complete=True)

    def replied(self, attempt: Attempt, body: bytes) -> None:
        """A whole reply."""
        self.story.usage = attempt.usage
        attempt.close()
        self._accept(attempt)
        self._all_refused = False
        try:
            stream = attempt.passage.streamed(body, self.view, self.model)
            body = attempt.passage.reply(body, self.view) if stream is None else stream
        except DeadheatError as error:
            self._give_up(broken(Malformed(error.message)))
            return
        if self.dialect is RESPONSES:
            self._expect_following(attempt, response_id(body))
        if stream is not None:  # the host cannot stream, and a client that waits for events would take none for nothing
            self.story.streamed = True
            self.responder.begin(200, EVENT_STREAM + self._lines(attempt))
            self._write(stream)
            self._end_stream("", complete=True)
            return
        self._answer(200, "", JSON + self._lines(attempt), body, complete=True)

    def refuse(self, refusal: Refusal) -> None:
        """Tell the client why its request is not served, in its own dialect, and when to try again if it may."""
        body = self._error(refusal.status, refusal.code, refusal.message, refusal.param)
        wait = b"retry-after: %d\r\n" % refusal.again_s if refusal.status == 503 else b""
        self._answer(refusal.status, refusal.code, JSON + named(self.story.id) + wait, body)

    def _give_up(self, failure: Failure) -> None:
        """Tell the client what the last host said, or in our words why there is no answer."""
        status, error = failure.client_status, failure.error
        is_ours = self.story.dialect_out == self.dialect.name and failure.is_said_in(self.dialect.name)
        body = failure.body if is_ours else self._error(status, error.code, failure.told)
        offer = self.story.offer.name if self.story.offer else ""
        self.story.is_free = self.story.is_free or self._all_refused
        headers = JSON + named(self.story.id, offer) + to_client(failure.headers).lines
        self._answer(status, error.code, headers, body)

    def _break_off(self, error: UpstreamError) -> None:
        """End a stream that cannot go on with the dialect's own error event, never with another model's words."""
        sequence = self.attempt.events_out if self.attempt else 0
        event = self.dialect.error_event(
            error.http_status,
            code=error.code,
            message=error.message,
            request_id=self.story.id,
            sequence=sequence,
        )
        self._write(event)
        self._end_stream(error.code, complete=False)

    def _end_stream(self, error: str, *, complete: bool) -> None:
        if self._settle(200, error, complete=complete):
            self.responder.end()
        else:
            self.responder.abort()

    def _write(self, data: bytes) -> None:
        self.story.bytes_out += len(data)
        if self.said is not None:
            self.said.append(data)
        self.responder.write(data)

    def _error(self, status: int, code: str, message: str, param: str | None = None) -> bytes:
        return self.dialect.error_body(status, code=code, message=message, request_id=self.story.id, param=param)

    def _lines(self, attempt: Attempt) -> bytes:
        allowed = to_client(attempt.headers)
        self.story.upstream_id = allowed.hosts_id
        return named(self.story.id, attempt.offer.name) + allowed.lines

    def _accept(self, attempt: Attempt) -> None:
        attempt.offer.state.circuit.succeeded()
        attempt.offer.state.lacks_responses |= self._as_chat
        if self.conversation:
            self.desk.affinity.keep(self.conversation, attempt.offer.name, self.desk.now())

    def _expect_following(self, attempt: Attempt, response: str) -> None:
        """Whoever follows a response has to ask the host that keeps it."""
        if self.conversation and response:
            self.desk.affinity.keep(following_key(response), attempt.offer.name, self.desk.now())

    def _answer(self, status: int, error: str, headers: bytes, body: bytes, *, complete: bool = False) -> None:
        self.story.bytes_out = len(body)
        if self.said is not None:
            self.said = [body]
        if self._settle(status, error, complete=complete):
            self.responder.answer(status, headers, body)
            return
        lines = JSON + named(self.story.id) + b"retry-after: 1\r\n"
        self.responder.answer(503, lines, self._error(503, "store", STORE_FULL))

    def _settle(self, status: int, error: str, *, complete: bool = False) -> bool:
        """Write the entry, once; False when it must not be missing and cannot be kept."""
        if self._settled:
            return True
        self._settled = True
        desk, story = self.desk, self.story
        desk.active.discard(self)
        if (attempt := self.attempt) is not None:
            self.attempt = None
            attempt.close()
        entry = story.entry(desk.now(), status, error, complete=complete)
        if not desk.recorder.put(entry):
            return False
        if self.said is not None and story.route is not None:
            full = story.route.record == "full"
            said = b"".join(self.said)
            desk.recorder.put_content(entry, story.route.keep_days, request=story.request.body, reply=said, full=full)
        return True

    # --- the client

    def client_gone(self) -> None:
        """Cancel what is on its way and settle with what the host reported until now."""
        if self._settled:
            return
        if self._timer is not None:
            self._timer.cancel()
        if (attempt := self.attempt) is not None and not attempt.is_over:
            self.story.usage = attempt.usage
            attempt.offer.state.circuit.abandoned()
            attempt.close()
        else:  # between two attempts
            self.story.is_free = self.story.is_free or self._all_refused
        self._settle(499, CLIENT_GONE)

    def pause(self) -> None:
        """The client reads more slowly than the host writes: stop reading, and do not blame the host for it."""
        self._paused = True
        self.deadline = self.last_call
        if self.attempt is not None and self.attempt.call is not None:
            self.attempt.call.pause()

    def resume(self) -> None:
        """Read on."""
        self._paused = False
        if self.attempt is not None and not self.attempt.is_over:
            self.wait(self.attempt.offer.timeouts.between_bytes_s)
            if self.attempt.call is not None:
                self.attempt.call.resume()
