"""Licences as people write them."""

import msgspec
import pytest

from deadheat.facts.licence import Clause, Organisation


def test_a_clause_with_an_unknown_measure_is_refused() -> None:
    clause = {"kind": "cap", "says": "x", "thresholds": [{"measure": "headcount", "above": 1}]}
    with pytest.raises(msgspec.ValidationError, match="measure"):
        msgspec.convert(clause, type=Clause)


def test_nothing_is_known_about_an_organisation_until_it_is_said() -> None:
    assert Organisation().users_month is None
