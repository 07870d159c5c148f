"""Files that a command reads, which may be stdin or a pipe: what can be read only once is copied to disk first."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from deadheat.errors import DataError

STDIN = Path("-")
_BLANK = b"\xef\xbb\xbf \t\r\n"


@contextmanager
def readable(file: Path) -> Iterator[Path]:
    """`file`; or where it is `-` (stdin), a pipe or a device, a copy that lasts as long and is named for its content.

    Raises: DataError if it cannot be opened, or stdin is closed.
    """
    if file != STDIN and (not file.exists() or file.is_file() or file.is_dir()):
        yield file
        return
    with TemporaryDirectory(prefix="deadheat-") as folder, _opened(file) as stream:
        head = stream.read(4096)
        copy = Path(folder) / f"{'stdin' if file == STDIN else 'pipe'}{_ending(head)}"
        with copy.open("wb") as out:
            out.write(head)
            shutil.copyfileobj(stream, out)
        yield copy


def _opened(file: Path) -> BinaryIO:
    if file != STDIN:
        try:
            return file.open("rb")
        except OSError as error:
            raise DataError(f"cannot be opened: {error.strerror}.", where=str(file)) from error
    if sys.stdin is None:  # what Python has where the descriptor was closed
        raise DataError("is closed, so nothing can be read.", where="stdin")
    return sys.stdin.buffer


def _ending(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return ".parquet"
    start = head.lstrip(_BLANK)[:1]
    return {b"{": ".jsonl", b"[": ".json"}.get(start, ".csv")
