"""Three-way merge: bundled, upstream, yours."""

from datetime import date

import pytest
from msgspec import structs

from deadheat.catalog.feeds.listing import Listing
from deadheat.catalog.merge import combine, headline, merge
from deadheat.facts.offer import Offer
from deadheat.facts.price import Meter, Rate

OLD, NEW = date(2026, 7, 1), date(2026, 11, 12)


def _rate(price: int, meter: Meter = "input", **more: date) -> Rate:
    return Rate(meter=meter, nanousd_per_mtok=price, valid_from=more.get("since"), valid_to=more.get("until"))


def _offer(price: int, *, day: date = OLD, context: int | None = None) -> Offer:
    rates = (_rate(price), _rate(price * 3, "output"))
    return Offer(
        host="h", host_kind="platform", id="m", model=None, rates=rates, context=context, source="s", as_of=day
    )


def _listing(*offers: Offer, day: date = NEW, source: str = "fresh") -> Listing:
    return Listing(source=source, as_of=day, offers=offers, skipped={})


def test_a_new_offer_is_added() -> None:
    merged = merge([], _listing(_offer(1000, day=NEW)))
    assert [c.fate for c in merged.changes] == ["added"]
    assert len(merged.offers) == 1


def test_a_moderate_move_is_applied_and_shown() -> None:
    merged = merge([_offer(1000)], _listing(_offer(2000, day=NEW)))
    first = merged.changes[0]
    assert (first.field, first.before, first.after, first.fate) == ("input price", "1000", "2000", "applied")
    assert headline(merged.offers[0].rates, "input", NEW) == 2000


@pytest.mark.parametrize("new", [5001, 199, 0])
def test_a_suspicious_move_is_held_back(new: int) -> None:
    merged = merge([_offer(1000)], _listing(_offer(new, day=NEW)))
    assert {c.fate for c in merged.changes} == {"held_back"}
    assert headline(merged.offers[0].rates, "input", NEW) == 1000


@pytest.mark.parametrize("new", [5000, 200])
def test_a_move_of_just_five_times_is_not_suspicious(new: int) -> None:
    merged = merge([_offer(1000)], _listing(_offer(new, day=NEW)))
    assert {c.fate for c in merged.changes} == {"applied"}


def test_a_second_source_that_agrees_lets_a_suspicious_move_pass() -> None:
    witness = _listing(_offer(9000, day=NEW), source="witness")
    merged = merge([_offer(1000)], _listing(_offer(9000, day=NEW)), second=[witness])
    assert {c.fate for c in merged.changes} == {"applied"}
    assert "witness" in merged.changes[0].why
    assert headline(merged.offers[0].rates, "input", NEW) == 9000


def test_a_second_source_that_disagrees_does_not() -> None:
    witness = _listing(_offer(8000, day=NEW), source="witness")
    merged = merge([_offer(1000)], _listing(_offer(9000, day=NEW)), second=[witness])
    assert {c.fate for c in merged.changes} == {"held_back"}


def test_prices_of_one_offer_are_held_back_together() -> None:
    fresh = structs.replace(_offer(1000, day=NEW), rates=(_rate(2000), _rate(30_000, "output")))
    merged = merge([_offer(1000)], _listing(fresh))
    assert [(c.field, c.fate) for c in merged.changes] == [("input price", "held_back"), ("output price", "held_back")]
    assert "another price of this offer" in merged.changes[0].why
    assert headline(merged.offers[0].rates, "input", NEW) == 1000


def test_a_cache_price_that_jumps_is_held_back_too() -> None:
    base = structs.replace(_offer(1000), rates=(*_offer(1000).rates, _rate(100, "cache_read")))
    fresh = structs.replace(base, rates=(*_offer(1000).rates, _rate(1, "cache_read")), as_of=NEW)
    assert [(c.field, c.fate) for c in merge([base], _listing(fresh)).changes] == [("cache read price", "held_back")]


def test_your_own_offer_stays_as_you_wrote_it() -> None:
    merged = merge([_offer(1000)], _listing(_offer(2000, day=NEW)), yours=["h/m"])
    assert [c.fate for c in merged.changes] == ["kept_yours"]
    assert headline(merged.offers[0].rates, "input", NEW) == 1000


def test_what_a_source_does_not_say_is_not_erased() -> None:
    silent = Offer(host="h", host_kind="platform", id="m", model=None, as_of=NEW)
    merged = merge([_offer(1000, context=8192)], _listing(silent))
    assert merged.offers[0].context == 8192
    assert headline(merged.offers[0].rates, "input", NEW) == 1000


def test_an_offer_the_source_no_longer_lists_stays_and_is_counted() -> None:
    other = Offer(host="h", host_kind="platform", id="other", model=None, as_of=NEW)
    merged = merge([_offer(1000)], _listing(other))
    assert (len(merged.offers), merged.unlisted) == (2, 1)


def test_an_older_source_changes_no_price() -> None:
    merged = merge([_offer(1000, day=NEW)], _listing(_offer(2000), day=OLD))
    assert headline(merged.offers[0].rates, "input", NEW) == 1000


def test_dates_of_an_older_source_are_kept_when_its_price_agrees() -> None:
    dated = (_rate(500, until=date(2026, 8, 16)), _rate(1000, since=date(2026, 8, 17), until=date(2026, 11, 30)),
             _rate(2000, since=date(2026, 12, 1)))  # fmt: skip
    rates = combine((_rate(1000),), dated, NEW)
    assert headline(rates, "input", date(2026, 8, 1)) == 500
    assert headline(rates, "input", NEW) == 1000
    assert headline(rates, "input", date(2026, 12, 2)) == 2000


def test_what_an_announcement_leaves_out_is_not_known_from_its_day() -> None:
    dated = (_rate(1000, since=OLD, until=date(2026, 11, 30)), _rate(2000, since=date(2026, 12, 1)))
    flex = Rate(meter="input", nanousd_per_mtok=500, service_tier="flex")
    rates = combine((_rate(1000), _rate(1000, "reasoning"), flex), dated, NEW)
    ends = {(rate.meter, rate.service_tier): rate.valid_to for rate in rates if rate.valid_from == OLD}
    assert ends == dict.fromkeys(
        [("input", "standard"), ("reasoning", "standard"), ("input", "flex")], date(2026, 11, 30)
    )


def test_dates_of_a_source_that_states_another_price_are_dropped() -> None:
    rates = combine((_rate(1000),), (_rate(700, since=date(2026, 8, 17)),), NEW)
    assert rates == (_rate(1000),)


def test_a_tier_that_only_the_older_source_knows_stays() -> None:
    batch = Rate(meter="input", nanousd_per_mtok=5, service_tier="batch")
    assert batch in combine((_rate(10),), (_rate(9), batch), NEW)
