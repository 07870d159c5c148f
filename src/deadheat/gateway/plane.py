"""The front of the data plane: which request is an exchange, which is a list of names, which is nothing we serve."""

import logging

from deadheat.dialects.spoken import DIALECTS, MESSAGES, Dialect
from deadheat.gateway.clock import epoch_ms, new_id
from deadheat.gateway.desk import Desk
from deadheat.gateway.exchange import Exchange
from deadheat.gateway.forward import JSON, named
from deadheat.gateway.models import list_models
from deadheat.gateway.passage import COUNT_TOKENS
from deadheat.gateway.request import Refusal, Request
from deadheat.gateway.wire import plain_error
from deadheat.ports import Responder, Serving

log = logging.getLogger("deadheat.gateway")
TICK_S = 0.05
MODELS = b"/v1/models"
POSTED: dict[bytes, tuple[Dialect, bytes]] = {
    b"/v1" + dialect.path.encode(): (dialect, dialect.path.encode()) for dialect in DIALECTS
} | {b"/v1" + COUNT_TOKENS: (MESSAGES, COUNT_TOKENS)}
FAULT = Refusal(500, "internal", "The gateway has a fault. Its log names it under the id of this request.")


class DataPlane:
    """Answers every request of the gateway's listener."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.requests = 0
        self._ticking = desk.loop.call_later(TICK_S, self._tick)

    def handle(self, request: Request, responder: Responder) -> Serving | None:
        """Serve one request, at once or later."""
        self.requests += 1
        found = POSTED.get(request.target) or POSTED.get(request.path)
        if found is None or request.method != b"POST":
            self._handle_other(request, responder, known=found is not None)
            return None
        exchange = Exchange(self.desk, responder, request, found[0])
        try:
            exchange.start(found[1])
        except Exception:
            log.exception("event=fault id=%s", exchange.story.id)
            exchange.refuse(FAULT)
        return exchange

    def close(self) -> None:
        """Watch no deadlines any more."""
        self._ticking.cancel()

    def _tick(self) -> None:
        self._ticking = self.desk.loop.call_later(TICK_S, self._tick)
        self.desk.expire()

    def _handle_other(self, request: Request, responder: Responder, *, known: bool) -> None:
        path, request_id = request.path.rstrip(b"/"), new_id(epoch_ms())
        is_list = path == MODELS or path.startswith(MODELS + b"/")
        refusal = request.refusal
        grant = self.desk.grant_of(request) if is_list else None
        if refusal is None and is_list:
            refusal = self.desk.guard(request, grant)
        if refusal is None and is_list and request.method in (b"GET", b"HEAD"):
            name, allowed = path[len(MODELS) + 1 :], grant.routes if grant is not None else None
            anthropic = b"anthropic-version" in request.headers
            listed = list_models(self.desk.table, name, anthropic=anthropic, allowed=allowed, request_id=request_id)
            responder.answer(listed.status, JSON + named(request_id), listed.body)
            return
        refusal = refusal or _not_served(request, known=known or is_list)
        allow = b"allow: %b\r\n" % (b"GET, HEAD" if is_list else b"POST") if refusal.status == 405 else b""
        body = plain_error(refusal.status, refusal.code, refusal.message, request_id)
        responder.answer(refusal.status, JSON + named(request_id) + allow, body)


def _not_served(request: Request, *, known: bool) -> Refusal:
    method, path = request.method.decode("latin-1"), request.path.decode("latin-1")
    if known:
        return Refusal(405, "method_not_allowed", f"{path} does not take {method}.")
    served = ", ".join(p.decode() for p in (*POSTED, MODELS))
    return Refusal(404, "not_found", f"There is no {method} {path!r:.200}. Served are {served}.")
