"""The command line starts lean and fails clearly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deadheat.cli import app

DEADHEAT = str(Path(sys.executable).parent / "deadheat")


def test_version_is_printed() -> None:
    done = subprocess.run([DEADHEAT, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("0.")


def test_unknown_command_is_a_usage_error() -> None:
    done = subprocess.run([DEADHEAT, "verdikt"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert "verdikt" in done.stderr


def test_a_number_of_rows_below_zero_is_a_usage_error() -> None:
    words = [DEADHEAT, "models", "deadlines", "--top", "-1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--top" in done.stderr


@pytest.mark.parametrize("typed", ["1.5", "two"])
def test_a_number_that_is_not_whole_is_a_usage_error_and_not_rounded(typed: str) -> None:
    done = subprocess.run([DEADHEAT, "serve", "--workers", typed], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"--workers: '{typed}' is no whole number." in done.stderr


def test_a_wrong_option_is_one_document_for_programs() -> None:
    words = [DEADHEAT, "verdict", "a.csv", "--incumbent", "a", "--challenger", "b", "--margin", "wide", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "config"
    assert 'unable to convert "wide" into float' in error["message"]


def test_a_lone_dash_is_stdin() -> None:
    votes = "model_a,model_b,winner\nx,y,a\nx,y,b\n"
    done = subprocess.run([DEADHEAT, "ratings", "-"], input=votes, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("stdin.csv · 2 models · 2 votes")


def test_a_file_that_an_option_took_for_its_value_is_asked_for_first() -> None:
    words = [DEADHEAT, "verdict", "--incumbent", "a", "--challenger", "b", "answers.csv"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Write FILE first" in done.stderr


def test_an_interrupted_query_ends_as_any_interrupt_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(app, "app", interrupted)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 130
