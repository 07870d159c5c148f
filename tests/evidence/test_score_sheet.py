"""Scores are read, checked and linked before anything is fitted."""

from pathlib import Path

import numpy as np
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.score_sheet import read_score_sheet


def rows(models: str, benchmarks: str, value: float = 0.5) -> list[dict[str, object]]:
    return [{"model": m, "benchmark": b, "score": value} for m in models for b in benchmarks]


def test_bundled_scores_are_complete() -> None:
    sheet = read_score_sheet()
    assert (len(sheet.models), len(sheet.benchmarks), len(sheet.responses.score)) == (222, 57, 2249)
    assert sheet.left_out == ()
    assert sheet.cards["Kimi K3"].access == "Open weights"
    assert sheet.as_of == "2026-08-11"


def test_models_with_few_benchmarks_are_left_out_with_the_reason() -> None:
    sheet = read_score_sheet(rows("ab", "wxyz") + rows("c", "wx"), min_benchmarks=4)
    assert sheet.models == ("a", "b")
    assert [(n.model, n.reason) for n in sheet.left_out] == [("c", "has 2 benchmarks, fewer than 4")]


def test_models_that_share_no_benchmark_have_no_place_on_the_scale() -> None:
    sheet = read_score_sheet(rows("abc", "wx") + rows("de", "yz"), min_benchmarks=1)
    assert sheet.models == ("a", "b", "c")
    assert {n.model for n in sheet.left_out} == {"d", "e"}


def test_of_two_scores_of_one_cell_the_highest_counts_and_it_is_said() -> None:
    sheet = read_score_sheet([*rows("ab", "wx"), {"model": "a", "benchmark": "w", "score": 0.9}], min_benchmarks=1)
    assert sheet.responses.score.max() == 0.9
    assert len(sheet.responses.score) == 4
    assert any("highest" in note for note in sheet.notes)


def test_item_counts_give_binomial_errors() -> None:
    sheet = read_score_sheet([{**row, "n_items": 100} for row in rows("ab", "wx")], min_benchmarks=1)
    assert sheet.standard_error == pytest.approx(np.full(4, 0.05))


def test_unpinned_tables_say_so() -> None:
    sheet = read_score_sheet(rows("ab", "wx"), min_benchmarks=1)
    assert sheet.responses.pinned is None
    assert any("Winogrande" in note for note in sheet.notes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model,benchmark,score\na,w,1.5\n", r"score is '1.5'\. Expected a share in \[0, 1\]"),
        ("model,benchmark,score\na,w,nan\n", "score is 'nan'"),
        ("model,benchmark,score\na,w,\n", "score is missing"),
        ("model,benchmark,score\n,w,0.5\n", "model is missing"),
        ("model,benchmark,score\na,,0.5\n", "benchmark is missing"),
        ("model,benchmark,performance\na,w,0.5\n", "no column 'score'"),
        ("model,benchmark,score\n", "no rows"),
        ("model,benchmark,score\na,w,0.5\n", "no model has 4 benchmarks"),
        ("model,benchmark,score,n_items\na,w,0.5,0\n", "n_items is '0'"),
        ("", "empty"),
    ],
)
def test_wrong_tables_give_one_clear_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        read_score_sheet(path)


def test_wrong_options_give_one_clear_error() -> None:
    with pytest.raises(ConfigError, match="min_benchmarks"):
        read_score_sheet(min_benchmarks=0)
    with pytest.raises(DataError, match="Winogrande"):
        read_score_sheet(pinned="Winogrand")
    with pytest.raises(DataError, match="GPT-5"):
        read_score_sheet().anchors({"GPT-55": 150, "GPT-4o": 120})
    with pytest.raises(ConfigError, match="Expected two"):
        read_score_sheet().anchors({"GPT-5": 150})
    with pytest.raises(DataError, match="released"):
        read_score_sheet(models=[{"model": "a", "released": "soon"}])
