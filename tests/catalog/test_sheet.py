"""One model's sheet."""

from datetime import UTC, date, datetime

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.sheet import model_sheet, price_sheet
from deadheat.facts.licence import Organisation
from deadheat.facts.offer import HostKind, Offer
from deadheat.facts.price import Rate, Usage

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_sheet_says_what_is_known_and_what_is_not() -> None:
    sheet = model_sheet(
        open_catalogue(), "GPT-6.1-Terra", on=date(2026, 11, 23), organisation=Organisation(), evidence=()
    )
    assert sheet.model.id == "openai/gpt-6.1-terra"
    assert sheet.list_price is not None
    assert len(sheet.offers) > 5
    said = " ".join(sheet.unknown)
    assert "licence" in said
    assert "release date" in said
    assert "evidence" in said


def test_an_open_model_has_licence_openness_and_hosts() -> None:
    sheet = model_sheet(
        open_catalogue(), "deepseek-r1", on=date(2026, 11, 23), organisation=Organisation(), evidence=()
    )
    assert sheet.licence.licence == "mit"
    assert sheet.openness.european_index is not None
    assert not any(text.startswith("licence") for text in sheet.unknown)
    assert {host.id for host in sheet.hosts} == {offer.host for offer in sheet.offers}
    assert [d.days_left for d in sheet.deadlines] == sorted(d.days_left or 0 for d in sheet.deadlines)
    assert {d.id for d in sheet.deadlines} <= {offer.id for offer in sheet.offers}


def _offer(host: str, price: int | None, kind: HostKind = "platform") -> Offer:
    rates = () if price is None else tuple(Rate(meter=m, nanousd_per_mtok=price) for m in ("input", "output"))
    return Offer(host=host, host_kind=kind, id="m", model="l/m", rates=rates)


def test_offers_come_cheapest_first_then_free_then_without_a_price() -> None:
    offers = [_offer("none", None), _offer("plan", 5, "plan"), _offer("free", 0), _offer("dear", 9), _offer("cheap", 3)]
    sheet = price_sheet("l/m", offers, Usage(input_tokens=10**6, output_tokens=0), AT)
    assert [entry.host for entry in sheet.offers] == ["cheap", "dear", "free", "none", "plan"]
    assert "subscription" in sheet.offers[-1].refused
