"""Hosts by what is claimed about them."""

import pytest

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.host_list import HostFilter, list_hosts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("wanted", "some", "never"),
    [
        ({"kind": "aggregator"}, "openrouter", "groq"),
        ({"country": "FR"}, "scaleway", "groq"),
        ({"region": "EU"}, "mistral", "deepseek"),
        ({"region": "EU"}, "nebius", "deepseek"),  # Finland
        ({"country": "eea"}, "scaleway", "groq"),  # France
        ({"no_training": True}, "groq", "deepseek"),
        ({"max_retention_days": 0}, "groq", "anthropic"),
        ({"serves": "moonshotai/kimi-k2.6"}, "moonshotai", "anthropic"),
    ],
)
def test_a_filter_keeps_only_what_is_claimed(wanted: dict[str, object], some: str, never: str) -> None:
    result = list_hosts(open_catalogue(), HostFilter(**wanted))  # type: ignore[arg-type]  # the parametrisation names fields
    ids = {row.host.id for row in result.hosts}
    assert some in ids
    assert never not in ids
    assert len(ids) < result.total


def test_an_unknown_fact_is_counted_not_passed() -> None:
    result = list_hosts(open_catalogue(), HostFilter(no_training=True))
    assert "chutes" not in {row.host.id for row in result.hosts}
    assert result.unknown > 50


def test_without_a_filter_every_host_with_an_offer_is_there() -> None:
    book = open_catalogue()
    result = list_hosts(book, HostFilter())
    assert {offer.host for offer in book.offers()} <= {row.host.id for row in result.hosts}
