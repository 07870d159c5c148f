"""Parallel tool calls put one after the other, for APIs in which a call that is over cannot be taken up again."""

import msgspec

from deadheat.dialects.deltas import Argued, Called, Delta, Ended, Finished

_any = msgspec.json.Decoder(msgspec.Raw)


class CallOrder:
    """Lets one call through at a time. The next may start once the arguments of the last are whole JSON.

    Hosts write calls one after the other, so nothing waits; one that interleaves them has the later calls held back.
    """

    __slots__ = ("_held", "_open", "_written")

    def __init__(self) -> None:
        self._open = -1
        self._written = ""
        self._held: dict[int, list[Called | Argued]] = {}

    def feed(self, deltas: list[Delta]) -> list[Delta]:
        """`deltas` with the calls in order."""
        out: list[Delta] = []
        for delta in deltas:
            if isinstance(delta, Called | Argued):
                out += self._call(delta)
            else:
                if isinstance(delta, Finished | Ended):
                    out += self._release()
                out.append(delta)
        return out

    def _call(self, delta: Called | Argued) -> list[Delta]:
        if delta.at == self._open:
            if isinstance(delta, Argued):
                self._written += delta.text
            return [delta]
        if not self._held and isinstance(delta, Called) and self._is_whole():
            self._open, self._written = delta.at, ""
            return [delta]
        self._held.setdefault(delta.at, []).append(delta)
        return []

    def _is_whole(self) -> bool:
        if self._open < 0:
            return True
        try:
            _any.decode(self._written)
        except (ValueError, RecursionError):
            return False
        return True

    def _release(self) -> list[Delta]:
        held, self._held = self._held, {}
        return [delta for at in sorted(held) for delta in held[at]]
