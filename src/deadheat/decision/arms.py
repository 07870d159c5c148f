"""Which arm of a route serves a conversation: its share of traffic by weight, the same arm every time."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from math import log

SPAN = 1 << 64


def preference(unit: bytes, names: Sequence[str], weights: Sequence[float]) -> list[int]:
    """All arms with weight, the preferred first, for the conversation `unit`; the same for ever.

    Weighted rendezvous hashing: each arm scores -weight / log(u) with u uniform from a hash of unit and arm, so that
    the best arm is i with probability weight_i / sum, and changing one weight moves only the share that must move
    (Schindelhauer & Schomaker, SPAA 2005). An arm of weight 0 takes no traffic.
    """
    if len(names) == 1:
        return [0] if weights[0] > 0 else []
    scores = [
        (_score(unit, name, weight), i)
        for i, (name, weight) in enumerate(zip(names, weights, strict=True))
        if weight > 0
    ]
    scores.sort(reverse=True)
    return [i for _, i in scores]


def least_loaded(order: Sequence[int], in_flight: Sequence[int], weights: Sequence[float]) -> list[int]:
    """`order` with the arm first that has the fewest requests in flight for its weight; ties keep their order."""
    return sorted(order, key=lambda i: in_flight[i] / weights[i])


def _score(unit: bytes, name: str, weight: float) -> float:
    digest = blake2b(unit, digest_size=8, key=_key(name)).digest()
    u = (int.from_bytes(digest, "big") + 0.5) / SPAN
    return -weight / log(u) if u < 1.0 else float("inf")


@lru_cache(maxsize=4096)
def _key(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=32).digest()
