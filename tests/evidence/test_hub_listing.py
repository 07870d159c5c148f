"""Listings of a hub are read in both of their forms, and lineages are walked to their roots."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import DataError
from deadheat.evidence.hub_listing import HubRepo, read_hub_listing, roots_of

API = [
    {
        "id": "Qwen/Qwen3-8B",
        "createdAt": "2025-04-27T03:42:21.000Z",
        "downloads": 10,
        "downloadsAllTime": 100,
        "tags": ["x"],
    },
    {
        "id": "me/tuned",
        "createdAt": "2025-09-02T00:00:00.000Z",
        "downloads": 1,
        "downloadsAllTime": 5,
        "tags": ["base_model:Qwen/Qwen3-8B", "base_model:finetune:Qwen/Qwen3-8B"],
    },
    {
        "id": "you/merged",
        "createdAt": "2025-09-03T00:00:00.000Z",
        "downloads": 2,
        "downloadsAllTime": 7,
        "tags": None,
        "baseModels": {
            "relation": "merge",
            "models": [{"_id": "1", "id": "me/tuned"}, {"_id": "2", "id": "meta-llama/L"}],
        },
    },
]


def test_api_listing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "models.json"
    path.write_text(json.dumps(API))
    first, tuned, merged = read_hub_listing(path)
    assert first == HubRepo(id="Qwen/Qwen3-8B", created=date(2025, 4, 27), downloads=100, downloads30=10)
    assert (tuned.relation, tuned.parents) == ("finetune", ("Qwen/Qwen3-8B",))
    assert (merged.relation, merged.parents) == ("merge", ("me/tuned", "meta-llama/L"))


def test_parquet_listing_is_read_the_same(tmp_path: Path) -> None:
    source, path = tmp_path / "models.jsonl", tmp_path / "models.parquet"
    source.write_text("\n".join(map(json.dumps, API)))
    duckdb.sql(f"COPY (SELECT * FROM read_json('{source}')) TO '{path}'")
    assert read_hub_listing(path) == read_hub_listing(source)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "{", "cannot be read"),
        ("a.json", "[]", "there are no repositories"),
        ("a.json", "{}", "there are no repositories"),
        ("a.json", '[{"name": "x"}]', "no column 'id'"),
        ("a.json", '[{"id": null, "tags": []}]', "id is missing"),
        ("a.json", '[{"id": "a/b", "createdAt": "soon"}]', "createdAt is 'soon'"),
        ("a.json", '[{"id": "a/b", "baseModels": 7}]', "baseModels cannot be read"),
        ("a.csv", "id\na/b\n", "ending"),
        ("a.parquet", "no parquet", "cannot be read"),
    ],
)
def test_wrong_listings_give_one_clear_error(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        read_hub_listing(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_hub_listing(tmp_path / "absent.json")


def test_roots_share_equally_at_every_step() -> None:
    repos = [
        HubRepo(id="a", parents=("root",)),
        HubRepo(id="b", parents=("a", "other")),
        HubRepo(id="c", parents=("b", "b2")),
        HubRepo(id="b2", parents=("a",)),
    ]
    roots = roots_of(repos)
    assert roots["a"] == {"root": 1.0}
    assert roots["b"] == {"root": 0.5, "other": 0.5}
    assert roots["c"] == {"root": 0.75, "other": 0.25}


@given(st.lists(st.tuples(st.integers(0, 6), st.lists(st.integers(0, 6), min_size=1, max_size=3)), max_size=8))
def test_any_lineage_ends_and_keeps_its_weight_even_in_circles(edges: list[tuple[int, list[int]]]) -> None:
    repos = {c: HubRepo(id=str(c), parents=tuple(dict.fromkeys(str(p) for p in ps if p != c))) for c, ps in edges}
    for weights in roots_of(repos.values()).values():
        assert sum(weights.values()) == pytest.approx(1)


def test_a_long_chain_needs_no_recursion() -> None:
    repos = [HubRepo(id=str(i), parents=(str(i + 1),)) for i in range(5000)]
    assert roots_of(repos)["0"] == {"5000": 1.0}
