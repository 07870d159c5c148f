"""Where the books lie: the files that `[store]` names, and those it implies."""

from pathlib import Path

from msgspec import Struct

from deadheat.store.sqlite import database_file


class Place(Struct, frozen=True, kw_only=True):
    """The database of entries, totals and keys; the one of prompts and answers; the folder of the journals."""

    file: Path
    contents: Path
    journal: Path


def find_place(url: str, *, journal: str | None = None, content: str | None = None) -> Place:
    """The books of `store.url`, with `store.journal` and `store.content` where they are set.

    Raises: ConfigError if the URL is not one of SQLite's.
    """
    file = database_file(url)
    return Place(
        file=file,
        contents=Path(content) if content else file.with_name(f"{file.stem}-content{file.suffix}"),
        journal=Path(journal) if journal else file.with_name(f"{file.name}-journal.d"),
    )
