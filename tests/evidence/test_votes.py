"""Votes from files and from memory."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from deadheat.errors import DataError
from deadheat.evidence import votes as module
from deadheat.evidence.votes import LABELS, read_votes

HEADER = "model_a,model_b,winner\n"


def csv(tmp_path: Path, body: str, *, header: str = HEADER) -> Path:
    path = tmp_path / "votes.csv"
    path.write_text(header + body)
    return path


def records(*votes: tuple[str, str, str]) -> list[dict[str, object]]:
    return [{"model_a": a, "model_b": b, "winner": winner} for a, b, winner in votes]


def test_votes_are_counted_by_pair_and_outcome() -> None:
    found = read_votes(records(("x", "y", "model_a"), ("y", "x", "model_a"), ("x", "y", "tie"), ("y", "x", "bothbad")))
    assert found.models == ("x", "y")
    assert found.n == 4
    counts = found.counts
    assert [c.tolist() for c in (counts.first_won, counts.second_won, counts.ties, counts.both_bad)] == [
        [1],
        [1],
        [1],
        [1],
    ]


@pytest.mark.parametrize(("label", "outcome"), list(LABELS.items()))
def test_every_label_of_the_table_is_understood_in_any_case(label: str, outcome: int) -> None:
    counts = read_votes(records(("x", "y", f" {label.upper()} "))).counts
    columns = (counts.first_won, counts.second_won, counts.ties, counts.both_bad)
    assert [float(column[0]) for column in columns] == [float(code == outcome) for code in range(4)]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_each_format_gives_the_same_votes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"votes.{ending}"
    values = "(VALUES ('x','y','model_a'), ('y','z','tie'), ('z','x','b')) t(model_a, model_b, winner)"
    how = {"csv": "(HEADER)", "jsonl": "(FORMAT json)", "parquet": "(FORMAT parquet)"}[ending]
    duckdb.connect().execute(f"COPY (SELECT * FROM {values}) TO '{path}' {how}")
    found = read_votes(path)
    assert found.models == ("x", "y", "z")
    assert found.counts.battles.tolist() == [1, 1, 1]
    assert found.source == path.name


def test_columns_in_memory_and_under_other_names_are_read() -> None:
    table = {"left": ["x", "y"], "right": ["y", "x"], "human": ["a", "a"]}
    found = read_votes(table, {"model_a": "left", "model_b": "right", "winner": "human"})
    assert found.counts.first_won.tolist() == [1]
    assert found.counts.second_won.tolist() == [1]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("x,y,a\nx,y,won\n", r"votes.csv:3: winner is 'won'. Expected one of 'model_a'"),
        ("x,y,a\nx,y,\n", r"votes.csv:3: winner is missing"),
        ("x,y,a\n,y,a\n", r"votes.csv:3: model_a is missing"),
        ("x,y,a\nx,  ,a\n", r"votes.csv:3: model_b is missing"),
        ("x,y,a\nz,z,tie\n", r"votes.csv:3: model_b is 'z'. Expected a model other than model_a"),
        ("", "no rows"),
    ],
)
def test_a_vote_that_cannot_be_used_is_an_error_that_names_the_row(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_votes(csv(tmp_path, body))


def test_the_first_bad_row_is_named_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"votes.csv:2: model_b is 'x'"):
        read_votes(csv(tmp_path, "x,x,a\nx,y,won\n"))


def test_a_missing_column_is_named_with_the_near_ones(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no column 'winner'.*Did you mean 'winer'"):
        read_votes(csv(tmp_path, "x,y,a\n", header="model_a,model_b,winer\n"))


def test_a_missing_unit_is_an_error_unless_every_vote_is_to_be_independent(tmp_path: Path) -> None:
    path = csv(tmp_path, "x,y,a,u1\nx,y,b,\n", header="model_a,model_b,winner,user\n")
    assert read_votes(path, independent=True).cluster is None
    for columns in (None, {"cluster": "user"}):
        with pytest.raises(DataError, match=r"votes.csv:3: cluster is missing.*the user of the vote.*--cluster none"):
            read_votes(path, columns)


@pytest.mark.parametrize(
    ("names", "unit"),
    [(("user",), "user"), (("conversation",), "conversation"), (("conversation", "User"), "User"), (("judge",), None)],
)
def test_votes_of_one_user_or_else_one_conversation_belong_together(names: tuple[str, ...], unit: str | None) -> None:
    table = {"model_a": ["x", "x"], "model_b": ["y", "y"], "winner": ["a", "b"], **{name: ["1", "2"] for name in names}}
    assert read_votes(table).cluster == unit
    assert read_votes(table, {"cluster": names[0]}).cluster == names[0]


def test_an_unreadable_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "votes.parquet"
    path.write_bytes(b"PAR1 but not really PAR1")
    with pytest.raises(DataError, match=r"votes.parquet: cannot be read"):
        read_votes(path)


def test_too_many_models_mean_a_wrong_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MODELS", 2)
    with pytest.raises(DataError, match="there are 3 models"):
        read_votes(records(("x", "y", "a"), ("x", "z", "a")))


def test_clusters_come_whole_however_small_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_VOTES_IN_A_BATCH", 7)
    users = [f"u{i % 5}" for i in range(40)]
    table = {"model_a": ["x"] * 40, "model_b": ["y", "z"] * 20, "winner": ["a", "tie", "b", "a"] * 10, "user": users}
    found = read_votes(table, {"cluster": "user"})
    sizes = [size for clusters, _ in found.batches() for size in np.bincount(clusters).tolist()]
    assert sizes == [8] * 5
    total = sum(float(cells.votes.sum()) for _, cells in found.batches())
    assert total == found.n == 40


def test_the_reader_draws_no_progress_bar_on_stdout() -> None:
    found = read_votes(records(("x", "y", "a")))
    assert found.table.run("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
