"""Cost per task from recorded runs."""

from datetime import date

import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.task_frontier import price_task

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 23)


def test_scores_and_tokens_are_those_of_the_log() -> None:
    found = price_task("GPQA Diamond", on=DAY)
    kimi = next(row for row in found.models if row.model == "kimi-k2.6")
    assert kimi.score == pytest.approx(0.908, abs=0.002)
    assert kimi.lower < kimi.score < kimi.upper
    assert kimi.upper - kimi.lower == pytest.approx(2 * 1.96 * 0.0169, rel=0.15)
    assert kimi.output_tokens == pytest.approx(20407, abs=1)
    assert kimi.usd_per_solved == pytest.approx(kimi.usd_per_answer / kimi.score)


def test_runs_whose_logs_leave_out_reasoning_are_named_and_not_compared() -> None:
    found = price_task("GPQA Diamond", on=DAY)
    assert "gemini-3.1-pro-preview" in found.understated
    assert not {row.model for row in found.models} & set(found.understated)


def test_the_frontier_rises_in_score_with_cost() -> None:
    on = [row for row in price_task("OTIS Mock AIME 2024-2025", on=DAY).models if row.on_frontier]
    assert [row.score for row in on] == sorted(row.score for row in on)


def test_a_smaller_alpha_widens_the_interval() -> None:
    wide, narrow = (price_task("GPQA Diamond", on=DAY, alpha=a).models[0] for a in (0.01, 0.2))
    assert wide.upper - wide.lower > narrow.upper - narrow.lower


def test_what_the_logs_cannot_tell_is_refused() -> None:
    with pytest.raises(DataError, match="no usable tokens"):
        price_task("SWE-bench Verified", on=DAY)
    with pytest.raises(DataError, match="GPQA Diamond"):
        price_task("GPQA")
    with pytest.raises(ConfigError, match="alpha"):
        price_task("GPQA Diamond", alpha=2)
