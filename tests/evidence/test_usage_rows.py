"""Rankings and usage tables are read, and wrong ones are refused with the place."""

import json
from datetime import date
from pathlib import Path

import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.usage_rows import UsageRow, read_rankings, read_usage

ANSWER = {
    "data": [
        {"date": "2026-05-11", "model_permaslug": "openai/gpt-4o-2024-05-13", "total_tokens": "12345678"},
        {"date": "2026-05-11", "model_permaslug": "other", "total_tokens": 4321098},
    ],
    "meta": {"as_of": "2026-05-12T02:00:00Z", "version": "v1"},
}


def test_rankings_keep_the_unnamed_rest(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(json.dumps(ANSWER))
    rows, as_of = read_rankings(path)
    assert rows[0] == UsageRow(day=date(2026, 5, 11), model="openai/gpt-4o-2024-05-13", weight=12345678.0)
    assert rows[1].model is None
    assert as_of == "2026-05-12T02:00:00Z"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "rankings-daily"),
        ('{"data": []}', "no rows"),
        ('{"data": [{"date": "x", "model_permaslug": "a", "total_tokens": "1"}]}', r"data\[0\]"),
        ('{"data": [{"date": "2026-01-01", "model_permaslug": "a", "total_tokens": "many"}]}', r"data\[0\]"),
        ('{"data": [{"date": "2026-01-01", "model_permaslug": "a", "total_tokens": "-1"}]}', "total_tokens is '-1'"),
    ],
)
def test_wrong_rankings_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        read_rankings(path)
    with pytest.raises(DataError, match="no such file"):
        read_rankings(tmp_path / "absent.json")


def test_tokens_are_summed_from_input_and_output() -> None:
    rows = read_usage(
        [
            {"model": "a", "input_tokens": 3, "output_tokens": 4},
            {"model": "Other", "input_tokens": 1, "output_tokens": 0},
        ],
        "tokens",
    )
    assert rows == (UsageRow(day=None, model=None, weight=1.0), UsageRow(day=None, model="a", weight=7.0))


def test_measures_matter() -> None:
    table = [{"model": "a", "day": "2026-01-02", "tokens": 5, "requests": 2, "cost_usd": 0.5}]
    assert [read_usage(table, m)[0].weight for m in ("tokens", "requests", "usd")] == [5.0, 2.0, 0.5]
    with pytest.raises(ConfigError, match="downloads"):
        read_usage(table, "downloads")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"model": "", "tokens": 1}, "model is missing"),
        ({"model": "a", "tokens": -1}, "tokens is '-1'"),
        ({"model": "a", "tokens": "many"}, "tokens is 'many'"),
        ({"model": "a", "tokens": 1, "day": "soon"}, "day is 'soon'"),
        ({"model": "a", "words": 1}, "no column 'tokens'"),
    ],
)
def test_wrong_rows_are_refused(row: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_usage([row], "tokens")
