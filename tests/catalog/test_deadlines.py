"""Offers that are to end."""

from datetime import date

from deadheat.catalog.deadlines import list_deadlines
from deadheat.facts.offer import Offer

DAY = date(2026, 11, 23)


def _offer(id_: str, day: date | None, *, deprecated: bool = False) -> Offer:
    return Offer(host="h", host_kind="lab", id=id_, model="l/m", retires_on=day, deprecated=deprecated)


OFFERS = (
    _offer("late", date(2027, 1, 1)),
    _offer("soon", date(2026, 11, 24)),
    _offer("today", DAY),
    _offer("gone", date(2026, 11, 22)),
    _offer("some day", None, deprecated=True),
    _offer("never", None),
)


def test_the_soonest_comes_first_and_the_past_is_left_out() -> None:
    result = list_deadlines(OFFERS, DAY)
    assert [(d.id, d.days_left) for d in result.deadlines] == [("today", 0), ("soon", 1), ("late", 39)]
    assert result.undated == 1


def test_the_horizon_and_the_past_can_be_asked_for() -> None:
    assert [d.id for d in list_deadlines(OFFERS, DAY, within_days=1).deadlines] == ["today", "soon"]
    assert [d.id for d in list_deadlines(OFFERS, DAY, past=True).deadlines][0] == "gone"  # noqa: RUF015  the order is the point


def test_no_offers_have_no_deadlines() -> None:
    assert list_deadlines((), DAY).deadlines == ()


def test_what_is_deprecated_without_a_day_comes_last_when_asked_for() -> None:
    result = list_deadlines(OFFERS, DAY, within_days=1, undated=True)
    assert [(d.id, d.days_left) for d in result.deadlines] == [("today", 0), ("soon", 1), ("some day", None)]
    assert result.undated == 1
