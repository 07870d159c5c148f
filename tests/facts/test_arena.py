"""A board's day survives its JSON."""

import msgspec

from deadheat.facts.arena import BoardDay
from deadheat.facts.gap import Estimate


def test_a_day_survives_json() -> None:
    day = BoardDay(
        day="2026-01-01", leader="a", leader_score=1.0, n_models=1, n_group=None, best_open=None, best_open_score=None,
        open_behind=Estimate(value=None, lower=None, upper=None),
    )  # fmt: skip
    assert msgspec.json.decode(msgspec.json.encode(day), type=BoardDay) == day
