"""`deadheat models show`, for every family of the articles."""

import json

import pytest

from deadheat.cli.model_sheet import show
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow

FAMILIES = [
    "qwen3.5-397b-a17b",
    "deepseek-v4-pro",
    "kimi-k3",
    "glm-5.1",
    "minimax-m2.7",
    "ernie-4.5-300b-a47b",
    "llama-3.3-70b",
    "gpt-oss-120b",
    "mistral-large-3",
    "gpt-5.5",
    "claude-opus-4-7",
    "gemini-4-argon",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_answers_with_licence_hosts_prices_or_the_reason(
    family: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show(family, on="2026-11-23", json=True)
    sheet = json.loads(capsys.readouterr().out)
    assert sheet["schema"] == "deadheat.model/1"
    said = " ".join(sheet["unknown"])
    assert sheet["offers"]
    assert sheet["licence"]["licence"] or "licence" in said
    assert sheet["list_price"] or "list price" in said
    assert sheet["evidence"] or "evidence" in said
    assert sheet["deadlines"] or "deadlines" in said
    assert {host["id"] for host in sheet["hosts"]} == {offer["host"] for offer in sheet["offers"]}


def test_public_evidence_has_interval_sample_size_day_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    show("claude-opus-4-6", json=True)
    evidence = json.loads(capsys.readouterr().out)["evidence"]
    arena = next(e for e in evidence if e["measure"].startswith("arena text"))
    assert arena["lower"] < arena["value"] < arena["upper"]
    assert arena["n"]
    assert arena["as_of"]
    assert arena["source"]


def test_the_table_shows_clauses_prices_and_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    show("kimi-k3", top=3)
    out = capsys.readouterr().out
    for words in ("moonshotai/kimi-k3", "EU paragraph 83", "fail", "list price", "shown", "evidence R"):
        assert words in out


def test_wrong_names_and_days_are_clear_errors() -> None:
    with pytest.raises(DataError, match="names no model"):
        show("gpt-99")
    with pytest.raises(DataError, match="empty"):
        show(" ")
    with pytest.raises(ConfigError, match="--on"):
        show("kimi-k3", on="1.1.2027")


@pytest.mark.parametrize(
    "family",
    ["Qwen", "DeepSeek", "Kimi", "GLM", "MiniMax", "ERNIE", "Llama", "gpt-oss", "Mistral", "GPT", "Claude", "Gemini"],
)
def test_the_name_of_a_family_lists_its_models_and_picks_none(family: str, capsys: pytest.CaptureFixture[str]) -> None:
    show(family, on="2026-11-23", json=True)
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["schema"] == "deadheat.models/1"
    assert len(document["models"]) > 1
    assert "no single model" in told.err
    assert any(row["evidence"] for row in document["models"]) or family == "ERNIE"
    assert all(row["licence"] or row["licence_reason"] for row in document["models"])


def test_the_table_of_a_family_shows_the_index_with_its_interval(capsys: pytest.CaptureFixture[str]) -> None:
    show("Kimi", on="2026-11-23", top=12)
    out = capsys.readouterr().out
    for words in ("index", "151.1 [149.4, 152.5]", "moonshot-modified-mit", "first ends"):
        assert words in out


def test_an_ambiguous_name_lists_what_it_may_mean(capsys: pytest.CaptureFixture[str]) -> None:
    show("gemma-4", top=3)
    assert "google/gemma-4" in capsys.readouterr().out
