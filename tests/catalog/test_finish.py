"""What looks wrong with offers is said, not repaired."""

from datetime import date

from deadheat.catalog.finish import finish
from deadheat.facts.host import Host
from deadheat.facts.model import Lab
from deadheat.facts.offer import Offer
from deadheat.facts.price import Rate

DAY = date(2026, 11, 12)
LABS = {"lab": Lab(id="lab", name="Lab", namespaces=("lab",), hosts=("lab",))}
REGISTRY = {"m1": ("lab/m1",), "m": ("lab/m1", "lab/m2")}


def _offer(host: str, id_: str, usd: int | None, *, read: int | None = None, **more: int) -> Offer:
    stated = [("input", usd), ("output", usd), ("cache_read", read)]
    rates = tuple(Rate(meter=m, nanousd_per_mtok=p) for m, p in stated if p is not None)  # type: ignore[arg-type]  # literals
    context, output = more.get("context"), more.get("max_output")
    return Offer(
        host=host,
        host_kind="platform",
        id=id_,
        model=None,
        rates=rates,
        context=context,
        max_output=output,
        open_weights=False,
    )


def _flags(*offers: Offer) -> list[tuple[str, ...]]:
    hosts = {"router": Host(id="router", kind="aggregator")}
    return [offer.flags for offer in finish(offers, REGISTRY, hosts=hosts, labs=LABS, on=DAY)]


def test_the_hosts_kind_and_the_model_are_filled_in() -> None:
    (offer,) = finish(
        [_offer("router", "m1:free", 1)],
        REGISTRY,
        hosts={"router": Host(id="router", kind="aggregator")},
        labs={},
        on=DAY,
    )
    assert (offer.host_kind, offer.model, offer.variant) == ("aggregator", "lab/m1", "free")


def test_an_ambiguous_id_has_no_model() -> None:
    assert "model_unknown" in _flags(_offer("h", "m", 1))[0]


def test_a_reseller_far_below_the_labs_own_price_is_marked() -> None:
    flags = _flags(_offer("lab", "m1", 1000), _offer("h", "m1", 599), _offer("h2", "m1", 601))
    assert ["below_vendor_list" in f for f in flags] == [False, True, False]


def test_odd_numbers_are_marked() -> None:
    assert "price_zero" in _flags(_offer("h", "m1", 0))[0]
    assert "moving_name" in _flags(_offer("h", "m1-latest", 5))[0]
    assert "price_unknown" in _flags(_offer("h", "m1", None))[0]
    assert "cache_read_not_cheaper" in _flags(_offer("h", "m1", 5, read=5))[0]
    assert "output_above_context" in _flags(_offer("h", "m1", 5, context=10, max_output=11))[0]
    assert "listed_twice" in _flags(_offer("h", "m1", 5), _offer("h", "lab/m1", 5))[1]
