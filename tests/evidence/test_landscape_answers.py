"""A sentence never says more than its numbers."""

from deadheat.evidence.landscape_answers import MIN_RELEASES, _within, quarter_words, telling_periods
from deadheat.evidence.share import ShareQuestion, share_of_releases
from deadheat.facts.gap import Estimate


def test_a_quarter_with_few_models_tells_nothing_about_shares() -> None:
    share = share_of_releases(ShareQuestion(window="flow", every="quarter"))
    assert any(period.total < MIN_RELEASES for period in share.periods)
    assert all(period.total >= MIN_RELEASES for period in telling_periods(share))
    assert [quarter_words(day) for day in ("2026-01-01", "2026-04-01", "2026-10-01")] == [
        "2026 Q1",
        "2026 Q2",
        "2026 Q4",
    ]


def test_a_figure_comes_with_its_interval_or_says_that_it_has_none() -> None:
    assert _within(Estimate(value=4.64, lower=3.3, upper=6.8), "points") == "4.6 points [3.3, 6.8]"
    assert _within(Estimate(value=4.64, lower=None, upper=None), "points") == "4.6 points (no interval)"
    assert _within(Estimate(value=None, lower=None, upper=None), "months") == "an unknown number of months"
