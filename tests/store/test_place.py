"""The books lie where the settings say."""

from pathlib import Path

import pytest

from deadheat.errors import ConfigError
from deadheat.store.place import find_place


def test_contents_and_journal_lie_beside_the_books_unless_named() -> None:
    place = find_place("sqlite:////d/a.db")
    assert (place.file, place.contents, place.journal) == (
        Path("/d/a.db"),
        Path("/d/a-content.db"),
        Path("/d/a.db-journal.d"),
    )
    named = find_place("sqlite:////d/a.db", journal="/j", content="/c.db")
    assert (named.contents, named.journal) == (Path("/c.db"), Path("/j"))


def test_another_kind_of_store_is_refused() -> None:
    with pytest.raises(ConfigError, match="keeps its books in SQLite"):
        find_place("mysql://x")
