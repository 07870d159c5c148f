"""`deadheat share` on bundled data, on files and on wrong input."""

import json
from pathlib import Path

import pytest

from deadheat.cli.share import share
from deadheat.errors import ConfigError, DataError

HUB = [
    {"id": "Qwen/a", "createdAt": "2025-01-01T00:00:00Z", "tags": []},
    {"id": "me/b", "createdAt": "2025-09-01T00:00:00Z", "tags": ["base_model:finetune:Qwen/a"]},
]


def test_bundled_list_and_claims_need_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    share(json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.share/1"
    assert document["n"] == 1958
    share()
    assert "curated list" in capsys.readouterr().out
    share(claims=True, json=True)
    assert json.loads(capsys.readouterr().out)["schema"] == "deadheat.claims/1"
    share(claims=True)
    assert "12 times" in capsys.readouterr().out


def test_hub_listing_by_root(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hub.json"
    path.write_text(json.dumps(HUB))
    share(hub=path, origin="root", window="flow", since="2025-09-01", every="month", json=True)
    document = json.loads(capsys.readouterr().out)
    assert [row["origin"] for row in document["origins"]] == ["china"]


def test_rankings_and_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rankings = tmp_path / "r.json"
    rankings.write_text('{"data": [{"date": "2026-01-01", "model_permaslug": "openai/gpt-4o", "total_tokens": "9"}]}')
    share(rankings=rankings, json=True)
    assert json.loads(capsys.readouterr().out)["origins"][0]["origin"] == "us"
    usage = tmp_path / "u.csv"
    usage.write_text("name,spent\ngpt-4o,3\n")
    share(usage=usage, measure="usd", map_=["name=model", "spent=usd"])
    assert "u.csv" in capsys.readouterr().out
    with pytest.raises(ConfigError, match="tokens only"):
        share(rankings=rankings, measure="usd")


def test_wrong_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="more than one"):
        share(hub=tmp_path / "a.json", usage=tmp_path / "b.csv")
    with pytest.raises(ConfigError, match="no days, parents or downloads"):
        share(origin="root")
    with pytest.raises(ConfigError, match="not a day"):
        share(hub=tmp_path / "a.json", window="flow", since="yesterday")
    with pytest.raises(DataError, match="no such file"):
        share(hub=tmp_path / "a.json")
