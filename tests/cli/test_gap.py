"""`deadheat gap` on the bundled scores and on wrong input."""

import json

import pytest

from deadheat.cli.gap import gap
from deadheat.errors import ConfigError, DataError


def test_json_is_one_document_with_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    gap(draws=0, json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.gap/1"
    assert document["best_follower"] == "Kimi K3"


def test_table_marks_the_chosen_rule_and_shows_what_is_not_matched(capsys: pytest.CaptureFixture[str]) -> None:
    gap(draws=20)
    out = capsys.readouterr().out
    for words in ("nobody yet", "match *", "definition", "behind within 2 points", "24 neither"):
        assert words in out


@pytest.mark.parametrize("bad", [{"since": "soon"}, {"until": "2025-13-01"}, {"since": "2031-01-01"}, {"margin": 0.0}])
def test_wrong_options_are_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        gap(draws=0, **bad)  # type: ignore[arg-type]


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(DataError, match="Atlantis"):
        gap(draws=0, by="country", follower="Atlantis")
    with pytest.raises(DataError, match="no model yet"):
        gap(draws=0, since="2020-01-01")
