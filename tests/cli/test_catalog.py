"""`deadheat catalog refresh`."""

import json
from pathlib import Path

import pytest

from deadheat.cli.catalog import refresh
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow

RECORDED = Path(__file__).parents[1] / "catalog" / "feeds" / "recorded"


def test_a_dry_run_shows_the_differences_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refresh(from_=str(RECORDED / "models_dev.json"), as_of="2026-12-01")
    told = capsys.readouterr()
    assert "deepseek/deepseek-v4-pro" in told.out
    assert "nothing was written" in told.err
    assert list(tmp_path.iterdir()) == []


def test_applying_writes_a_snapshot_that_the_next_command_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    refresh(from_=str(RECORDED / "models_dev.json"), as_of="2026-12-01", apply=True, json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.catalog-refresh/1"
    assert document["written"] == ".deadheat/catalog"
    refresh(from_=str(RECORDED / "models_dev.json"), as_of="2026-12-01", json=True)
    assert "applied" not in json.loads(capsys.readouterr().out)["counts"]


def test_a_second_source_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    refresh(
        from_=str(RECORDED / "litellm.json"), second=[str(RECORDED / "models_dev.json")], as_of="2026-12-01", json=True
    )
    assert json.loads(capsys.readouterr().out)["witnesses"] == ["models_dev.json 2026-12-01"]


def test_a_second_source_of_the_same_publisher_confirms_nothing() -> None:
    same = str(RECORDED / "litellm.json")
    with pytest.raises(ConfigError, match="same publisher") as raised:
        refresh(from_=same, second=[same])
    assert raised.value.where == "--second"


def test_wrong_options_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--from"):
        refresh(from_="modelsdev")
    with pytest.raises(ConfigError, match="--into"):
        refresh(from_=str(RECORDED / "litellm.json"), into=tmp_path)
    with pytest.raises(ConfigError, match="--as-of"):
        refresh(from_=str(RECORDED / "litellm.json"), as_of="yesterday")
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(DataError, match="none of the shapes"):
        refresh(from_=str(tmp_path / "x.json"))
