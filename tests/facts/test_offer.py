"""Offers."""

from deadheat.facts.offer import Offer


def test_an_offer_is_named_by_host_and_id() -> None:
    assert Offer(host="h", host_kind="lab", id="a/b", model=None).key == "h/a/b"
