"""Answers are checked, averaged over repeats, and paired by item."""

import numpy as np
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.answers import read_answers

Row = dict[str, object]


def _row(item: object, model: object, score: object, **more: object) -> Row:
    return {"item": item, "model": model, "score": score, **more}


def test_only_items_that_both_models_answered_are_paired_and_the_rest_is_counted() -> None:
    table = read_answers([_row(1, "a", 1), _row(1, "b", 0), _row(2, "a", 1), _row(3, "b", 1), _row(4, "b", 1)])
    (pair,) = table.paired("a", "b")
    assert (pair.task, pair.incumbent_score.tolist(), pair.challenger_score.tolist()) == (None, [1.0], [0.0])
    assert [(u.model, u.items) for u in table.unpaired("a", "b")] == [("a", 1), ("b", 2)]


def test_repeats_of_an_item_are_averaged_and_the_smaller_number_counts() -> None:
    rows = [_row(1, "a", s, repeat=r) for r, s in enumerate([1, 0, 1, 0])]
    rows += [_row(1, "b", s, repeat=r) for r, s in enumerate([1, 0.5])]
    (pair,) = read_answers(rows).paired("a", "b")
    assert (pair.incumbent_score[0], pair.challenger_score[0], pair.repeats[0]) == (0.5, 0.75, 2)


@pytest.mark.parametrize(
    ("score", "value"),
    [("win", 1.0), ("Tie", 0.5), (" loss ", 0.0), (True, 1.0), ("false", 0.0), ("0.25", 0.25), (1, 1.0)],
)
def test_scores_are_numbers_or_words(score: object, value: float) -> None:
    (pair,) = read_answers([_row(1, "a", score), _row(1, "b", 0)]).paired("a", "b")
    assert pair.incumbent_score[0] == value


def test_items_come_in_the_order_in_which_their_second_answer_arrived() -> None:
    rows = [_row(i, "a", i / 10) for i in (3, 1, 2)] + [_row(i, "b", i / 10) for i in (2, 3, 1)]
    (pair,) = read_answers(rows).paired("a", "b")
    assert np.round(10 * pair.incumbent_score).tolist() == [2, 3, 1]


def test_the_same_item_id_in_two_tasks_is_two_items() -> None:
    rows = [_row(1, m, s, task=t) for m in "ab" for t, s in (("x", 1), ("y", 0))]
    pairs = read_answers(rows).paired("a", "b")
    assert [(p.task, p.incumbent_score.tolist()) for p in pairs] == [("x", [1.0]), ("y", [0.0])]
    assert [p.task for p in read_answers(rows).paired("a", "b", ("y",))] == ["y"]


def test_a_measure_is_a_mean_per_answer_and_missing_if_any_answer_lacks_it() -> None:
    rows = [
        _row(1, "a", 1, repeat=1, cost_usd=0.2, latency_ms=10),
        _row(1, "a", 1, repeat=2, cost_usd=0.4),
        _row(1, "b", 1, repeat=1, cost_usd="", latency_ms=30),
    ]
    (pair,) = read_answers(rows).paired("a", "b")
    assert pair.incumbent_measures["cost_usd"][0] == pytest.approx(0.3)
    assert np.isnan(pair.incumbent_measures["latency_ms"][0])
    assert np.isnan(pair.challenger_measures["cost_usd"][0])
    assert set(pair.incumbent_measures) == {"cost_usd", "latency_ms"}


BAD: list[tuple[list[Row], str]] = [
    ([_row(1, "a", 1.5)], r"row 1: score is '1\.5'\. Expected a number in \[0, 1\], or win, tie or loss"),
    ([_row(1, "a", -0.1)], "score is '-0.1'"),
    ([_row(1, "a", 1), _row(2, "a", float("nan"))], "row 2: score is 'nan'"),
    ([_row(1, "a", "inf")], "score is 'inf'"),
    ([_row(1, "a", "great")], "score is 'great'"),
    ([_row(1, "a", None)], "score is missing"),
    ([_row("", "a", 1)], "item is missing"),
    ([_row(1, None, 1)], "model is missing"),
    ([_row(1, "a", 1, task="x"), _row(2, "a", 1, task=None)], "row 2: task is missing"),
    ([_row(1, "a", 1, repeat=1), _row(2, "a", 1)], "row 2: repeat is missing"),
    ([_row(1, "a", 1, cost_usd=-1)], "cost_usd is '-1'. Expected a number from 0 to"),
    ([_row(1, "a", 1, cost_usd=1e300)], "cost_usd is '1e\\+300'. Expected a number from 0 to"),
    ([_row(1, "a", 1, output_tokens="many")], "output_tokens is 'many'"),
    ([_row(1, "a", 1, latency_ms="inf")], "latency_ms is 'inf'"),
    (
        [_row(1, "a", 1), _row(2, "a", 1), _row(1, "a", 1)],
        r"row 3: item '1' has more than one answer by 'a' \(first in .*row 1\)",
    ),
    ([_row(1, "a", 1, repeat=1, task="x"), _row(1, "a", 0, repeat=1, task="x")], "of task 'x' .* with the same repeat"),
]


@pytest.mark.parametrize(("rows", "message"), BAD, ids=[message for _, message in BAD])
def test_a_bad_row_is_named(rows: list[Row], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_answers(rows)


def test_an_unknown_model_or_task_is_answered_with_near_names() -> None:
    table = read_answers([_row(1, "kimi-k2.6", 1, task="maths"), _row(1, "glm-5", 1, task="maths")])
    with pytest.raises(DataError, match=r"no answers by model 'kimi-k26'. Did you mean 'kimi-k2.6'"):
        table.require_model("kimi-k26")
    with pytest.raises(DataError, match=r"no task 'math'. Did you mean 'maths'"):
        table.require_task("math")
    with pytest.raises(DataError, match="have no `task`"):
        read_answers([_row(1, "a", 1)]).require_task("maths")


def test_a_field_that_does_not_exist_cannot_be_mapped() -> None:
    with pytest.raises(ConfigError, match="'scor' is not a field of an answer. Did you mean 'score'"):
        read_answers([_row(1, "a", 1)], columns={"scor": "score"})
