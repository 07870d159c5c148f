"""One worker is asked for metrics and answers for all of them."""

import json
from pathlib import Path

import pytest

from deadheat.assembly.telemetry import Telemetry
from deadheat.settings.load import Settings, load
from deadheat.store.recorder import Recorder, RecorderState
from tests.store.books import books, entry

WELL = RecorderState(backlog_bytes=5, lost_entries=0, lost_contents=0, trouble="")


def settings_in(folder: Path, gateway: str = "") -> Settings:
    path = folder / "deadheat.toml"
    store = f'[store]\nurl = "sqlite:///{folder}/books.db"\njournal = "{folder}/journal"'
    path.write_text(f"{gateway}\n{store}")
    return load(path, {})


def test_metrics_hold_the_requests_of_every_worker_once_and_the_gauges_of_each(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    one, two = Telemetry(settings, "w1"), Telemetry(settings, "w2")
    for writer, numbers in (("w1", (1, 2)), ("w2", (3,))):
        recorder = Recorder(books(tmp_path, writer=writer))
        for number in numbers:
            recorder.put(entry(number))
        recorder.close()
    one.put_up({"in_flight": 4}, {"qwen": True}, WELL)
    two.put_up({"in_flight": 5}, {}, WELL)
    page = two.page().decode()
    assert page == one.page().decode()
    assert 'deadheat_requests_total{route="assistant",offer="qwen",host="local",status="200",error=""} 3' in page
    assert 'deadheat_in_flight{worker="w1"} 4' in page
    assert 'deadheat_in_flight{worker="w2"} 5' in page
    assert 'deadheat_circuit_open{worker="w1",offer="qwen"} 1' in page
    one.close()
    assert 'worker="w1"' not in two.page().decode()


def test_books_that_cannot_be_read_leave_the_gauges(tmp_path: Path) -> None:
    telemetry = Telemetry(settings_in(tmp_path), "w1")
    telemetry.put_up({"in_flight": 4}, {}, WELL)
    page = telemetry.page().decode()
    assert page.startswith("# The books cannot be read: ")
    assert 'deadheat_in_flight{worker="w1"} 4' in page


@pytest.mark.parametrize(("form", "lines"), [("json", 2), ("text", 2), ("off", 0)])
def test_a_line_for_each_request_unless_switched_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, lines: int
) -> None:
    telemetry = Telemetry(settings_in(tmp_path, f'gateway.log = "{form}"'), "w1")
    telemetry.tap([entry(1), entry(2)])
    found = capsys.readouterr().err.splitlines()
    assert len(found) == lines
    assert form != "json" or json.loads(found[0])["event"] == "request"
