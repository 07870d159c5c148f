"""The command line starts lean and fails clearly."""

import json
import subprocess
import sys
from pathlib import Path

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


def test_a_wrong_option_is_one_document_for_programs() -> None:
    words = [DEADHEAT, "verdict", "a.csv", "--incumbent", "a", "--challenger", "b", "--margin", "wide", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "config"
    assert 'unable to convert "wide" into float' in error["message"]
