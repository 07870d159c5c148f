"""How prices moved."""

from datetime import date

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.history import price_history


def test_the_cut_of_deepseek_v4_pro_is_there() -> None:
    offers = [o for o in open_catalogue().offers(models=["deepseek/deepseek-v4-pro"]) if o.host == "deepseek"]
    history = price_history("deepseek/deepseek-v4-pro", offers)
    (event,) = history.events
    assert (event.day, event.input, event.output) == (date(2026, 5, 25), 435_000_000, 870_000_000)
    assert (history.cuts, history.rises) == (1, 0)
    everything = price_history("deepseek/deepseek-v4-pro", offers, moves_only=False)
    assert [e.kind for e in everything.events] == ["listed", "price"]
    assert everything.events[0].input == 1_740_000_000


def test_a_model_without_offers_has_no_history() -> None:
    assert price_history("x/y", []).events == ()
