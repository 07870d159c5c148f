"""The machine: Python, SQLite, disk, ports."""

import errno
import shutil
import socket
import sqlite3
import sys
from pathlib import Path

from deadheat.cli.checks.finding import Finding
from deadheat.settings.address import Address

OLDEST_SQLITE = (3, 37, 0)
LEAST_FREE = 256 * 1024 * 1024


def check_versions() -> Finding:
    """Python and SQLite are new enough for the store."""
    told = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        fix = "Install a Python whose SQLite is 3.37 or newer; the ones uv installs are."
        return Finding(check="versions", state="failed", detail=told, fix=fix)
    return Finding(check="versions", state="ok", detail=told)


def check_disk(folder: Path, *, wanted: int) -> Finding:
    """There is room for the journal's ceiling where the books lie."""
    there = next((path for path in (folder.resolve(), *folder.resolve().parents) if path.exists()), Path("/"))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        fix = "Name a folder in store.url that exists and can be read."
        return Finding(check="disk", state="failed", detail=f"{there}: {error.strerror}", fix=fix)
    told = f"{free / 1e9:.1f} GB free at {there}; the journal may take {wanted / 1e9:.1f} GB"
    fix = "Free some space, or lower store.journal_max_bytes."
    if free < LEAST_FREE:
        return Finding(check="disk", state="failed", detail=told, fix=fix)
    return Finding(
        check="disk", state="warning" if free < wanted else "ok", detail=told, fix=fix if free < wanted else ""
    )


def check_port(name: str, address: Address) -> Finding:
    """The gateway can listen where it is told to."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    told = f"{address.host}:{address.port}"
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((address.host, address.port))
        except OSError as error:
            return _no_port(name, told, error)
    return Finding(check=name, state="ok", detail=f"{told} is free")


def _no_port(name: str, told: str, error: OSError) -> Finding:
    if error.errno == errno.EADDRINUSE:
        fix = f"If that is not a running `deadheat serve`, set gateway.{name} to another port."
        return Finding(check=name, state="warning", detail=f"{told} is in use", fix=fix)
    fix = f"Set gateway.{name} to an address of this machine" + (
        " and a port of 1024 or more." if error.errno == errno.EACCES else "."
    )
    return Finding(check=name, state="failed", detail=f"{told}: {error.strerror or error}", fix=fix)
