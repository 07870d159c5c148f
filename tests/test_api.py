"""Deadheat from Python."""

import dataclasses
from pathlib import Path

import msgspec
import pytest

from deadheat import api
from deadheat.api import DeadheatError, ratings, verdict

RECORDS: list[dict[str, object]] = [
    {"item": i, "model": m, "score": (i + (m == "b")) % 2, "task": "t"} for i in range(200) for m in "ab"
]


def test_all_is_exactly_what_is_public() -> None:
    assert sorted(api.__all__) == list(api.__all__)
    assert all(hasattr(api, name) for name in api.__all__)


def test_records_columns_and_files_give_the_same_verdict(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(msgspec.json.encode(r) for r in RECORDS))
    columns = {name: [r[name] for r in RECORDS] for name in RECORDS[0]}
    found = [verdict(source, incumbent="a", challenger="b") for source in (RECORDS, columns, path, str(path))]
    assert len({str(v) for v in found}) == 1
    assert found[0].comparisons == found[1].comparisons == found[2].comparisons


def test_a_result_prints_itself_is_frozen_and_carries_what_matters() -> None:
    found = verdict(RECORDS, incumbent="a", challenger=["b"], margin=0.1, alpha=0.01, mode="anytime")
    assert (found.n, found.alpha, found.margin) == (200, 0.01, 0.1)
    assert "anytime" in found.method
    assert "Challengers against a" in str(found)
    with pytest.raises((AttributeError, dataclasses.FrozenInstanceError)):
        found.margin = 0.5  # type: ignore[misc]


def test_errors_are_of_one_family() -> None:
    with pytest.raises(DeadheatError):
        verdict(RECORDS, incumbent="a", challenger="zz")
    with pytest.raises(DeadheatError):
        verdict(RECORDS, incumbent="a", challenger="b", columns={"scores": "score"})


@pytest.mark.parametrize("wrong", [{"alpha": "0.05"}, {"margin": None}, {"incumbent": 1}, {"task": [2]}])
def test_an_option_of_another_type_is_told_as_any_other(wrong: dict[str, object]) -> None:
    asked: dict[str, object] = {"incumbent": "a", "challenger": "b", **wrong}
    with pytest.raises(DeadheatError, match="Expected"):
        verdict(RECORDS, **asked)  # type: ignore[arg-type]  # a caller without types
    with pytest.raises(DeadheatError, match="Expected"):
        ratings([{"model_a": "x", "model_b": "y", "winner": "a"}], alpha="5 %")  # type: ignore[arg-type]


def test_ratings_take_records_columns_and_files_alike(tmp_path: Path) -> None:
    votes: list[dict[str, object]] = [{"model_a": "y", "model_b": "x", "winner": "model_a", "user": 8}]
    votes += [
        {"model_a": "x", "model_b": "y", "winner": "model_a" if i % 3 else "tie", "user": i % 7} for i in range(60)
    ]
    path = tmp_path / "votes.jsonl"
    path.write_bytes(b"\n".join(msgspec.json.encode(v) for v in votes))
    columns = {name: [v[name] for v in votes] for name in votes[0]}
    found = [ratings(source) for source in (votes, columns, path)]
    assert found[0].models == found[1].models == found[2].models
    assert (found[0].n, found[0].alpha, found[0].margin) == (61, 0.05, 15.0)
    assert "x" in str(found[0])
    assert ratings(votes, cluster="user").clusters == 8
    assert ratings(votes, alpha=0.2).models != found[0].models
    assert ratings(votes, ties="davidson").method != found[0].method
