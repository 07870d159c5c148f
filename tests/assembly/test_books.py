from pathlib import Path

from deadheat.assembly import prices, serve, telemetry
from deadheat.assembly.books import open_books, read_keyring
from deadheat.settings.load import load
from deadheat.store import recorder
from deadheat.store.keys import create_key
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect


def test_the_books_lie_where_the_settings_say_and_their_keys_are_found(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/books.db"\n')
    settings = load(file, {})
    assert settings.place.file == tmp_path / "books.db"
    book = open_books(settings, 0)
    assert book.accepts()
    book.close()
    db = connect(tmp_path / "books.db", BOOKS)
    key = create_key(db, "me", routes=None, now_ms=0)
    db.close()
    found = read_keyring(settings).find(key.secret.encode())
    assert found is not None
    assert found.id == key.record.id


def test_the_end_of_a_worker_waits_for_prices_and_the_supervisor_for_the_worker() -> None:
    assert prices.PATIENCE_S < recorder.CLOSE_S
    assert recorder.CLOSE_S + telemetry.CLOSE_S < serve.GRACE_S
