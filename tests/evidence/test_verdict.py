"""The verdict compares what can be compared, and its call follows from its interval."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.answers import read_answers
from deadheat.evidence.verdict import PROMISES, Question, judge
from deadheat.facts.call import Mode, call_from
from deadheat.facts.verdict import Verdict

Row = dict[str, object]


def _rows(n: int, rates: dict[str, float], *, task: str | None = None, seed: int = 0, **more: Any) -> list[Row]:
    rng = np.random.default_rng(seed)
    return [
        {"item": i, "model": model, "score": int(rng.random() < rate)} | ({"task": task} if task else {}) | more
        for i in range(n)
        for model, rate in rates.items()
    ]


def _judge(rows: list[Row], **asked: Any) -> Verdict:
    asked = {"incumbent": "a", "challengers": ("b",)} | asked
    return judge(read_answers(rows), Question(**asked), prices=lambda _: None)


def test_the_four_calls_are_made_where_they_are_due() -> None:
    rates = {"a": 0.5, "better": 0.8, "worse": 0.2}
    found = _judge(_rows(500, rates), challengers=("better", "worse"))
    assert [c.call for c in found.comparisons] == ["ahead", "behind"]
    same = [{"item": i, "model": m, "score": 1} for i in range(400) for m in "ab"]
    assert _judge(same).comparisons[0].call == "dead_heat"
    assert _judge(same[:20]).comparisons[0].call == "open"


@given(st.integers(2, 40), st.floats(0, 1), st.floats(0.01, 0.4), st.sampled_from(["fixed", "anytime"]))
def test_call_separated_and_not_worse_follow_from_the_interval(n: int, rate: float, margin: float, mode: Mode) -> None:
    (c,) = _judge(_rows(n, {"a": 0.5, "b": rate}), margin=margin, mode=mode).comparisons
    assert -1 <= c.lower <= c.difference <= c.upper <= 1
    assert c.call == call_from(c.lower, c.upper, margin)
    assert c.separated == (c.lower > 0 or c.upper < 0)
    assert c.not_worse == (c.lower > -margin)
    assert (c.more_items_needed is not None) == (c.call == "open")


def test_one_common_item_gives_the_widest_interval_and_open() -> None:
    (c,) = _judge(_rows(1, {"a": 0.5, "b": 0.5})).comparisons
    assert (c.lower, c.upper, c.call, c.n_items) == (-1.0, 1.0, "open", 1)
    assert c.more_items_needed is not None


def test_tasks_come_first_and_the_overall_comparison_last_with_task_none() -> None:
    rows = _rows(120, {"a": 0.5, "b": 0.5}, task="x") + _rows(80, {"a": 0.5, "b": 0.9}, task="y", seed=1)
    found = _judge(rows)
    assert [(c.task, c.n_items) for c in found.comparisons] == [("x", 120), ("y", 80), (None, 200)]
    overall = (120 * found.comparisons[0].difference + 80 * found.comparisons[1].difference) / 200
    assert found.comparisons[2].difference == pytest.approx(overall)
    assert "3 comparisons" in found.multiplicity
    assert found.n == 200
    assert [c.task for c in _judge(rows, tasks=("y",)).comparisons] == ["y", None]


def test_without_tasks_there_is_the_overall_comparison_alone() -> None:
    assert [c.task for c in _judge(_rows(30, {"a": 0.5, "b": 0.5})).comparisons] == [None]


def test_the_only_task_and_the_overall_comparison_are_one_question() -> None:
    task, overall = _judge(_rows(150, {"a": 0.5, "b": 0.6}, task="x")).comparisons
    alone = _judge(_rows(150, {"a": 0.5, "b": 0.6})).comparisons[0]
    assert (task.lower, task.upper, task.p_adjusted) == (overall.lower, overall.upper, overall.p_adjusted)
    assert (alone.lower, alone.upper) == (task.lower, task.upper)


def test_more_comparisons_widen_every_interval() -> None:
    rows = _rows(300, {"a": 0.5, "b": 0.6, "c": 0.6})
    one, two = _judge(rows), _judge(rows, challengers=("b", "c"))
    assert two.comparisons[0].lower < one.comparisons[0].lower
    assert two.comparisons[0].pointwise_lower == one.comparisons[0].lower


def test_every_option_matters() -> None:
    rows = _rows(300, {"a": 0.5, "b": 0.6})
    base = _judge(rows).comparisons[0]
    assert _judge(rows, alpha=0.01).comparisons[0].upper > base.upper
    assert _judge(rows, mode="anytime").comparisons[0].upper > base.upper
    assert _judge(rows, margin=0.5).comparisons[0].call == "dead_heat" != base.call


def test_repeats_make_no_new_items() -> None:
    once = _rows(60, {"a": 0.5, "b": 0.6}, repeat=1)
    thrice = [row | {"repeat": r} for row in once for r in range(3)]
    one, many = _judge(once).comparisons[0], _judge(thrice).comparisons[0]
    assert (many.n_items, many.n_repeats, one.n_repeats) == (60, 3, 1)
    assert (many.lower, many.upper) == (one.lower, one.upper)


def test_mixed_repeats_are_averaged_and_the_usual_number_is_reported() -> None:
    rows = [{"item": i, "model": m, "score": 1, "repeat": r} for i in range(5) for m in "ab" for r in range(4)]
    rows += [{"item": 9, "model": m, "score": 0, "repeat": r} for m, k in (("a", 1), ("b", 7)) for r in range(k)]
    (c,) = _judge(rows).comparisons
    assert (c.n_items, c.n_repeats) == (6, 4)
    assert c.difference == 0


def test_what_was_left_out_is_counted() -> None:
    rows = _rows(10, {"a": 0.5, "b": 0.5})
    rows += [{"item": 100 + i, "model": "b", "score": 1} for i in range(3)]
    (left,) = _judge(rows).left_out
    assert (left.challenger, left.model, left.items) == ("b", "b", 3)


def test_latency_is_compared_when_every_answer_has_it() -> None:
    rows = _rows(50, {"a": 0.5, "b": 0.5})
    rows = [row | {"latency_ms": (i % 7 + 1) * (100 if row["model"] == "a" else 50)} for i, row in enumerate(rows)]
    (c,) = _judge(rows).comparisons
    assert c.latency_ratio is not None
    assert c.latency_ratio_lower is not None
    assert c.latency_ratio_upper is not None
    assert c.latency_ratio_lower < c.latency_ratio < c.latency_ratio_upper
    assert _judge(_rows(50, {"a": 0.5, "b": 0.5})).comparisons[0].latency_ratio is None


def test_the_promise_of_the_mode_is_said() -> None:
    rows = _rows(30, {"a": 0.5, "b": 0.5})
    for mode, promise in PROMISES.items():
        found = _judge(rows, mode=mode)
        assert found.promise == promise
        assert promise in str(found)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"challengers": ()}, "no challenger is named"),
        ({"challengers": ("a",)}, "both incumbent and challenger"),
        ({"challengers": ("b", "b")}, "challenger 'b' is named twice"),
        ({"tasks": ("x", "x")}, "task 'x' is named twice"),
        ({"margin": 0.0}, "margin is 0.0"),
        ({"margin": float("nan")}, "margin is nan"),
        ({"alpha": 0.5}, "alpha is 0.5"),
        ({"alpha": 95.0}, "alpha is 95.0"),
        ({"mode": "weekly"}, "mode is 'weekly'"),
    ],
)
def test_an_option_out_of_range_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Question(**({"incumbent": "a", "challengers": ("b",)} | asked))


def test_models_without_a_common_item_cannot_be_compared() -> None:
    rows: list[Row] = [{"item": 1, "model": "a", "score": 1}, {"item": 2, "model": "b", "score": 1}]
    with pytest.raises(DataError, match="'b' and 'a' have no item in common"):
        _judge(rows)
    with pytest.raises(DataError, match="no answers by model 'c'"):
        _judge(rows, challengers=("c",))
    with pytest.raises(DataError, match="no task 'x'"):
        _judge(rows, tasks=("x",))


def test_named_tasks_share_the_error_before_they_have_items() -> None:
    """A later look at more tasks must not find that the first look had spent the whole error on one of them."""
    first = _rows(200, {"a": 0.5, "b": 0.8}, task="first")
    late = [*_rows(3, {"a": 0.5}, task="late"), *_rows(3, {"b": 0.5}, task="later")]
    named = _judge(first + late, mode="anytime", tasks=("first", "late"))
    assert [c.task for c in named.comparisons] == ["first", None]
    assert "3 comparisons" in named.multiplicity
    unnamed = _judge(first + late, mode="anytime").comparisons[0]
    assert named.comparisons[0].lower < unnamed.lower
    assert named.comparisons[0].p_adjusted >= unnamed.p_adjusted
    assert "one comparison" in _judge(first + late, tasks=("first", "late")).multiplicity
