"""Errors have one shape for people and one for programs."""

import json

import pytest

from deadheat.cli.output import print_json, report_error
from deadheat.errors import DataError


def test_json_is_one_document_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": 1.5, "b": None})
    assert json.loads(capsys.readouterr().out) == {"a": 1.5, "b": None}


def test_error_names_place_and_remedy_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    error = DataError("score is 'x'.", where="a.csv:3", hint="Use a number.")
    report_error(error, as_json=False)
    assert capsys.readouterr().err == "error: a.csv:3: score is 'x'.\n  Use a number.\n"
    report_error(error, as_json=True)
    body = json.loads(capsys.readouterr().err)
    assert body["error"]["code"] == "data"
    assert body["error"]["where"] == "a.csv:3"
