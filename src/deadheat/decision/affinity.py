"""A conversation keeps its offer, because the host holds its prompt in a cache."""

from collections import OrderedDict


class Affinity:
    """Remembers for a bounded number of conversations which offer served them last, for as long as caches live."""

    __slots__ = ("_kept", "_most", "_ttl_s")

    def __init__(self, *, most: int = 50_000, ttl_s: float = 3600.0) -> None:
        self._kept: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._most = most
        self._ttl_s = ttl_s

    def __len__(self) -> int:
        return len(self._kept)

    def offer_of(self, conversation: bytes, now: float) -> str | None:
        """The offer that served `conversation` last; None if it is not known or long ago."""
        kept = self._kept.get(conversation)
        if kept is None:
            return None
        if kept[1] < now:
            del self._kept[conversation]
            return None
        return kept[0]

    def keep(self, conversation: bytes, offer: str, now: float) -> None:
        """Note that `offer` served `conversation`; the one unseen for longest is forgotten when there are too many."""
        self._kept[conversation] = (offer, now + self._ttl_s)
        self._kept.move_to_end(conversation)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
