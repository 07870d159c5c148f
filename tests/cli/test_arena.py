"""`deadheat arena` on the bundled boards and on wrong input."""

import json
from pathlib import Path

import pytest

from deadheat.cli.arena import arena
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("options", "schema"),
    [
        ({}, "deadheat.arena-boards/1"),
        ({"board": "text"}, "deadheat.arena/1"),
        ({"board": "text", "history": True}, "deadheat.arena-history/1"),
        ({"board": "text-2023"}, "deadheat.arena-history/1"),
    ],
)
def test_json_is_one_document_with_the_schema(
    options: dict[str, str | bool], schema: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arena(**options, json=True)  # type: ignore[arg-type]
    assert json.loads(capsys.readouterr().out)["schema"] == schema


def test_tables_show_group_best_open_model_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    arena("text")
    out = capsys.readouterr().out
    for words in ("8 of 50 models in the leader's group", "glm-5.1 at place 15", "definition", "LMArena"):
        assert words in out
    arena()
    assert "none listed" in capsys.readouterr().out
    arena("text", history=True, top=2)
    assert "2026-04-19" in capsys.readouterr().out


def test_history_is_written_as_a_chart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arena("text", output=tmp_path / "text.json")
    assert len(json.loads((tmp_path / "text.json").read_text())["vconcat"]) == 2
    capsys.readouterr()


def test_own_table_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.csv"
    path.write_text("day,board,model,elo,half_width\n2026-01-01,b,x,1000,5\n2026-01-01,b,y,1001,5\n")
    arena("b", file=path, map_=["elo=score"], json=True)
    assert json.loads(capsys.readouterr().out)["leader"] == "y"


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(DataError, match="no board"):
        arena("txt")
    with pytest.raises(DataError, match="no rows of"):
        arena("text", on="2020-01-01")
    with pytest.raises(ConfigError, match="--on: a history shows every day"):
        arena("text", history=True, on="2026-04-01")
    with pytest.raises(ConfigError, match=r"'\.bmp' is unknown"):
        arena("text", output=Path("history.bmp"))
    with pytest.raises(ConfigError, match="not a day"):
        arena("text", on="yesterday")
