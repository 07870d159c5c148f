"""How commands speak: the result on stdout, everything else on stderr, `--json` as exactly one document."""

import os
import re
import shutil
import sys
from pathlib import Path
from secrets import token_hex

import msgspec

from deadheat.errors import DataError, DeadheatError


def print_json(document: object) -> None:
    """Write one JSON document and a newline to stdout."""
    _put(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n", encoding="utf-8")


# What stands for a character in an encoding that lacks it; without one it is a question mark.
_PLAIN = str.maketrans("·├┤─│●░←→×–", ".[]-|o:<>x-", "") | str.maketrans({"±": "+-"})


def print_plain(text: str, *, emphasis: tuple[str, ...] = ()) -> None:
    """Write text and a newline to stdout; on a terminal, cells of a table that hold words of `emphasis` are bold."""
    if emphasis and sys.stdout and sys.stdout.isatty() and _shows_bold():
        cell = rf"(?<=  )({'|'.join(emphasis)})(?=  | \(|$)"
        text = re.sub(cell, "\x1b[1m\\1\x1b[0m", text, flags=re.MULTILINE)
    _put(text + "\n", encoding=getattr(sys.stdout, "encoding", "utf-8"))


def _shows_bold() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int | None:
    """Columns of the terminal that stdout is; None where it is a file or a pipe, which have room for any line."""
    return shutil.get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else None


def _put(text: str, *, encoding: str) -> None:
    """Text on stdout, whole; what its encoding cannot write becomes the plainest likeness, or a question mark.

    Raises: DataError if stdout is closed or full; BrokenPipeError if its reader has gone.
    """
    if sys.stdout is None:  # what Python has where the descriptor was closed
        raise DataError("is closed, so the result cannot be written.", where="stdout")
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        content = text.translate(_PLAIN).encode(encoding, errors="replace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DataError(f"the result cannot be written: {error.strerror}.", where="stdout") from error


def note(text: str) -> None:
    """Say something beside the result, on stderr."""
    sys.stderr.write(text + "\n")


def write_text(path: Path, text: str) -> None:
    """`write_bytes` for text, as UTF-8."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or nothing, so that a reader never sees half of it; say so on stderr.

    A link is followed; a device or a pipe is written to, not replaced.
    Raises: DataError if the place cannot be written.
    """
    if path.is_dir():
        raise DataError("is a folder. Expected the name of a file to write.", where=str(path))
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}.", where=str(path)) from error
    note(f"wrote {path}")


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{token_hex(8)}.part")
    try:
        part.write_bytes(content)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def report_error(error: DeadheatError, *, as_json: bool) -> None:
    """Say on stderr what happened, where, and what to do; as one JSON document when the command was asked for JSON."""
    if as_json:
        body = {"code": error.code, "message": error.message, "where": error.where, "hint": error.hint}
        sys.stderr.write(msgspec.json.encode({"schema": "deadheat.error/1", "error": body}).decode() + "\n")
        return
    place = f"{error.where}: " if error.where else ""
    sys.stderr.write(f"error: {place}{error.message}\n")
    if error.hint:
        sys.stderr.write(f"  {error.hint}\n")
