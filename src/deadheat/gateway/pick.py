"""In which order a request asks the offers of its route."""

from deadheat.decision.affinity import Affinity
from deadheat.decision.arms import preference
from deadheat.gateway.table import LiveOffer, LiveRoute


def offers_in_order(route: LiveRoute, conversation: bytes, affinity: Affinity, now: float) -> list[LiveOffer]:
    """The arm this conversation belongs to, the other arms, the fallbacks; those whose circuit is open come last.

    An arm that served the conversation before keeps it, because the host has its prompt in a cache.
    """
    arms = route.arms
    if len(arms) == 1:
        order = list(arms)
    else:
        order = [arms[i] for i in preference(conversation, route.names, route.weights)]
        kept = affinity.offer_of(conversation, now)
        if kept is not None and order[0].name != kept:
            order.sort(key=lambda offer: offer.name != kept)
    if route.fallbacks:
        order.extend(offer for offer in route.fallbacks if offer not in order)
    if len(order) > 1 and not all(offer.state.circuit.is_closed for offer in order):
        order.sort(key=lambda offer: not offer.state.circuit.would_admit(now))
    return order
