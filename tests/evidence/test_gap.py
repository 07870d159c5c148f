"""The gap reproduces the reference figures and prints its definitions."""

from datetime import date

import pytest

from deadheat.errors import ConfigError
from deadheat.evidence.fitted_index import FittedIndex, IndexOptions, fit_index
from deadheat.evidence.gap import GapOptions, measure_gap
from deadheat.evidence.score_sheet import read_score_sheet
from deadheat.facts.gap import Estimate, Gap

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fitted() -> FittedIndex:
    return fit_index(read_score_sheet(), IndexOptions(draws=60))


@pytest.fixture(scope="module")
def gap(fitted: FittedIndex) -> Gap:
    return measure_gap(fitted)


def holds(estimate: Estimate) -> bool:
    assert estimate.value is not None
    assert estimate.lower is not None
    assert estimate.upper is not None
    return estimate.lower <= estimate.value <= estimate.upper


def test_figures_since_llama_2_are_the_reference_ones(gap: Gap) -> None:
    """Computed by hand from the published index of 2026-08-11: mean lag 7.295, median 6.390 months, 22 records."""
    assert gap.n_lags == 22
    assert gap.mean_lag.value == pytest.approx(7.295, abs=0.01)
    assert gap.median_lag.value == pytest.approx(6.390, abs=0.01)
    assert gap.gap_now.value == pytest.approx(4.64, abs=0.02)
    assert gap.mean_gap.value == pytest.approx(7.56, abs=0.05)
    kimi = next(r for r in gap.records if r.model == "Kimi K3")
    assert kimi.months == pytest.approx(4.37, abs=0.01)
    assert kimi.matched == "GPT-5.4 Pro"


def test_estimates_have_intervals_around_them(gap: Gap) -> None:
    assert all(holds(e) for e in (gap.gap_now, gap.mean_gap, gap.mean_lag))
    assert gap.call_now == "behind"


def test_a_tie_that_counts_as_a_match_shortens_the_wait(gap: Gap) -> None:
    by_rule = {m.rule: m for m in gap.matches}
    overlap, point, equivalence = by_rule["overlap"], by_rule["point"], by_rule["equivalence"]
    assert overlap.months.value is not None
    assert point.months.value is not None
    assert overlap.months.value < point.months.value
    assert overlap.n_censored < point.n_censored
    assert equivalence.n == point.n == overlap.n
    assert all(m.n_matched + m.n_censored == m.n for m in gap.matches)


def test_censored_records_are_shown_as_such(gap: Gap) -> None:
    waiting = [r.model for r in gap.records if r.censored]
    assert waiting == ["GPT-5.4 Pro", "GPT-5.5 Pro", "Claude Fable 5", "GPT-5.6 Sol"]
    assert all(r.months is None and r.matched is None for r in gap.records if r.censored)


def test_the_rule_changes_the_records_and_the_margin_changes_equivalence(fitted: FittedIndex, gap: Gap) -> None:
    overlap = measure_gap(fitted, GapOptions(rule="overlap"))
    assert overlap.records != gap.records
    wide = measure_gap(fitted, GapOptions(margin=10.0))
    assert wide.matches[2].n_matched > gap.matches[2].n_matched
    assert wide.call_now == "dead_heat"


def test_an_earlier_last_day_forgets_what_came_later(fitted: FittedIndex) -> None:
    then = measure_gap(fitted, GapOptions(until=date(2025, 6, 30)))
    assert then.best_follower == "DeepSeek-R1 (May 2025)"
    assert then.until == "2025-06-30"
    assert then.n_leader + then.n_follower + then.n_other == 222


def test_definition_method_and_source_are_part_of_the_result(gap: Gap) -> None:
    assert "first day on which a model of Closed weights stood at or above" in gap.definition
    assert "Kaplan-Meier" in gap.method
    assert "Epoch AI" in gap.source
    assert (gap.n_leader, gap.n_follower, gap.n_other) == (104, 94, 24)


def test_without_draws_only_the_point_rule_is_possible() -> None:
    bare = fit_index(read_score_sheet(), IndexOptions(draws=0))
    gap = measure_gap(bare)
    assert gap.mean_gap.lower is None
    assert gap.call_now is None
    assert [m.rule for m in gap.matches] == ["point"]
    with pytest.raises(ConfigError, match="needs intervals"):
        measure_gap(bare, GapOptions(rule="overlap"))


def test_wrong_options_are_refused(fitted: FittedIndex) -> None:
    with pytest.raises(ConfigError, match="rule"):
        GapOptions(rule="close")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="margin"):
        GapOptions(margin=0)
    with pytest.raises(ConfigError, match="before since"):
        GapOptions(since=date(2026, 1, 1), until=date(2025, 1, 1))
    with pytest.raises(ConfigError, match="after the data"):
        measure_gap(fitted, GapOptions(since=date(2030, 1, 1)))
