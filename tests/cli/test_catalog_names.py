"""`deadheat catalog names`."""

import json

import pytest

from deadheat.cli.catalog_names import names

pytestmark = pytest.mark.slow


def test_names_that_are_asked_get_their_model_or_their_candidates(capsys: pytest.CaptureFixture[str]) -> None:
    names("glm-4p7", "gemma-4", "nothing-of-the-kind", json=True)
    rows = json.loads(capsys.readouterr().out)["names"]
    assert [row["model"] for row in rows] == ["zhipuai/glm-4.7", None, None]
    assert len(rows[1]["candidates"]) > 1
    assert rows[2]["candidates"] == []


def test_without_a_name_the_offers_that_mean_no_single_model_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    names(json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "deadheat.names/1"
    assert document["resolved"] / document["offers"] >= 0.95
    assert len(document["names"]) == document["offers"] - document["resolved"]
    names(top=3)
    assert "resolved" in capsys.readouterr().out
