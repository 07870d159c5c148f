"""Parties that the user refuses to deal with: lists are the user's own files, matched by name and never guessed."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct

from deadheat.errors import DataError
from deadheat.facts.catalogue import PartyMatch
from deadheat.facts.host import Host
from deadheat.facts.model import Lab

COLUMNS = ("name", "list", "as_of", "note")


class RefusedParty(Struct, frozen=True, kw_only=True):
    """One name of a list of the user's, with the place it was read from."""

    name: str
    list_name: str
    as_of: date
    note: str
    where: str


def read_refused(file: Path) -> tuple[RefusedParty, ...]:
    """The parties of one list with the columns name, list, as_of (a day) and note.

    Raises: DataError with file and line, for a missing column, an empty name or a date that is none.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DataError("There is no such list of refused parties.", where=str(file)) from error
    except UnicodeDecodeError as error:
        raise DataError("This list is not UTF-8 text.", where=str(file)) from error
    except OSError as error:
        raise DataError(f"This list of refused parties cannot be read: {error.strerror}.", where=str(file)) from error
    # A comment takes a line away from the table, not from the count of lines.
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if not line.startswith("#")]
    table = csv.DictReader(line for _, line in lines)
    stated = table.fieldnames or ()
    if missing := [column for column in COLUMNS if column not in stated]:
        raise DataError(f"The column {missing[0]!r} is missing. Expected {', '.join(COLUMNS)}.", where=str(file))
    return tuple(_party(row, f"{file}:{lines[table.line_num - 1][0]}") for row in table)


def match_party(lab: Lab | None, host: Host | None, parties: Iterable[RefusedParty]) -> tuple[PartyMatch, ...]:
    """Where the lab, the host, or a company that is claimed to contract for the host stands on a list."""
    names: list[tuple[str, str, str]] = []
    if lab is not None:
        names += [(lab.id, "lab", name) for name in (lab.id, lab.name, *lab.namespaces)]
    if host is not None:
        names += [(host.id, "host", name) for name in (host.id, host.name) if name]
        names += [(host.id, "contracting entity", claim.value) for claim in host.entity]
    listed: dict[str, list[RefusedParty]] = {}
    for refused in parties:
        listed.setdefault(_plain(refused.name), []).append(refused)
    found = {
        (party, role, refused.where): PartyMatch(
            party=party,
            role=role,
            matched=name,
            list_name=refused.list_name,
            as_of=refused.as_of,
            where=refused.where,
        )
        for party, role, name in names
        for refused in listed.get(_plain(name), ())
    }
    return tuple(found.values())


def _party(row: dict[str, str], where: str) -> RefusedParty:
    name = (row["name"] or "").strip()
    if not name:
        raise DataError("The name is empty. Expected the name of a lab, host or company.", where=where)
    try:
        day = date.fromisoformat((row["as_of"] or "").strip())
    except ValueError as error:
        raise DataError(f"as_of is {row['as_of']!r}. Expected a day such as 2026-11-23.", where=where) from error
    return RefusedParty(
        name=name, list_name=(row["list"] or "").strip(), as_of=day, note=row["note"] or "", where=where
    )


def _plain(name: str) -> str:
    """Names compare without case, spacing and points: `Example Co., Ltd.` is `example co ltd`."""
    return " ".join("".join(char if char.isalnum() else " " for char in name.casefold()).split())
