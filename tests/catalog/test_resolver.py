"""From any spelling to one model, on the bundled names."""

import json
from pathlib import Path

import pytest

from deadheat.catalog.curated import data_folder
from deadheat.catalog.resolver import Resolution, in_registry, resolve
from deadheat.catalog.snapshot import read_names

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "model_names.json").read_text())
LOOK = in_registry(read_names(data_folder()))


def _meant(name: str) -> Resolution:
    return resolve(name, LOOK)


@pytest.mark.parametrize(("model", "names"), GOLDEN["models"].items())
def test_every_known_spelling_means_its_model(model: str, names: list[str]) -> None:
    assert {name: _meant(name).model for name in names} == dict.fromkeys(names, model)


@pytest.mark.parametrize("name", GOLDEN["ambiguous"])
def test_an_ambiguous_name_is_listed_with_its_candidates_and_never_guessed(name: str) -> None:
    meant = _meant(name)
    assert meant.model is None
    assert len(meant.candidates) > 1


@pytest.mark.parametrize("name", GOLDEN["unknown"])
def test_an_unknown_name_means_nothing(name: str) -> None:
    assert _meant(name).model is None
    assert _meant(name).candidates == ()


def test_what_was_taken_off_is_told() -> None:
    meant = _meant("claude-sonnet-4-5@20250929")
    assert (meant.model, meant.variant) == ("anthropic/claude-sonnet-4-5", "")
    assert _meant("moonshotai/kimi-k2.6:free").variant == "free"
