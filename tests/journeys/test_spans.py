"""A request served is a span at the collector, found by the request id the client got, and holds no word of it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests.journeys.gateway import ANSWER, QUESTION, serving

pytestmark = pytest.mark.slow


class Collector(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    got: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.got.append(self.rfile.read(int(self.headers["content-length"])).decode())
        self.send_response_only(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_collector_has_a_span_for_every_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Collector.got.clear()
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("DEADHEAT_TELEMETRY__OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    with serving(tmp_path) as gateway:
        ids = {gateway.ask().id, gateway.ask("nobody").id}
        gateway.stop()
    server.shutdown()
    thread.join()
    server.server_close()
    sent = [span for body in Collector.got for span in json.loads(body)["resourceSpans"][0]["scopeSpans"][0]["spans"]]
    assert {span["traceId"] for span in sent} == {entry_id.replace("-", "") for entry_id in ids}
    assert len(sent) == 2
    assert not any(words in body for body in Collector.got for words in (QUESTION, ANSWER))
