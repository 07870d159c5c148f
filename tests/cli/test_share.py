"""`deadheat share` on bundled data, on files and on wrong input."""

import json
from pathlib import Path

import pytest

from deadheat.cli.app import app
from deadheat.errors import ConfigError, DataError


def run(*words: str | Path) -> None:
    """The command as the shell calls it."""
    app(["share", *map(str, words)], exit_on_error=False, result_action="return_value")


HUB = [
    {"id": "Qwen/a", "createdAt": "2025-01-01T00:00:00Z", "tags": []},
    {"id": "me/b", "createdAt": "2025-09-01T00:00:00Z", "tags": ["base_model:finetune:Qwen/a"]},
]


def test_bundled_list_and_claims_need_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    run("--json")
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.share/1"
    assert document["n"] == 1958
    run()
    assert "curated list" in capsys.readouterr().out
    run("--claims", "--json")
    assert json.loads(capsys.readouterr().out)["schema"] == "deadheat.claims/1"
    run("--claims")
    assert "12 times" in capsys.readouterr().out


def test_hub_listing_by_root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hub.json"
    path.write_text(json.dumps(HUB))
    run("--hub", path, *["--origin", "root", "--window", "flow", "--since", "2025-09-01", "--every", "month", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert [row["origin"] for row in document["origins"]] == ["china"]


def test_rankings_and_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rankings = tmp_path / "r.json"
    rankings.write_text('{"data": [{"date": "2026-01-01", "model_permaslug": "openai/gpt-4o", "total_tokens": "9"}]}')
    run("--rankings", rankings, "--json")
    assert json.loads(capsys.readouterr().out)["origins"][0]["origin"] == "us"
    usage = tmp_path / "u.csv"
    usage.write_text("name,spent\ngpt-4o,3\n")
    run("--usage", usage, *["--measure", "usd", "--map", "name=model", "--map", "spent=usd"])
    assert "u.csv" in capsys.readouterr().out
    with pytest.raises(ConfigError, match="tokens only"):
        run("--rankings", rankings, "--measure", "usd")


def test_wrong_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="more than one"):
        run("--hub", tmp_path / "a.json", "--usage", tmp_path / "b.csv")
    with pytest.raises(ConfigError, match="no days, parents or downloads"):
        run("--origin", "root")
    with pytest.raises(ConfigError, match="not a day"):
        run("--hub", tmp_path / "a.json", *["--window", "flow", "--since", "yesterday"])
    with pytest.raises(DataError, match="no such file"):
        run("--hub", tmp_path / "a.json")
