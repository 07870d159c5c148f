"""`deadheat frontier` on bundled data and on wrong input."""

import json

import pytest

from deadheat.cli.frontier import frontier
from deadheat.errors import ConfigError, DataError

AT = "2026-11-23T12:00"


def test_json_is_one_document_with_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    frontier(draws=0, at=AT, json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.frontier/1"
    assert document["workload"]["input_mtok"] == 1000
    frontier(task="GPQA Diamond", at=AT, json=True)
    assert json.loads(capsys.readouterr().out)["schema"] == "deadheat.frontier-task/1"


def test_tables_show_every_assumption(capsys: pytest.CaptureFixture[str]) -> None:
    frontier(draws=20, at=AT, at_least=150, from_="Claude Sonnet 5")
    out = capsys.readouterr().out
    for words in ("1000 M input tokens", "cheapest with 95 % confidence", "Instead of Claude Sonnet 5", "break even"):
        assert words in out
    frontier(draws=20, at=AT, at_least=250)
    assert "no priced model reaches it" in capsys.readouterr().out
    frontier(task="GPQA Diamond", at=AT)
    assert "understated" in capsys.readouterr().out


@pytest.mark.parametrize(
    "bad",
    [
        {"at": "noon"},
        {"cached": 2.0},
        {"input_mtok": -1.0},
        {"prompt": 0},
        {"confidence": 1.0},
        {"margin": 0.0},
        {"at_least": 150.0},
        {"task": "GPQA Diamond", "at_least": 150.0},
    ],
)
def test_wrong_options_are_refused(bad: dict[str, float | str]) -> None:
    with pytest.raises(ConfigError):
        frontier(draws=0, **bad)  # type: ignore[arg-type]


def test_models_and_tasks_that_are_not_there_are_refused() -> None:
    with pytest.raises(DataError):
        frontier(draws=0, from_="GPT-99")
    with pytest.raises(DataError):
        frontier(task="GPQA")
