"""The recorded outcomes say what their source says."""

import json
from pathlib import Path

import numpy as np
import pytest

from deadheat.errors import DataError
from deadheat.evidence.answers import AnswerTable
from deadheat.evidence.recorded import TASKS, coverage, find_model, recorded_answers
from deadheat.evidence.verdict import Question, judge

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "epoch_verdicts.json").read_text())


@pytest.fixture(scope="module")
def table() -> AnswerTable:
    return recorded_answers()


@pytest.mark.parametrize(("challenger", "incumbent", "difference", "half_width"), GOLDEN["paired_pp"])
def test_paired_verdicts_reproduce_the_published_targets(
    table: AnswerTable, challenger: str, incumbent: str, difference: float, half_width: float
) -> None:
    question = Question(incumbent=incumbent, challengers=(challenger,), tasks=("GPQA Diamond",))
    task, overall = judge(table, question, prices=lambda _: None).comparisons
    assert 100 * task.difference == pytest.approx(difference, abs=0.006)
    assert 50 * (task.upper - task.lower) == pytest.approx(half_width, abs=0.006)
    assert (overall.difference, overall.lower, overall.upper) == (task.difference, task.lower, task.upper)


@pytest.mark.parametrize(("model", "accuracy"), GOLDEN["accuracy"])
def test_accuracies_are_those_of_the_logs(table: AnswerTable, model: str, accuracy: float) -> None:
    rows = table.connection.execute(
        "SELECT sum(score * answers) / sum(answers) FROM answers WHERE model = ? AND task = 'GPQA Diamond'", [model]
    ).fetchone()
    assert rows is not None
    assert rows[0] == pytest.approx(accuracy, abs=0.0075)


def test_every_model_of_the_demo_is_covered(table: AnswerTable) -> None:
    covered = dict(coverage(table))
    assert covered["kimi-k2.6"] == {"GPQA Diamond": 198, "OTIS Mock AIME 2024-2025": 45, "SimpleQA Verified": 1000}
    assert set(covered["claude-opus-4-7"]) <= set(TASKS)
    assert set(table.models) == set(covered)


def test_models_that_can_be_compared_on_most_tasks_come_first(table: AnswerTable) -> None:
    covered = coverage(table)
    tasks = [len(items) for _, items in covered]
    assert tasks == sorted(tasks, reverse=True)
    full = [model for model, items in covered if len(items) == 5]
    assert "gpt-5.2-2025-12-11" in full
    assert full == sorted(full, key=str.lower)


def test_agentic_runs_state_no_tokens_because_cached_ones_are_missing(table: AnswerTable) -> None:
    (pair,) = table.paired("gpt-5.2-2025-12-11", "glm-5", ("SWE-bench Verified",))
    assert np.isnan(pair.challenger_measures["input_tokens"]).all()


def test_logs_that_leave_out_billed_reasoning_state_no_tokens(table: AnswerTable) -> None:
    (pair,) = table.paired("gemini-3.1-pro-preview", "kimi-k2.6", ("GPQA Diamond",))
    assert np.isnan(pair.incumbent_measures["output_tokens"]).all()
    assert not np.isnan(pair.challenger_measures["output_tokens"]).any()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Claude Opus 4.7", "claude-opus-4-7"),
        ("gpt-5.2", "gpt-5.2-2025-12-11"),
        ("qwen3-max", "qwen3-max-2025-09-23"),
        ("openai/gpt-oss-120b", "gpt-oss-120b"),
        ("DeepSeek-V3.2", "deepseek-v3.2"),
        ("Gemini 3.1 Pro", "gemini-3.1-pro-preview"),
        ("GPT-5.5", "gpt-5.5-pre-release"),
        ("gemini-2.5-flash", "gemini-2.5-flash-preview-05-20"),
        ("o1", "o1-2024-12-17"),
        ("gemini-2.5-pro", "gemini-2.5-pro"),
    ],
)
def test_a_model_is_found_by_how_people_write_it(table: AnswerTable, name: str, meant: str) -> None:
    assert find_model(name, table.models) == meant


def test_a_model_without_outcomes_is_answered_with_near_names(table: AnswerTable) -> None:
    with pytest.raises(DataError, match=r"no recorded outcomes of 'kimi-k3'. Did you mean 'kimi-k2"):
        find_model("kimi-k3", table.models)
    with pytest.raises(DataError) as caught:
        find_model("nosuchmodel", table.models)
    assert caught.value.hint == f"`deadheat demo --list` shows all {len(table.models)}."


@pytest.mark.parametrize("name", ["kimi-k2", "claude", "glm-4", "gpt", ""])
def test_a_version_is_not_a_date_that_may_be_left_out(table: AnswerTable, name: str) -> None:
    with pytest.raises(DataError, match="no recorded outcomes"):
        find_model(name, table.models)
