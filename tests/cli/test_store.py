"""Migrating says what it did, and does it once."""

from pathlib import Path

import pytest

from deadheat.cli import store
from deadheat.cli.store import migrate_
from deadheat.errors import StoreError
from deadheat.store.migrations import BOOKS, Migration
from deadheat.store.sqlite import connect


def test_pending_steps_are_applied_once_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "deadheat.toml"
    config.write_text(f'store.url = "sqlite:///{tmp_path}/books.db"')
    with pytest.raises(StoreError, match="no such database"):
        migrate_(config=config)
    connect(tmp_path / "books.db", BOOKS).close()
    monkeypatch.setattr(store, "BOOKS", (*BOOKS, Migration(2, "notes", ("CREATE TABLE notes (id TEXT)",))))
    migrate_(config=config)
    migrate_(config=config)
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}/books.db: applied schema step 2.",
        f"{tmp_path}/books.db: is up to date.",
    ]
