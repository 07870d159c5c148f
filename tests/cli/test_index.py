"""`deadheat index` on the bundled scores and on wrong input."""

import json
from pathlib import Path

import pytest

from deadheat.cli.app import app
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow


def run(*words: str | Path) -> None:
    """The command as the shell calls it."""
    app(["index", *map(str, words)], exit_on_error=False, result_action="return_value")


def test_json_is_one_document_with_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "0", "--quick", "--json")
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.index/1"
    assert len(document["models"]) == 222
    assert {"model", "index", "lower", "upper"} <= set(document["models"][0])


def test_table_shows_definition_method_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "20", "--top", "3")
    out = capsys.readouterr().out
    for word in ("GPT-5.6 Sol", "definition", "anchored anew", "Epoch AI", "penalty"):
        assert word in out
    assert "Kimi K3" not in out


def test_own_table_with_other_column_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.csv"
    scores = {"a": 0.2, "b": 0.4, "c": 0.6, "d": 0.8}
    lines = [
        f"{m},{b},{s + shift}"
        for m, s in scores.items()
        for b, shift in zip("wxyz", (0.0, 0.02, 0.04, 0.1), strict=True)
    ]
    path.write_text("name,test,value\n" + "\n".join(lines) + "\n")
    maps = ("--map", "name=model", "--map", "test=benchmark", "--map", "value=score")
    run(path, *maps, "--anchor", "a=0", "--anchor", "d=100", "--draws", "20", "--quick", "--json")
    document = json.loads(capsys.readouterr().out)
    assert [m["model"] for m in document["models"]] == ["d", "c", "b", "a"]
    assert document["source"] == "own.csv"


@pytest.mark.parametrize("anchor", [["GPT-5"], ["GPT-5=150"], ["GPT-5=150", "nobody=3"], ["GPT-5=130", "GPT-4=150"]])
def test_wrong_anchors_are_refused(anchor: list[str]) -> None:
    with pytest.raises((ConfigError, DataError)):
        run("--draws", "0", "--quick", *(word for pair in anchor for word in ("--anchor", pair)))


def test_the_second_view_is_a_weighted_average(capsys: pytest.CaptureFixture[str]) -> None:
    run("--draws", "20", "--average", "--json")
    assert json.loads(capsys.readouterr().out)["schema"] == "deadheat.weighted-index/1"
    run("--draws", "20", "--weight", "HLE=1", "--weight", "CritPt=1", "--missing", "require")
    out = capsys.readouterr().out
    assert "HLE 50.0 %" in out
    assert "left out" in out
    with pytest.raises(DataError, match="HLE"):
        run("--draws", "0", "--weight", "HEL=1")
