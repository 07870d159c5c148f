"""`deadheat licence check`."""

import json

import pytest

from deadheat.cli.licence import check
from deadheat.cli.organisation import Who
from deadheat.errors import DataError


@pytest.mark.parametrize(
    ("model", "options", "code", "outcome"),
    [
        ("deepseek-r1", {}, 0, "ok"),
        ("kimi-k3", {}, 101, "unknown"),
        ("kimi-k3", {"maas_revenue_year": "30M"}, 102, "blocked"),
        ("minimax-m2.5", {}, 0, "obligations"),
        ("claude-opus-4-7", {"role": "distiller"}, 102, "blocked"),
        ("licence:gemma", {}, 0, "obligations"),
        ("mistral-research", {}, 102, "blocked"),
        ("MIT", {}, 0, "ok"),
    ],
)
def test_the_exit_code_is_the_outcome(
    model: str, options: dict[str, str], code: int, outcome: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        check(model, who=Who(**options), json=True)  # type: ignore[arg-type]  # the parametrisation names options
    document = json.loads(capsys.readouterr().out)
    assert (stop.value.code, document["outcome"]) == (code, outcome)
    assert document["schema"] == "deadheat.licence-check/1"


def test_the_table_shows_clause_reason_source_and_that_it_is_no_advice(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        check("llama-4-maverick", who=Who(domicile="DE", images=True, users="10"))
    out = capsys.readouterr().out
    for words in ("blocked", "territory", "the domicile is DE", "not legal advice", "EU paragraph 83"):
        assert words in out


def test_a_name_that_is_neither_model_nor_licence_is_an_error() -> None:
    with pytest.raises(DataError, match="names no model"):
        check("nothing-of-the-kind")
    with pytest.raises(DataError, match="no licence"):
        check("licence:nothing")
