"""`deadheat demo` shows the main job from nothing but the package."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DEADHEAT = str(Path(sys.executable).parent / "deadheat")


def _demo(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([DEADHEAT, "demo", *map(str, words)], capture_output=True, text=True, check=False)


def test_one_screen_with_an_honest_behind_an_open_and_what_to_do_next() -> None:
    done = _demo()
    assert done.returncode == 0
    assert " behind " in done.stdout
    assert " open " in done.stdout
    assert "Next:" in done.stdout
    assert len(done.stdout.splitlines()) <= 50


def test_one_challenger_alone_shares_the_error_with_fewer_and_is_in_a_dead_heat() -> None:
    (science,) = [
        c
        for c in json.loads(_demo("--challenger", "kimi-k2.6", "--json").stdout)["comparisons"]
        if c["task"] == "GPQA Diamond"
    ]
    assert science["call"] == "dead_heat"
    assert -0.05 < science["lower"] < science["upper"] < 0.05


def test_price_per_token_and_cost_per_answer_stand_side_by_side_and_disagree() -> None:
    found = json.loads(_demo("--json").stdout)
    (simple,) = [c for c in found["comparisons"] if (c["challenger"], c["task"]) == ("kimi-k2.6", "SimpleQA Verified")]
    assert simple["price_ratio"] < 1 < simple["cost_ratio"]
    assert simple["cost_ratio_lower"] is None


def test_others_can_be_chosen_by_how_people_write_them(tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    done = _demo("--incumbent", "Claude Opus 4.7", "--challenger", "Kimi K2.6", "glm-5", "-o", page)
    assert done.returncode == 0
    assert "against claude-opus-4-7" in done.stdout
    assert "Does it hold without claude-opus-4-7?" in page.read_text()


def test_list_shows_what_there_is() -> None:
    assert "kimi-k2.6" in _demo("--list").stdout
    listed = json.loads(_demo("--list", "--json").stdout)
    assert listed["schema"] == "deadheat.recorded-models/1"
    assert {
        "model": "kimi-k2.6",
        "items": {"GPQA Diamond": 198, "OTIS Mock AIME 2024-2025": 45, "SimpleQA Verified": 1000},
    } in (listed["models"])


def test_an_unknown_model_is_answered_with_near_names() -> None:
    done = _demo("--incumbent", "gpt-9")
    assert done.returncode == 1
    assert "no recorded outcomes of 'gpt-9'" in done.stderr
    assert "--list" in done.stderr
