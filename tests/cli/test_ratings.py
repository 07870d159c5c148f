"""`deadheat ratings`."""

import json
from pathlib import Path

import pytest

from deadheat.cli.ratings import ratings
from deadheat.errors import ConfigError, DataError

SHIPPED = Path(__file__).parents[2] / "src" / "deadheat" / "evidence" / "data" / "votes" / "arena_votes.parquet"


def votes(tmp_path: Path, body: str = "x,y,a,u1\nx,y,b,u2\ny,x,tie,u3\n") -> Path:
    path = tmp_path / "votes.csv"
    path.write_text("model_a,model_b,winner,user\n" + body)
    return path


def test_the_table_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    ratings(SHIPPED, map_=["human=winner"])
    printed = capsys.readouterr()
    assert "gpt-4" in printed.out
    assert "1237.4" in printed.out
    assert "2. claude-v1: not told apart from claude-instant-v1 (open)" in printed.out
    assert printed.err == ""


def test_json_is_one_document_and_the_map_may_be_written_either_way(capsys: pytest.CaptureFixture[str]) -> None:
    documents = []
    for pair in ("winner=human", "human=winner"):
        ratings(SHIPPED, map_=[pair], json=True)
        documents.append(json.loads(capsys.readouterr().out))
    assert documents[0] == documents[1]
    assert documents[0]["schema"] == "deadheat.ratings/1"
    assert documents[0]["models"][0]["model"] == "gpt-4"


def test_options_reach_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ratings(votes(tmp_path), ties="davidson", cluster="user", alpha=0.1, margin=50.0, seed=3, json=True)
    found = json.loads(capsys.readouterr().out)
    assert (found["ties"], found["clusters"], found["alpha"], found["margin"], found["seed"]) == (
        "davidson",
        3,
        0.1,
        50.0,
        3,
    )


def test_the_cluster_may_be_named_by_the_map_but_not_twice_differently(tmp_path: Path) -> None:
    ratings(votes(tmp_path), map_=["user=cluster"], cluster="user", json=True)
    with pytest.raises(ConfigError, match="disagree"):
        ratings(votes(tmp_path), map_=["user=cluster"], cluster="winner")


def test_votes_of_one_user_are_one_witness_unless_told_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = votes(tmp_path, "".join(f"x,y,{'ab'[i // 9 % 2]},u{i // 9}\n" for i in range(720)))
    width = []
    for cluster in (None, "user", "none"):
        ratings(path, cluster=cluster, json=True)
        found = json.loads(capsys.readouterr().out)
        width.append(found["models"][0]["upper"] - found["models"][0]["lower"])
    assert width[0] == width[1] > 2 * width[2]
    ratings(path)
    printed = capsys.readouterr().out
    assert "720 votes in 80 clusters" in printed
    assert "sandwich intervals over clusters (user)" in printed


def test_an_unknown_label_names_the_row(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"votes.csv:3: winner is 'first'"):
        ratings(votes(tmp_path, "x,y,a,u\nx,y,first,u\n"))
