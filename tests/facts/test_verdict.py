"""A verdict carries its numbers, its promise and its own picture."""

import msgspec

from deadheat.facts.verdict import Verdict
from tests.report.conftest import verdict

__all__ = ["verdict"]


def test_a_verdict_survives_its_json(verdict: Verdict) -> None:
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict


def test_n_counts_items_of_tasks_and_overall_ones_only_where_there_is_no_task(verdict: Verdict) -> None:
    assert verdict.n == 600
    assert verdict.method == "paired z over items"


def test_text_says_what_was_asked_and_what_is_promised(verdict: Verdict) -> None:
    lines = str(verdict).splitlines()
    assert lines[0].startswith("Challengers against <script>")
    assert "margin ±5 pp · alpha 0.05 · mode fixed" in lines[0]
    assert lines[-2:] == [verdict.promise, verdict.multiplicity]
