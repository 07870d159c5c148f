"""The catalogue with the user's overlay on top."""

from pathlib import Path

import pytest

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.snapshot import write_snapshot
from deadheat.errors import DataError
from deadheat.facts.licence import Organisation
from deadheat.facts.model import Model

OVERLAY = """
[aliases]
"moonshotai/kimi-k2.6" = ["our-kimi"]
[[model]]
id = "ours/tuned-1"
lab = "ours"
open_weights = true
[[model]]
id = "zhipuai/glm-5.3"
lab = "zhipuai"
released = "2026-10-01"
[[host]]
id = "deepseek"
notes = ["we have a contract"]
[[release]]
models = ["ours/*"]
licence = "in-house"
source = "our lawyers"
as_of = 2026-11-01
evidence = "P"
[[licence]]
id = "in-house"
name = "Ours"
source = "our lawyers"
as_of = 2026-11-01
evidence = "P"
[[licence.clause]]
kind = "commercial"
says = "All of it is ours."
allows = "yes"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(OVERLAY)
    return file


def test_an_alias_of_yours_resolves(settings: Path) -> None:
    assert open_catalogue(settings).model("our-kimi").id == "moonshotai/kimi-k2.6"


def test_a_model_of_yours_has_your_licence(settings: Path) -> None:
    book = open_catalogue(settings)
    check = book.check(book.model("tuned-1"), Organisation())
    assert (check.outcome, check.licence) == ("ok", "in-house")
    assert "your overlay" in check.reason


def test_your_facts_win_field_by_field(settings: Path) -> None:
    book = open_catalogue(settings)
    assert book.model("glm-5.3").released == "2026-10-01"
    assert book.hosts["deepseek"].notes == ("we have a contract",)
    assert book.hosts["deepseek"].hq


def test_many_names_resolve_as_one_by_one(settings: Path) -> None:
    book = open_catalogue(settings)
    names = ["our-kimi", "gemma-4", "nothing-of-the-kind"]
    assert book.resolve_all(names) == {name: book.resolve(name) for name in names}


def test_an_unknown_name_gets_near_ones_and_an_ambiguous_one_its_candidates() -> None:
    with pytest.raises(DataError, match="Did you mean .*kimi-k2"):
        open_catalogue().model("kimi-k2.66")
    with pytest.raises(DataError, match="gemma-4-31b-it"):
        open_catalogue().model("gemma-4")


def test_a_refreshed_snapshot_takes_the_place_of_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_snapshot(tmp_path / ".deadheat/catalog", offers=[], models=[Model(id="a/b", lab="a")], names={"b": ("a/b",)})
    assert [model.id for model in open_catalogue().models()] == ["a/b"]


def test_a_snapshot_that_is_named_has_to_exist(tmp_path: Path) -> None:
    (tmp_path / "deadheat.toml").write_text('[catalog]\nsnapshot = "gone"\n')
    with pytest.raises(DataError, match="does not exist"):
        open_catalogue(tmp_path / "deadheat.toml")


@pytest.mark.parametrize(
    "family",
    [
        "qwen3.5-397b-a17b",
        "deepseek-v4-pro",
        "kimi-k2.6",
        "glm-5",
        "minimax-m3",
        "ernie-4.5-300b-a47b",
        "llama-4-maverick",
        "gpt-oss-120b",
        "mistral-large-3",
        "gpt-5.5",
        "claude-opus-4-7",
        "gemini-3.1-pro-preview",
    ],
)
def test_every_family_of_the_articles_has_a_row_with_hosts(family: str) -> None:
    book = open_catalogue()
    model = book.model(family)
    assert model.open_weights is not None
    assert len(book.offers(models=[model.id])) >= 3
