"""A gap's parts survive their JSON."""

import msgspec

from deadheat.facts.gap import Estimate, TimeToMatch


def test_time_to_match_survives_json() -> None:
    months = Estimate(value=7.1, lower=4.6, upper=None)
    match = TimeToMatch(rule="point", definition="d", months=months, n=3, n_matched=2, n_censored=1)
    assert msgspec.json.decode(msgspec.json.encode(match), type=TimeToMatch) == match
