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


def test_a_place_that_cannot_be_written_is_named() -> None:
    done = _run("-o", "/nowhere/at/all.html")
    assert done.returncode == 1
    assert "/nowhere/at/all.html: cannot be written" in done.stderr
