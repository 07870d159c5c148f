"""Bringing the catalogue up to date."""

from datetime import date
from pathlib import Path

import pytest

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.catalog.feeds.listing import Listing
from deadheat.catalog.merge import headline
from deadheat.catalog.overlay import Overlay, OverlayOffer
from deadheat.catalog.refresh import refresh
from deadheat.catalog.snapshot import FILES, write_snapshot
from deadheat.facts.model import Model
from deadheat.facts.offer import Offer
from deadheat.facts.price import Rate

pytestmark = pytest.mark.slow

OLD, NEW = date(2026, 7, 1), date(2026, 12, 1)


def _offer(id_: str, price: int, day: date) -> Offer:
    rates = (Rate(meter="input", nanousd_per_mtok=price), Rate(meter="output", nanousd_per_mtok=price))
    return Offer(host="moonshotai", host_kind="platform", id=id_, model=None, rates=rates, source="s", as_of=day)


@pytest.fixture
def book(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "base"
    model = Model(id="moonshotai/kimi-k2.6", lab="moonshotai")
    write_snapshot(folder, offers=[_offer("kimi-k2.6", 100, OLD)], models=[model], names={"kimik26": (model.id,)})
    return Catalogue(folder=folder, overlay=Overlay())


def _listing(*offers: Offer) -> Listing:
    return Listing(source="fresh", as_of=NEW, offers=offers, skipped={})


def test_a_dry_run_reports_and_writes_nothing(book: Catalogue, tmp_path: Path) -> None:
    before = {p.name: p.read_bytes() for p in book.folder.iterdir()}
    report = refresh(book, _listing(_offer("kimi-k2.6", 150, NEW)))
    assert report.counts == {"applied": 2}
    assert report.written == ""
    assert {p.name: p.read_bytes() for p in book.folder.iterdir()} == before


def test_an_applied_refresh_is_the_next_snapshot_with_new_models(book: Catalogue, tmp_path: Path) -> None:
    listing = _listing(_offer("kimi-k2.6", 150, NEW), _offer("kimi-k9", 300, NEW))
    report = refresh(book, listing, into=tmp_path / "next")
    assert sorted(p.name for p in (tmp_path / "next").iterdir()) == sorted(FILES)
    after = Catalogue(folder=tmp_path / "next", overlay=Overlay())
    assert after.model("kimi-k9").id == "moonshotai/kimi-k9"
    (offer,) = after.offers(models=["moonshotai/kimi-k2.6"])
    assert headline(offer.rates, "input", NEW) == 150
    assert offer.host_kind == "lab"
    assert report.counts == {"added": 1, "applied": 2}


def test_your_overlay_stays_out_of_the_snapshot_and_on_top_of_it(book: Catalogue, tmp_path: Path) -> None:
    own = OverlayOffer(host="moonshotai", id="kimi-k2.6", context=7)
    yours = Catalogue(folder=book.folder, overlay=Overlay(offer=(own,)))
    report = refresh(yours, _listing(_offer("kimi-k2.6", 150, NEW)), into=tmp_path / "next")
    assert report.counts == {"kept_yours": 1}
    (bare,) = Catalogue(folder=tmp_path / "next", overlay=Overlay()).offers()
    assert bare.context is None


def test_refreshing_with_what_is_bundled_changes_nothing() -> None:
    book = open_catalogue()
    offers = tuple(offer for offer in book.offers() if offer.source == "litellm 1.109.1")[:200]
    report = refresh(book, Listing(source="same", as_of=date(2026, 11, 12), offers=offers, skipped={}))
    assert report.counts == {}
