"""`deadheat models deadlines`."""

import json

import pytest

from deadheat.cli.deadlines import deadlines
from deadheat.errors import ConfigError, DataError

pytestmark = pytest.mark.slow


def test_the_soonest_end_first(capsys: pytest.CaptureFixture[str]) -> None:
    deadlines(on="2026-11-23", json=True)
    document = json.loads(capsys.readouterr().out)
    left = [entry["days_left"] for entry in document["deadlines"]]
    assert document["schema"] == "deadheat.deadlines/1"
    assert left == sorted(left)
    assert all(0 <= days <= 180 for days in left)
    assert all(entry["source"] and entry["as_of"] for entry in document["deadlines"])


def test_one_model_and_one_host_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    deadlines("claude-opus-4-5", on="2026-11-23", within=0, json=True)
    assert {e["model"] for e in json.loads(capsys.readouterr().out)["deadlines"]} == {"anthropic/claude-opus-4-5"}
    deadlines(host="azure", on="2026-11-23", top=1)
    assert "shown" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"within": -1}, "--within"),
        ({"host": "nowhere"}, "no host of the catalogue"),
        ({"model": "kimi-k3", "host": "openai"}, "no host of moonshotai"),
        ({"on": "x"}, "--on"),
    ],
)
def test_wrong_options_are_named(options: dict[str, str | int], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        deadlines(**options)  # type: ignore[arg-type]  # the parametrisation names options


def test_an_unknown_model_is_a_clear_error() -> None:
    with pytest.raises(DataError, match="names no model"):
        deadlines("nothing-of-the-kind")


def test_deprecated_offers_without_a_day_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    deadlines("kimi-k2.6", undated=True, json=True)
    rows = json.loads(capsys.readouterr().out)["deadlines"]
    assert rows[-1]["retires_on"] is None
    deadlines("kimi-k2.6", undated=True)
    assert "deprecated" in capsys.readouterr().out


def test_a_family_lists_the_deadlines_of_its_models(capsys: pytest.CaptureFixture[str]) -> None:
    deadlines("claude", on="2026-11-23", json=True)
    printed = capsys.readouterr()
    models = {entry["model"] for entry in json.loads(printed.out)["deadlines"]}
    assert len(models) > 1
    assert all(model.startswith("anthropic/claude") for model in models)
    assert "family" in printed.err
