"""Spans reach a collector over a real socket, and one that is away costs nothing but the spans."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from deadheat.ledger import otlp
from deadheat.ledger.otlp import OtlpOptions, OtlpSender
from tests.store.books import entry


class Collector(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    got: ClassVar[list[tuple[str, str | None, Any]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path.startswith("/elsewhere"):
            self.send_response_only(302)
            self.send_header("location", "/v1/traces")
            self.end_headers()
            return
        self.got.append((self.path, self.headers["x-token"], json.loads(body)))
        self.send_response_only(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[str]:
    Collector.got.clear()
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_was_offered_is_sent_in_batches_before_the_end(collector: str) -> None:
    sender = OtlpSender(OtlpOptions(endpoint=collector, headers={"x-token": "t"}, peers={}))
    sender.start()
    sender.offer([entry(n) for n in range(700)])
    sender.stop(timeout_s=60)
    counts = [len(body["resourceSpans"][0]["scopeSpans"][0]["spans"]) for _, _, body in Collector.got]
    assert (counts, sender.sent, sender.dropped) == ([512, 188], 700, 0)
    assert {(path, token) for path, token, _ in Collector.got} == {("/v1/traces", "t")}


def test_a_collector_that_is_away_is_told_once_and_its_spans_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    sender = OtlpSender(OtlpOptions(endpoint="http://127.0.0.1:1", headers={"x-token": "secret"}, peers={}))
    with caplog.at_level(logging.INFO, logger="deadheat.telemetry"):
        for number in range(3):
            sender.offer([entry(number)])
            sender._turn()
    assert (sender.sent, sender.dropped) == (0, 3)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "secret" not in caplog.text


def test_a_redirect_is_not_followed_and_its_spans_are_counted(collector: str) -> None:
    sender = OtlpSender(OtlpOptions(endpoint=f"{collector}elsewhere", headers={"x-token": "t"}, peers={}))
    sender.offer([entry(1)])
    sender._turn()
    assert (sender.sent, sender.dropped, Collector.got) == (0, 1, [])


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(otlp, "MOST_WAITING", 10)
    sender = OtlpSender(OtlpOptions(endpoint="http://127.0.0.1:1", headers={}, peers={}))
    sender.offer([entry(n) for n in range(25)])
    assert (len(sender._waiting), sender.dropped) == (10, 15)


def test_options_do_not_show_headers() -> None:
    assert "secret" not in repr(OtlpOptions(endpoint="http://a", headers={"a": "secret"}, peers={}))
