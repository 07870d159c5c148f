"""The admin listener of a worker: is it alive, is it ready, what does it count."""

import asyncio
import logging
from collections.abc import Callable

import msgspec

from deadheat.gateway.authority import is_near
from deadheat.gateway.request import Request
from deadheat.gateway.wire import plain_error
from deadheat.ports import Responder, Serving

log = logging.getLogger("deadheat.admin")
JSON = b"content-type: application/json\r\ncache-control: no-store\r\n"
METRICS = b"content-type: text/plain; version=0.0.4; charset=utf-8\r\ncache-control: no-store\r\n"
FOREIGN = "The admin pages answer to this machine's own names. gateway.admin_from = 'network' opens them to others."
PAGES = "/healthz, /readyz, /metrics"


class _Rendering:
    """Renders metrics in a thread, because reading the books would hold up the traffic."""

    def __init__(self, responder: Responder, metrics: Callable[[], bytes]) -> None:
        self._responder = responder
        self._page = asyncio.get_running_loop().run_in_executor(None, metrics)
        self._page.add_done_callback(self._answer)

    def _answer(self, page: asyncio.Future[bytes]) -> None:
        if page.cancelled():
            return
        if (error := page.exception()) is not None:
            log.error("event=metrics_failed", exc_info=error)
            self._responder.answer(500, JSON, plain_error(500, "internal", "The metrics cannot be rendered.", ""))
            return
        self._responder.answer(200, METRICS, page.result())

    def client_gone(self) -> None:
        """The page is rendered for nobody."""
        self._page.cancel()

    def pause(self) -> None:
        """One page is written at once."""

    def resume(self) -> None:
        """See `pause`."""


class Admin:
    """Answers the admin listener.

    troubles: why the worker is not ready. metrics: the counts as a page. near: answer only who calls this machine by an
    address, or by a name that no public server knows, which no web page of somebody else does.
    """

    def __init__(self, *, troubles: Callable[[], list[str]], metrics: Callable[[], bytes], near: bool) -> None:
        self._troubles = troubles
        self._metrics = metrics
        self._near = near

    def handle(self, request: Request, responder: Responder) -> Serving | None:
        """Answer one request at once."""
        refusal = request.refusal
        path = request.path
        if refusal is not None:
            body = plain_error(refusal.status, refusal.code, refusal.message, "")
            responder.answer(refusal.status, JSON, body)
        elif self._near and not is_near(request.headers.get(b"host", b"localhost")):
            responder.answer(403, JSON, plain_error(403, "foreign_host", FOREIGN, ""))
        elif request.method not in (b"GET", b"HEAD"):
            body = plain_error(405, "method_not_allowed", "Pages of the admin listener are read with GET.", "")
            responder.answer(405, JSON + b"allow: GET, HEAD\r\n", body)
        elif path == b"/healthz":
            responder.answer(200, JSON, b'{"status":"alive"}')
        elif path == b"/readyz":
            troubles = self._troubles()
            body = msgspec.json.encode({"status": "not ready" if troubles else "ready", "because": troubles})
            responder.answer(503 if troubles else 200, JSON, body)
        elif path == b"/metrics":
            return _Rendering(responder, self._metrics)
        else:
            responder.answer(404, JSON, plain_error(404, "not_found", f"There is no such page. There is {PAGES}.", ""))
        return None
