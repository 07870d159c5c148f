"""Sends spans to a collector, in a thread of its own and with a bounded memory: nothing ever waits for it."""

import http.client
import logging
import threading
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping, Sequence

from msgspec import Struct

from deadheat.facts.entry import Entry
from deadheat.ledger.semconv import Names
from deadheat.ledger.spans import Peer, render_spans

log = logging.getLogger("deadheat.telemetry")
MOST_WAITING = 20_000
BATCH = 512
PAUSE_S = 2.0
TIMEOUT_S = 10.0
MOST_ANSWER = 64 * 1024


class OtlpOptions(Struct, frozen=True, kw_only=True):
    """Where spans go, with which headers, and how their attributes are spelled."""

    endpoint: str
    headers: Mapping[str, str]
    peers: Mapping[str, Peer]
    names: Names = "current"

    def __repr__(self) -> str:
        return f"OtlpOptions(endpoint={self.endpoint!r})"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the headers elsewhere and the spans nowhere: a POST becomes a GET."""

    def redirect_request(self, *_: object) -> None:
        """Refuse it."""


class OtlpSender:
    """Spans for every entry it is offered, as OTLP over HTTP with JSON. What finds no room or no taker is counted."""

    def __init__(self, options: OtlpOptions) -> None:
        self._options = options
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._waiting: deque[Entry] = deque()
        self._stop = threading.Event()
        self._failing = False
        self.dropped = 0
        self.sent = 0
        self._thread = threading.Thread(target=self._run, name="deadheat-otlp", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def offer(self, entries: Sequence[Entry]) -> None:
        """Take `entries` to be sent; those beyond the room there is are dropped and counted."""
        room = max(MOST_WAITING - len(self._waiting), 0)
        self._waiting.extend(entries[:room])
        self.dropped += max(len(entries) - room, 0)

    def stop(self, *, timeout_s: float) -> None:
        """Send what waits, if the collector takes it in time."""
        self._stop.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_S):
            self._turn()
        self._turn()

    def _turn(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            if not self._post(render_spans(batch, self._options.peers, names=self._options.names)):
                self.dropped += len(batch)
                return
            self.sent += len(batch)

    def _post(self, body: bytes) -> bool:
        url = self._options.endpoint.rstrip("/") + "/v1/traces"
        headers = {"Content-Type": "application/json", "User-Agent": "deadheat", **self._options.headers}
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - http(s) was checked at load
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as reply:
                reply.read(MOST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            self._note(str(getattr(error, "reason", error)))
            return False
        self._note("")
        return True

    def _note(self, trouble: str) -> None:
        if trouble and not self._failing:
            log.warning('event=spans_not_taken endpoint=%s error="%s"', self._options.endpoint, trouble)
        if self._failing and not trouble:
            log.info("event=spans_taken_again dropped=%d", self.dropped)
        self._failing = bool(trouble)
