import subprocess
import sys
from pathlib import Path

import pytest

from deadheat.gateway import exchange
from deadheat.gateway.table import RouteTable
from tests.gateway.harness import gateway


def test_a_fault_of_ours_is_one_500_with_an_id_and_the_gateway_serves_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    with gateway(tmp_path) as gate:
        with monkeypatch.context() as patch:
            patch.setattr(exchange, "offers_in_order", fault)
            reply = gate.chat("assistant", messages=[{"role": "user", "content": "my secret prompt"}])
        entry = gate.entry()
        after = gate.chat("assistant")
    assert (reply.status, entry.status, entry.error) == (500, 500, "internal")
    assert reply.headers["x-request-id"] == entry.id
    assert entry.id in caplog.text
    assert "my secret prompt" not in caplog.text
    assert after.status == 200


def test_the_data_plane_loads_no_arrays_and_no_databases_of_analysis() -> None:
    code = (
        "import sys, deadheat.assembly.worker, deadheat.assembly.serve\n"
        "print([m for m in ('numpy', 'scipy', 'duckdb', 'pandas', 'jinja2', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /v1/nothing HTTP/1.1\r\nhost: a\r\n\r\n", 404),
        (b"PUT /v1/chat/completions HTTP/1.1\r\nhost: a\r\n\r\n", 405),
        (b"GET /v1/models/no HTTP/1.1\r\nhost: a b\r\n\r\n", 400),
        (b"GET /v1/models/no HTTP/1.1\r\nhost: a\r\n\r\n", 404),
        (b"NOT HTTP\r\n\r\n", 400),
    ],
)
def test_whatever_is_refused_has_an_id(tmp_path: Path, raw: bytes, status: int) -> None:
    with gateway(tmp_path) as gate:
        strict = {name: route for name, route in gate.desk.table.routes.items() if name == "assistant"}
        gate.desk.table = RouteTable(routes=strict, config_hash="")
        reply = gate.send(raw)
    assert reply.status == status
    assert reply.json["request_id"] == reply.headers["x-request-id"] == reply.headers["request-id"] != ""
