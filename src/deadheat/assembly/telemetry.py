"""What a worker tells the outside: lines, spans and metrics, all made from entries off the hot path."""

import sqlite3
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from deadheat.errors import StoreError
from deadheat.facts.entry import Entry
from deadheat.ledger.metrics import Reading, render_metrics
from deadheat.ledger.otlp import OtlpOptions, OtlpSender
from deadheat.ledger.request_log import render_log
from deadheat.ledger.spans import peer_of
from deadheat.settings.load import Settings
from deadheat.store.board import Gauge, gauges_of, put_up, read_board, take_down
from deadheat.store.entries import read_totals
from deadheat.store.migrations import BOOKS
from deadheat.store.recorder import RecorderState
from deadheat.store.sqlite import connect_reading

CLOSE_S = 5.0


class Telemetry:
    """One worker's. `tap` belongs to the thread of its recorder, everything else to its loop."""

    def __init__(self, settings: Settings, worker: str) -> None:
        """Start the sender of spans if there is somebody to send them to."""
        place = settings.place
        self._file: Path = place.file
        self._board = place.journal / "now"
        self._worker = worker
        self._form = settings.gateway.log
        self._sender = _sender(settings)
        if self._sender is not None:
            self._sender.start()

    def tap(self, entries: Sequence[Entry]) -> None:
        """Hear of entries that are in the books now."""
        if self._form != "off":
            with suppress(OSError):  # nobody reads stderr any more; the entries are in the books
                sys.stderr.write(render_log(entries, self._form))
                sys.stderr.flush()
        if self._sender is not None:
            self._sender.offer(entries)

    def put_up(self, numbers: Mapping[str, float], resting: Mapping[str, bool], state: RecorderState) -> None:
        """Say where all can see it what this worker is at. `resting`: its offers, true while they rest."""
        gauges = gauges_of(
            {
                **numbers,
                "journal_backlog_bytes": state.backlog_bytes,
                "lost_entries": state.lost_entries,
                "lost_contents": state.lost_contents,
                "store_trouble": float(bool(state.trouble)),
            }
        )
        if self._sender is not None:
            gauges += gauges_of({"spans_dropped": self._sender.dropped})
        offers = tuple(Gauge("circuit_open", float(rests), offer) for offer, rests in resting.items())
        put_up(self._board, self._worker, gauges + offers)

    def page(self) -> bytes:
        """The metrics of all workers. While the books cannot be read it holds the gauges alone."""
        readings = [
            Reading(notice.worker, gauge.name, gauge.about, gauge.value)
            for notice in read_board(self._board, now_s=time.time())
            for gauge in notice.gauges
        ]
        try:
            with closing(connect_reading(self._file, BOOKS)) as db:
                totals = read_totals(db)
        except (StoreError, sqlite3.Error) as error:
            gauges = render_metrics({}, readings)
            return f"# The books cannot be read: {str(error).splitlines()[0]}\n{gauges}".encode()
        return render_metrics(totals, readings).encode()

    def close(self) -> None:
        """Send what waits, and take this worker's numbers down."""
        if self._sender is not None:
            self._sender.stop(timeout_s=CLOSE_S)
        take_down(self._board, self._worker)


def _sender(settings: Settings) -> OtlpSender | None:
    endpoint = settings.telemetry.otlp_endpoint
    if endpoint is None:
        return None
    peers = {name: peer_of(host) for name, host in settings.hosts.items()}
    names = settings.telemetry.attribute_names
    return OtlpSender(OtlpOptions(endpoint=endpoint, headers=settings.telemetry_headers, peers=peers, names=names))
