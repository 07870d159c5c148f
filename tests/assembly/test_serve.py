import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deadheat.assembly.serve import FirstSettings, open_listeners
from deadheat.errors import ConfigError
from deadheat.settings.load import load
from deadheat.upstream.fake import running
from tests.assembly.serving import PATIENCE_S, TOML, serving

pytestmark = pytest.mark.slow


def _entries(folder: Path) -> list[str]:
    db = sqlite3.connect(folder / "books.db")
    try:
        return [row[0] for row in db.execute("SELECT id FROM entry_rows")]
    finally:
        db.close()


def test_it_serves_reloads_keeps_the_last_good_settings_and_drains(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url) as gate:
        assert gate.chat()[0] == 200
        text = gate.config.read_text()
        gate.config.write_text(text + '[routes.second]\narms = [{ offer = "any" }]\n')
        gate.tell(signal.SIGHUP)
        gate.wait_for("event=reloaded")
        assert b'"second"' in gate.ask("GET", "/v1/models")[1]
        gate.config.write_text(text + "[rutes.third]\n")
        gate.tell(signal.SIGHUP)
        gate.wait_for("event=reload_refused.*rutes.*'routes'")
        assert gate.chat("second")[0] == 200
        assert gate.end() == 0
        gate.wait_for("event=stopped")
    assert len(_entries(tmp_path)) == 2


def test_a_file_that_is_gone_is_no_reason_to_serve_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "deadheat.toml"
    file.write_text(TOML.format(folder=tmp_path, url="http://127.0.0.1:1"))
    first = FirstSettings(None, {})
    file.unlink()
    with pytest.raises(ConfigError, match="no such file"):
        first.read_again()
    nothing = FirstSettings(None, {"OPENAI_API_KEY": "sk-0123456789abcdef"})
    assert "openai/*" in nothing.read_again().routes


def test_a_changed_file_is_read_without_being_told(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url) as gate:
        gate.config.write_text(gate.config.read_text() + '[routes.second]\narms = [{ offer = "any" }]\n')
        gate.wait_for("event=reloaded")


WRITTEN_WHILE_IT_STARTS = """
import pathlib
from deadheat.cli import serve

def try_books(settings, real=serve.try_books):
    file = pathlib.Path(settings.source)
    file.write_text(file.read_text() + '[routes.second]\\narms = [{ offer = "any" }]\\n')
    real(settings)

serve.try_books = try_books
"""


def test_a_file_that_changes_while_the_workers_start_is_read_by_each(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url, "--workers", "2", first=WRITTEN_WHILE_IT_STARTS) as gate:
        gate.wait_for("(?s)event=reloaded.*event=reloaded")
        for _ in range(10):
            assert b'"second"' in gate.ask("GET", "/v1/models")[1]


def test_no_request_is_dropped_while_settings_change_again_and_again(tmp_path: Path) -> None:
    statuses: list[int] = []
    with running() as host, serving(tmp_path, host.url) as gate:
        done = threading.Event()

        def ask() -> None:
            while not done.is_set():
                statuses.append(gate.chat(stream=True)[0])

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for asker in askers:
            asker.start()
        text = gate.config.read_text()
        for i in range(1, 5):
            gate.config.write_text(text + f'[routes.r{i}]\narms = [{{ offer = "any" }}]\n')
            gate.tell(signal.SIGHUP)
            gate.wait_for("(?s)" + "event=reloaded.*" * i)
        done.set()
        for asker in askers:
            asker.join()
    assert set(statuses) == {200}


def test_a_stream_under_way_ends_whole_after_sigterm(tmp_path: Path) -> None:
    got: list[tuple[int, bytes]] = []
    with running() as host, serving(tmp_path, host.url) as gate:
        asker = threading.Thread(target=lambda: got.append(gate.chat("paced-40", stream=True)))
        asker.start()
        gate.wait_until(lambda: bool(host.seen))
        assert gate.end() == 0
        asker.join()
    assert got[0][0] == 200
    assert got[0][1].endswith(b"data: [DONE]\n\n")
    assert len(_entries(tmp_path)) == 1


def test_nobody_new_is_kept_waiting_while_one_of_several_workers_still_answers(tmp_path: Path) -> None:
    got: list[tuple[int, bytes]] = []
    with running() as host, serving(tmp_path, host.url, "--workers", "3") as gate:
        asker = threading.Thread(target=lambda: got.append(gate.chat("paced-150", stream=True)))
        asker.start()
        gate.wait_until(lambda: bool(host.seen))
        gate.tell(signal.SIGTERM)
        gate.wait_until(lambda: not _takes_connections(gate.port))
        assert not got  # the port was closed before the last answer ended
        assert gate.end() == 0
        asker.join()
    assert got[0][1].endswith(b"data: [DONE]\n\n")


def _takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S).close()
    except OSError:
        return False
    return True


def test_a_client_that_asks_again_and_again_is_told_that_its_connection_ends(tmp_path: Path) -> None:
    seen: list[str | None] = []
    with running() as host, serving(tmp_path, host.url) as gate:
        connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=PATIENCE_S)
        body = json.dumps({"model": "plain", "messages": [{"role": "user", "content": "hi"}]})
        gate.tell(signal.SIGTERM)
        while not seen or seen[-1] != "close":
            connection.request("POST", "/v1/chat/completions", body)
            reply = connection.getresponse()
            assert reply.status == 200
            assert reply.read()
            seen.append(reply.headers["connection"])
        assert gate.end() == 0


AT_ONCE = """
import os, signal
from deadheat.assembly import serve
opened = serve.open_listeners
def open_listeners(*given):
    found = opened(*given)
    os.kill(os.getpid(), signal.SIGHUP)
    os.kill(os.getpid(), signal.SIGTERM)
    return found
serve.open_listeners = open_listeners
from deadheat.cli.app import main
main()
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_signal_as_soon_as_the_port_is_open_ends_it_in_order(tmp_path: Path, workers: str) -> None:
    config = tmp_path / "deadheat.toml"
    config.write_text(TOML.format(folder=tmp_path, url="http://127.0.0.1:1"))
    command = [sys.executable, "-c", AT_ONCE, "serve", "--config", str(config), "--workers", workers]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("event=stopped") == int(workers)


def test_workers_share_one_port_and_one_book_and_a_killed_one_is_replaced(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url, "--workers", "2") as gate:
        for _ in range(20):
            assert gate.chat()[0] == 200
        children = Path(f"/proc/{gate.process.pid}/task/{gate.process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        gate.wait_for("event=worker_died")
        for _ in range(20):
            assert gate.chat()[0] == 200
        gate.wait_until(lambda: b'status="200",error=""} 40' in gate.ask("GET", "/metrics", admin=True)[1])
        assert gate.end() == 0
    ids = _entries(tmp_path)
    assert len(ids) == len(set(ids)) == 40


def test_a_worker_that_takes_the_place_of_another_has_the_settings_of_now(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url, "--workers", "2") as gate:
        gate.config.write_text(gate.config.read_text() + '[routes."new/*"]\narms = [{ offer = "any" }]\n')
        gate.wait_for("(?s)event=reloaded.*event=reloaded")
        children = Path(f"/proc/{gate.process.pid}/task/{gate.process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        gate.wait_for("(?s)event=worker_died.*event=worker_died")
        for _ in range(10):
            assert b'"new/*"' in gate.ask("GET", "/v1/models")[1]


def test_addresses_that_cannot_be_bound_are_named_with_their_key(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        file = tmp_path / "deadheat.toml"
        file.write_text(f'[gateway]\nlisten = "127.0.0.1:{taken.getsockname()[1]}"\n')
        with pytest.raises(ConfigError) as caught:
            open_listeners(load(file, {}), 1)
    assert caught.value.where == "gateway.listen"
    assert "another gateway" in caught.value.hint


def test_the_admin_listener_tells_what_keeps_it_from_being_ready(tmp_path: Path) -> None:
    with running() as host, serving(tmp_path, host.url) as gate:
        assert gate.ask("GET", "/healthz", admin=True)[0] == 200
        assert json.loads(gate.ask("GET", "/readyz", admin=True)[1]) == {"status": "ready", "because": []}
        assert gate.ask("GET", "/v1/models", admin=True)[0] == 404
        assert gate.ask("GET", "/metrics")[0] == 404
