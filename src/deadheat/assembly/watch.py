"""Whether a file has changed since it was read last."""

import os
from pathlib import Path


class FileWatch:
    """Compares what the system says about a file. Editors replace files, so a new inode counts as a change too.

    Made before the file is read for the first time: what is written between the two is then a change, and not missed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken = self._looked = self._look()

    def changed(self) -> bool:
        """Whether the file is another one than when it was taken last, and at rest since the last call.

        A file that is missing or being written at the moment is no change yet. One that changed counts as taken.
        """
        before, self._looked = self._looked, self._look()
        if self._looked is None or self._looked == self._taken or self._looked != before:
            return False
        self._taken = self._looked
        return True

    def take(self) -> None:
        """The file of this moment is about to be read, changed or not."""
        self._taken = self._looked = self._look()

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - follows links, as Kubernetes mounts use them
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)
