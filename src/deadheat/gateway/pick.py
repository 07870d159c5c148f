"""In which order a request asks the offers of its route."""

from math import ceil

from deadheat.decision.affinity import Affinity
from deadheat.decision.arms import least_loaded, preference
from deadheat.gateway.request import Refusal
from deadheat.gateway.table import LiveOffer, LiveRoute


def offers_in_order(route: LiveRoute, conversation: bytes, affinity: Affinity, now: float) -> list[LiveOffer]:
    """The arm this conversation belongs to, the other arms, the fallbacks; those whose circuit is open come last.

    The arm is the conversation's by its hash and the weights, so that shares hold and a trial sees the same people on
    the same side. Among arms that are the same model at several hosts the one with the fewest requests in flight for
    its weight is taken. An arm that served the conversation before keeps it: the host has its prompt in a cache.
    """
    arms = route.arms
    order = list(arms)
    if len(arms) > 1:
        order = _arms_in_order(route, conversation, affinity.offer_of(conversation, now))
    if route.fallbacks:
        order.extend(offer for offer in route.fallbacks if offer not in order)
    if len(order) > 1 and not all(offer.state.circuit.is_closed for offer in order):
        order.sort(key=lambda offer: not offer.state.circuit.would_admit(now))
    return order


def all_rest(route: LiveRoute | None, now: float) -> Refusal:
    """The refusal of a request while every offer of its route is left alone."""
    offers = (*route.arms, *route.fallbacks) if route else ()
    wait = max(ceil(min((offer.state.circuit.rests_for_s(now) for offer in offers), default=0.0)), 1)
    said = f"Every offer of the route rests after failures. Try again in {wait} s."
    return Refusal(503, "offers_rest", said, again_s=wait)


def _arms_in_order(route: LiveRoute, conversation: bytes, kept: str | None) -> list[LiveOffer]:
    arms = route.arms
    order = preference(conversation, route.names, route.weights)
    first = next((i for i in order if arms[i].name == kept), None)
    if first is None:
        same = [i for i in order if arms[i].model == arms[order[0]].model]
        in_flight = [arm.state.in_flight for arm in arms]
        first = least_loaded(same, in_flight, route.weights)[0] if len(same) > 1 else order[0]
    return [arms[first], *(arms[i] for i in order if i != first)]
