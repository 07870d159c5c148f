"""`deadheat frontier` on bundled data and on wrong input."""

import json
from pathlib import Path

import pytest

from deadheat.cli.app import app
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow


def run(*words: str | Path) -> None:
    """The command as the shell calls it."""
    app(["frontier", *map(str, words)], exit_on_error=False, result_action="return_value")


AT = "2026-11-23T12:00"


def test_json_is_one_document_with_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "0", "--at", AT, "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.frontier/1"
    assert document["workload"]["input_mtok"] == 1000
    run("--task", "GPQA Diamond", "--at", AT, "--json")
    assert json.loads(capsys.readouterr().out)["schema"] == "deadheat.frontier-task/1"


def test_tables_show_every_assumption(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "20", "--at", AT, "--at-least", "150", "--from", "Claude Sonnet 5")
    out = capsys.readouterr().out
    for words in ("1000 M input tokens", "cheapest with 95 % confidence", "Instead of Claude Sonnet 5", "break even"):
        assert words in out
    run("--draws", "20", "--at", AT, "--at-least", "250")
    assert "no priced model reaches it" in capsys.readouterr().out
    run("--task", "GPQA Diamond", "--at", AT)
    assert "understated" in capsys.readouterr().out


@pytest.mark.parametrize(
    "bad",
    [
        "--at noon",
        "--cached 2",
        "--input-mtok -1",
        "--prompt 0",
        "--confidence 1",
        "--margin 0",
        "--at-least 150",
        "--at-least nan",
        "--task Chess --at-least 150",
    ],
)
def test_wrong_options_are_refused(bad: str) -> None:
    with pytest.raises(ConfigError):
        run("--draws", "0", *bad.split())


def test_models_and_tasks_that_are_not_there_are_refused() -> None:
    with pytest.raises(DataError):
        run("--draws", "0", "--from", "GPT-99")
    with pytest.raises(DataError):
        run("--task", "GPQA")
