"""`deadheat gap` on the bundled scores and on wrong input."""

import json
from pathlib import Path

import pytest

from deadheat.cli.app import app
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow


def run(*words: str | Path) -> None:
    """The command as the shell calls it."""
    app(["gap", *map(str, words)], exit_on_error=False, result_action="return_value")


def test_json_is_one_document_with_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "0", "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.gap/1"
    assert document["best_follower"] == "Kimi K3"


def test_table_marks_the_chosen_rule_and_shows_what_is_not_matched(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "20")
    out = capsys.readouterr().out
    for words in ("nobody yet", "match, point *", "definition", "behind at a margin of 2 points", "24 neither"):
        assert words in out


@pytest.mark.parametrize(
    "bad", ["--since soon", "--until 2025-13-01", "--since 2031-01-01", "--margin 0", "--rule overlap"]
)
def test_wrong_options_are_refused(bad: str) -> None:
    with pytest.raises(ConfigError):
        run("--draws", "0", *bad.split())


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="Atlantis"):
        run("--draws", "0", "--by", "country", "--follower", "Atlantis")
    with pytest.raises(DataError, match="first model on 2023-03-15"):
        run("--draws", "0", "--since", "2020-01-01")
