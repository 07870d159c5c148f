"""`deadheat landscape` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DEADHEAT = str(Path(sys.executable).parent / "deadheat")


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEADHEAT, "landscape", "--draws", "20", *map(str, words)], capture_output=True, text=True, check=False
    )


def test_json_and_page_carry_the_same_numbers(tmp_path: Path) -> None:
    done = _run("--json", "-o", tmp_path / "l.html")
    found = json.loads(done.stdout)
    assert found["schema"] == "deadheat.landscape/1"
    assert found["answers"][0]["question"] == "Is there a dead heat today?"
    page = (tmp_path / "l.html").read_text()
    assert f"{found['gap']['gap_now']['value']:.1f} points" in page
    assert found["answers"][3]["says"][:60] in page


def test_answers_are_printed_and_the_page_is_offered() -> None:
    done = _run()
    assert "Who leads on price-performance?" in done.stdout
    assert "landscape.html" in done.stderr


def test_every_chart_is_written_as_a_specification(tmp_path: Path) -> None:
    done = _run("--charts", tmp_path, "--picture", "json")
    assert done.returncode == 0
    names = {path.stem for path in tmp_path.iterdir()}
    assert {"index", "gap", "frontier", "share", "arena-text"} <= names
    assert "var(--" not in "".join(path.read_text() for path in tmp_path.iterdir())
    for path in tmp_path.iterdir():
        title = json.loads(path.read_text())["title"]
        assert title["text"]
        assert any(line.startswith("Source: ") for line in title["subtitle"]), path.name


def test_a_folder_that_is_not_there_is_named_before_the_work() -> None:
    done = _run("--charts", "/nowhere/at/all")
    assert done.returncode == 1
    assert "/nowhere/at/all: is not a folder" in done.stderr
    assert done.stdout == ""


def test_a_place_that_cannot_be_written_is_named() -> None:
    done = _run("-o", "/nowhere/at/all.html")
    assert done.returncode == 1
    assert "/nowhere/at/all.html: cannot be written" in done.stderr
