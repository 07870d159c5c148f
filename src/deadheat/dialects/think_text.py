"""Reasoning that a host leaves in the answer as `<think>…</think>`, told apart from the answer piece by piece."""

from typing import Literal, NamedTuple

OPEN, CLOSE = "<think>", "</think>"


class Piece(NamedTuple):
    """Some text and what it is."""

    kind: Literal["thought", "said"]
    text: str


class ThinkSplitter:
    """Cuts a streamed answer into thought and answer. Only a tag at the very head counts: later ones are content."""

    __slots__ = ("_held", "_state")

    def __init__(self) -> None:
        self._state: Literal["head", "thinking", "gap", "answer"] = "head"
        self._held = ""

    def feed(self, text: str) -> list[Piece]:
        """The pieces that are certain once `text` has arrived."""
        self._held += text
        pieces: list[Piece] = []
        if self._state == "head":
            self._open()
        if self._state == "thinking":
            pieces += self._think()
        if self._state == "gap" and (rest := self._held.lstrip()):
            self._held, self._state = rest, "answer"
        if self._state == "answer" and self._held:
            pieces.append(Piece("said", self._held))
            self._held = ""
        return pieces

    def close(self) -> list[Piece]:
        """What was held back because a tag might have followed."""
        rest, self._held = self._held, ""
        if not rest or self._state == "gap":
            return []
        return [Piece("thought" if self._state == "thinking" else "said", rest)]

    def _open(self) -> None:
        head = self._held.lstrip()
        if head.startswith(OPEN):
            self._held, self._state = head.removeprefix(OPEN), "thinking"
        elif not OPEN.startswith(head):
            self._state = "answer"

    def _think(self) -> list[Piece]:
        thought, closed, rest = self._held.partition(CLOSE)
        if closed:
            self._held, self._state = rest, "gap"
            return [Piece("thought", thought)] if thought else []
        keep = next((n for n in range(len(CLOSE) - 1, 0, -1) if self._held.endswith(CLOSE[:n])), 0)
        sure = self._held[: len(self._held) - keep]
        self._held = self._held[len(sure) :]
        return [Piece("thought", sure)] if sure else []


def split_thinking(text: str) -> list[Piece]:
    """A whole answer told apart."""
    splitter = ThinkSplitter()
    return splitter.feed(text) + splitter.close()
