"""A statement adds up."""

from deadheat.facts.totals import Group
from deadheat.ledger.statement import state_account


def group(name: str, cost: int) -> Group:
    return Group(
        group=name,
        requests=2,
        errors=1,
        unpriced=1,
        unmetered=0,
        input_tokens=3,
        cached_tokens=2,
        output_tokens=4,
        reasoning_tokens=1,
        cost_nanousd=cost,
    )


def test_money_is_exact_and_the_total_is_the_sum_of_the_groups() -> None:
    found = state_account([group("a", 1), group("b", 10**9)], since_ms=0, by="route")
    assert [line.cost_usd for line in found.groups] == ["0.000000001", "1"]
    assert (found.cost_usd, found.entries, found.since) == ("1.000000001", 4, "1970-01-01T00:00:00Z")


def test_without_a_grouping_the_line_is_named_all() -> None:
    assert state_account([group("", 0)], since_ms=None, by=None).groups[0].group == "all"


def test_a_moment_before_all_calendars_is_the_beginning() -> None:
    assert state_account([], since_ms=-(10**18), by=None).since == "the beginning"
