"""Whether a file has changed since it was looked at last."""

import os
from pathlib import Path


class FileWatch:
    """Compares what the system says about a file. Editors replace files, so a new inode counts as a change too."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen = self._look()

    def changed(self) -> bool:
        """Whether the file is another one than at the last call; a file that is missing for the moment is not."""
        if self._path is None:
            return False
        now = self._look()
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True

    def _look(self) -> tuple[int, int, int] | None:
        if self._path is None:
            return None
        try:
            found = os.stat(self._path)  # noqa: PTH116 - follows links, as Kubernetes mounts use them
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)
