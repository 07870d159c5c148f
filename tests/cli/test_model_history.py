"""`deadheat models history`."""

import json

import pytest

from deadheat.cli.model_history import history
from deadheat.errors import ConfigError, DataError


def test_events_come_oldest_first_with_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    history("deepseek-v4-pro", json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.price-history/1"
    days = [event["day"] for event in document["events"]]
    assert days == sorted(days)
    assert "models.dev" in document["source"]


def test_the_table_counts_cuts_and_rises(capsys: pytest.CaptureFixture[str]) -> None:
    history("kimi-k2.6", listings=True, top=2)
    out = capsys.readouterr().out
    assert "cuts" in out
    assert "the latest 2" in out


def test_wrong_names_are_clear_errors() -> None:
    with pytest.raises(DataError, match="names no model"):
        history("nothing-of-the-kind")
    with pytest.raises(ConfigError, match="--host"):
        history("kimi-k2.6", host="nowhere")
