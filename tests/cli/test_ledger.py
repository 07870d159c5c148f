"""The ledger sums exactly what the books hold, the journal of a killed gateway included."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deadheat.cli.keys import create
from deadheat.cli.ledger import ledger
from deadheat.errors import StoreError
from deadheat.store.journal import Journal, JournalOptions
from deadheat.store.recorder import Recorder
from tests.store.books import PLAIN, REFUSED, books, entry


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "deadheat.toml"
    path.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/books.db"\njournal = "{tmp_path}/journal"')
    recorder = Recorder(books(tmp_path))
    cheap = msgspec.structs.replace(PLAIN, cost_nanousd=1)
    for kept in (
        entry(1),
        entry(2, cheap),
        entry(3, REFUSED),
        entry(4, msgspec.structs.replace(PLAIN, cost_nanousd=None)),
    ):
        recorder.put(kept)
    recorder.close()
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_sums_are_exact_to_the_nano_dollar(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(config=config, by="route", json=True)
    assert printed(capsys) == {
        "schema": "deadheat.ledger/1",
        "since": None,
        "by": "route",
        "entries": 4,
        "cost_usd": "0.000060001",
        "groups": [
            {
                "group": "",
                "requests": 1,
                "errors": 1,
                "input_tokens": 0,
                "output_tokens": 0,
                "cost_usd": "0",
                "cached_tokens": 0,
                "reasoning_tokens": 0,
                "unpriced": 0,
                "unmetered": 0,
            },
            {
                "group": "assistant",
                "requests": 3,
                "errors": 0,
                "input_tokens": 300,
                "output_tokens": 150,
                "cost_usd": "0.000060001",
                "cached_tokens": 120,
                "reasoning_tokens": 60,
                "unpriced": 1,
                "unmetered": 0,
            },
        ],
    }


def test_without_by_there_is_one_group(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(config=config, json=True)
    assert [(g["group"], g["requests"]) for g in printed(capsys)["groups"]] == [("all", 4)]


def test_since_leaves_out_what_came_before(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(config=config, since="2026-11-23", json=True)
    assert printed(capsys)["entries"] == 4
    ledger(config=config, since="2026-11-24", json=True)
    document = printed(capsys)
    assert (document["entries"], document["groups"], document["since"]) == (0, [], "2026-11-24T00:00:00Z")


def test_the_table_says_what_its_sum_leaves_out(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(config=config, by="offer")
    out = capsys.readouterr().out
    assert "0.000060001" in out
    assert "1 of the requests: their price or usage is unknown" in out


def test_what_a_killed_gateway_left_in_its_journal_is_counted(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = config.parent / "journal" / "entries"
    left = Journal(JournalOptions(folder=folder, writer="killed", max_bytes=1 << 26), clock=lambda: 0.0)
    left.append(msgspec.msgpack.encode(entry(9)))
    left.close()
    ledger(config=config, json=True)
    assert printed(capsys)["entries"] == 5


def test_books_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(f'store.url = "sqlite:///{tmp_path}/none.db"')
    with pytest.raises(StoreError, match="no such database"):
        ledger(config=path)


def test_keys_are_shown_by_name_to_people_and_by_id_to_programs(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create("team", config=config, json=True)
    key_id = printed(capsys)["key"]["id"]
    recorder = Recorder(books(config.parent))
    recorder.put(entry(9, msgspec.structs.replace(PLAIN, key_id=key_id)))
    recorder.close()
    ledger(config=config, by="key", json=True)
    assert key_id in [group["group"] for group in printed(capsys)["groups"]]
    ledger(config=config, by="key")
    assert f"team ({key_id})" in capsys.readouterr().out
