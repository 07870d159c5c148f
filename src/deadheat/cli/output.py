"""How commands speak: the result on stdout, everything else on stderr, `--json` as exactly one document."""

import sys

import msgspec

from deadheat.errors import DeadheatError


def print_json(document: object) -> None:
    """Write one JSON document and a newline to stdout."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")


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
