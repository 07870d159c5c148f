"""What a worker has to keep before its database can: records that outlive the process, in files of bounded size."""

from collections import deque
from collections.abc import Callable
from itertools import count
from pathlib import Path
from secrets import token_hex

from msgspec import Struct

from deadheat.store.segment import FRAME, MAGIC, SUFFIX, Segment

SEGMENT_BYTES = 4 * 1024 * 1024
RETRY_S = 0.25


class JournalOptions(Struct, frozen=True, kw_only=True):
    """Where a journal lies, whose it is, and how much disk all journals in that folder may take together."""

    folder: Path
    writer: str
    max_bytes: int
    segment_bytes: int = SEGMENT_BYTES


class Journal:
    """Records in order, each safe from `kill -9` once `append` has returned True.

    `append` belongs to one thread (the loop), `unread`, `done` and `prepare` to another (the drain). They need no lock:
    each shared attribute is replaced whole, and a sealed segment is in the deque before it stops being the active one.
    """

    def __init__(self, options: JournalOptions, *, clock: Callable[[], float]) -> None:
        """Take room for the first segment. Raises: OSError if the folder cannot be written."""
        options.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._options = options
        self._clock = clock
        self._name = f"{options.writer}-{token_hex(4)}"  # a container gives every run the same process id
        self._numbers = count(1)
        self._full = False
        self._retry_at = 0.0
        self._sealed: deque[Segment] = deque()
        self._spare: Segment | None = None
        self._active = self._segment(options.segment_bytes)
        self._read = self._next = len(MAGIC)

    def append(self, payload: bytes) -> bool:
        """Keep `payload`. False if there is no room: the ceiling is reached, or the disk is full."""
        return self._active.append(payload) or (self._rotate(len(payload)) and self._active.append(payload))

    def accepts(self) -> bool:
        """Whether there is room for what is under way already and more."""
        return not self._full or self._active.position < self._active.size // 2

    def unread(self, *, most: int) -> list[bytes]:
        """The next records, about `most` bytes of them; the same ones again until `done`."""
        self._drop_finished()  # a segment may be sealed after the last of it was read
        active = self._active  # before looking at the sealed ones: a rotation in between seals this very segment
        segment = self._sealed[0] if self._sealed else active
        payloads, self._next = segment.read(self._read, most=most)
        return payloads

    def done(self) -> None:
        """What `unread` gave last is kept elsewhere now: forget it, and give back the disk of a finished segment."""
        self._read = self._next
        self._drop_finished()

    def prepare(self) -> None:
        """Take room for the next segment before it is needed, away from the loop, and hold none for those that wait."""
        for segment in list(self._sealed):
            segment.unload()
        if self._spare is None and self._active.position >= self._active.size // 2 and self._clock() >= self._retry_at:
            self._spare = self._try_segment(self._options.segment_bytes)

    def backlog_bytes(self) -> int:
        """Bytes of records that are kept here alone."""
        waiting = sum(segment.position - len(MAGIC) for segment in list(self._sealed))
        return max(waiting + self._active.position - self._read, 0)  # a rotation in between may undo the order

    def close(self) -> None:
        """Let go. Unread records stay on disk for the next drain of this folder; an empty file does not."""
        self._drop_finished()
        empty = not self._sealed and self._read == self._active.position
        for segment in (*self._sealed, self._active, *((self._spare,) if self._spare else ())):
            segment.close()
        if empty:
            self._active.path.unlink(missing_ok=True)
        if self._spare:
            self._spare.path.unlink(missing_ok=True)

    def _drop_finished(self) -> None:
        while self._sealed and self._read >= self._sealed[0].position:
            finished = self._sealed.popleft()
            finished.path.unlink(missing_ok=True)
            finished.close()
            self._read = len(MAGIC)
            self._retry_at = 0.0

    def _rotate(self, needed: int) -> bool:
        whole = len(MAGIC) + FRAME.size + needed
        following = self._spare if whole <= self._options.segment_bytes else None
        if following is None and self._clock() >= self._retry_at:
            following = self._try_segment(max(whole, self._options.segment_bytes))
        if following is None:
            return False
        if following is self._spare:
            self._spare = None
        self._sealed.append(self._active)
        self._active = following
        return True

    def _taken(self) -> int:
        return sum(path.stat().st_size for path in self._options.folder.glob(f"*{SUFFIX}") if path.exists())

    def _reclaimable(self) -> int:
        """The active file's size once all of it is kept elsewhere: it goes as soon as another takes its place."""
        return self._active.size if not self._sealed and self._read >= self._active.position else 0

    def _try_segment(self, size: int) -> Segment | None:
        try:
            if self._taken() + size - self._reclaimable() <= self._options.max_bytes:
                taken = self._segment(size)
                self._full = False
                return taken
        except OSError:  # no space left, or a file vanished while we counted: the same answer, ask again later
            pass
        self._full = True
        self._retry_at = self._clock() + RETRY_S
        return None

    def _segment(self, size: int) -> Segment:
        return Segment(self._options.folder / f"{self._name}-{next(self._numbers):08}{SUFFIX}", size)
