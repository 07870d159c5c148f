"""Commands find the books where the settings say."""

from pathlib import Path

import pytest

from deadheat.cli.books import place_of, read_books
from deadheat.errors import ConfigError, StoreError


def test_contents_and_journal_lie_beside_the_books_unless_told_otherwise(tmp_path: Path) -> None:
    config = tmp_path / "deadheat.toml"
    config.write_text(f'store.url = "sqlite:///{tmp_path}/a.db"')
    place = place_of(config)
    assert (place.file, place.contents) == (tmp_path / "a.db", tmp_path / "a-content.db")
    assert place.journal == tmp_path / "a.db-journal.d"
    config.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/a.db"\ncontent = "c.db"\njournal = "j"')
    assert (place_of(config).contents, place_of(config).journal) == (Path("c.db"), Path("j"))


def test_a_key_that_is_not_set_does_not_keep_anybody_from_the_books(tmp_path: Path) -> None:
    config = tmp_path / "deadheat.toml"
    config.write_text('[hosts.a]\nbase_url = "https://a.example/v1"\nkey = "env:NOT_SET"')
    assert place_of(config).file == Path("deadheat.db")


def test_books_that_are_not_there_and_other_stores_are_told(tmp_path: Path) -> None:
    config = tmp_path / "deadheat.toml"
    config.write_text(f'store.url = "sqlite:///{tmp_path}/a.db"')
    with pytest.raises(StoreError, match="deadheat serve"):
        read_books(config)
    config.write_text('store.url = "postgresql://db/x"')
    with pytest.raises(ConfigError, match="postgresql"):
        read_books(config)
