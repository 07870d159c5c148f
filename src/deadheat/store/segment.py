"""One file of the journal: room taken in advance, written through memory, read back after whatever happened.

A write is a copy into pages that belong to the kernel, so it outlives `kill -9` without a system call. It does not
outlive a power cut until the system has written the page out.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from zlib import crc32

MAGIC = b"deadheat-jrnl-1\n"
FRAME = Struct("<II")
SUFFIX = ".journal"
DRAFT = ".draft"


class Segment:
    """A file of fixed size with frames of length, CRC-32 and payload; a length of 0 ends it. One writer, locked."""

    __slots__ = ("_fd", "_map", "path", "position", "size")

    def __init__(self, path: Path, size: int) -> None:
        """Take `size` bytes of disk for `path`. Raises: OSError if they are not to be had; nothing is left then."""
        self.path = path
        self.size = size
        self.position = len(MAGIC)
        draft = path.with_name(path.name + DRAFT)
        self._fd = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _take_room(self._fd, size)
            self._map = mmap.mmap(self._fd, size)
            self._map[: len(MAGIC)] = MAGIC
            _publish(draft, path)  # only now do others see it, locked already
        except BaseException:
            os.close(self._fd)
            raise
        finally:
            draft.unlink(missing_ok=True)

    def append(self, payload: bytes) -> bool:
        """Keep `payload`; False if it does not fit. The checksum is copied last: a frame without one is unfinished."""
        start = self.position + FRAME.size
        end = start + len(payload)
        if end > self.size or not payload:
            return False
        self._map[self.position : start] = FRAME.pack(len(payload), 0)
        self._map[start:end] = payload
        self._map[self.position : start] = FRAME.pack(len(payload), crc32(payload))
        self.position = end
        return True

    def read(self, start: int, *, most: int) -> tuple[list[bytes], int]:
        """Payloads from `start` on, about `most` bytes of them, and where the next one begins."""
        end = self.position
        payloads: list[bytes] = []
        while start < end and most > 0:
            length, _ = FRAME.unpack_from(self._map, start)
            start += FRAME.size
            payloads.append(self._map[start : start + length])
            start += length
            most -= length
        return payloads, start

    def unload(self) -> None:
        """Leave the contents to the kernel until they are read: they are in its cache, and in no one's memory."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Let go of the file, and of the lock that says somebody writes it."""
        self._map.close()
        os.close(self._fd)


def _publish(draft: Path, path: Path) -> None:
    """Give `draft` its name. What has the name already is never replaced. Raises: FileExistsError."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links; names are random, so looking first is enough
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)


def _take_room(fd: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(fd, 0, size)
        return
    for start in range(0, size, 1 << 20):  # macOS: writing zeros is the only way to have the blocks
        os.pwrite(fd, bytes(min(1 << 20, size - start)), start)


class Orphan:
    """A segment whose writer is gone, locked by us while we read it."""

    __slots__ = ("_content", "_fd", "path", "torn")

    def __init__(self, path: Path, fd: int, content: bytes) -> None:
        self.path = path
        self.torn = False
        self._fd = fd
        self._content = content

    def payloads(self) -> Iterator[bytes]:
        """Every whole frame. `torn` says afterwards whether something else came behind them."""
        at, content = len(MAGIC), self._content
        if not content.startswith(MAGIC):
            self.torn = bool(content.strip(b"\0"))
            return
        while at + FRAME.size <= len(content):
            length, check = FRAME.unpack_from(content, at)
            payload = content[at + FRAME.size : at + FRAME.size + length]
            if length == 0 or len(payload) < length or crc32(payload) != check:
                unfinished = (
                    length if check == 0 else -FRAME.size
                )  # the writer was killed in the middle of its last one
                self.torn = bool(content[at + FRAME.size + unfinished :].strip(b"\0"))
                return
            yield payload
            at += FRAME.size + length

    def remove(self) -> None:
        """Delete the file; one with a torn end is kept under another name for a person to look at."""
        if self.torn:
            self.path.rename(self.path.with_suffix(".torn"))
        else:
            self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let others have it."""
        os.close(self._fd)


def claim_orphan(path: Path) -> Orphan | None:
    """The segment at `path` if nobody writes it or reads it as an orphan; None otherwise."""
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.exists() and path.stat().st_ino == os.fstat(fd).st_ino:  # nobody removed it before we had the lock
            with os.fdopen(os.dup(fd), "rb") as file:
                return Orphan(path, fd, file.read())
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(fd)
    return None


def sweep_drafts(folder: Path) -> None:
    """Give back the disk of files whose maker was killed before anything could be written to them."""
    for draft in folder.glob(f"*{DRAFT}"):
        orphan = claim_orphan(draft)
        if orphan is not None:
            draft.unlink(missing_ok=True)
            orphan.close()


def last_payload(path: Path) -> bytes | None:
    """The newest whole record in a segment that somebody may be writing; None if it has none or is gone."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    last: bytes | None = None
    for last in Orphan(path, -1, content).payloads():  # noqa: B007 - only where it ends is wanted
        pass
    return last
