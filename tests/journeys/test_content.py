"""Prompts and answers are where their route wants them, and nowhere else."""

import signal
from hashlib import sha256
from pathlib import Path

import pytest

from deadheat.store.contents import read_content
from deadheat.store.migrations import CONTENTS
from deadheat.store.sqlite import connect, connect_reading
from tests.journeys.gateway import ANSWER, QUESTION, serving

pytestmark = pytest.mark.slow

WORDS = (b"Xylograph", b"zugzwang")
assert WORDS[0].decode() in QUESTION
assert WORDS[1].decode() in ANSWER


def files_with_words(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.name for path in found if any(word in path.read_bytes() for word in WORDS)}


@pytest.mark.parametrize("form", ["json", "text"])
def test_nothing_that_was_said_is_left_anywhere_unless_a_route_asks(tmp_path: Path, form: str) -> None:
    with serving(tmp_path, gateway=f'log = "{form}"') as gateway:
        assert gateway.ask().status == 200
        assert gateway.ask("nobody").status == 404
        while_running = files_with_words(tmp_path)
        told = gateway.stop()
    assert while_running == files_with_words(tmp_path) == set()
    assert "event" in told
    assert not any(word.decode() in told for word in WORDS)


def test_full_keeps_the_words_and_hash_only_what_they_hash_to(tmp_path: Path) -> None:
    with serving(tmp_path, route='record = "full"') as gateway:
        answered = gateway.ask()
        gateway.ask("other")
        gateway.stop()
    assert files_with_words(tmp_path) == {"books-content.db"}
    db = connect_reading(tmp_path / "books-content.db", CONTENTS)
    content = read_content(db, answered.id)
    assert db.execute("SELECT count(*) FROM contents").fetchone() == (1,)
    db.close()
    assert content is not None
    assert QUESTION.encode() in (content.request or b"")
    assert content.reply == answered.body

    folder = tmp_path / "hashed"
    folder.mkdir()
    with serving(folder, route='record = "hash"') as gateway:
        answered = gateway.ask()
        gateway.stop()
    assert files_with_words(folder) == set()
    db = connect_reading(folder / "books-content.db", CONTENTS)
    content = read_content(db, answered.id)
    db.close()
    assert content is not None
    assert content.reply_hash == sha256(answered.body).hexdigest()
    assert content.reply is None


def test_a_route_that_keeps_words_from_a_reload_on_is_heeded_without_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as gateway:
        gateway.ask()
        file = tmp_path / "deadheat.toml"
        file.write_text(file.read_text().replace("[routes.other]", 'record = "full"\n[routes.other]'))
        gateway.process.send_signal(signal.SIGHUP)
        for line in gateway.process.stderr or ():
            if "event=reloaded" in line:
                break
        answered = gateway.ask()
        gateway.stop()
    db = connect_reading(tmp_path / "books-content.db", CONTENTS)
    kept = [row[0] for row in db.execute("SELECT id FROM contents")]
    db.close()
    assert kept == [answered.id]


def test_what_was_kept_is_forgotten_in_its_time_though_no_route_keeps_any_more(tmp_path: Path) -> None:
    with serving(tmp_path, route='record = "full"\nkeep_days = 1') as gateway:
        gateway.ask()
        gateway.stop()
    db = connect(tmp_path / "books-content.db", CONTENTS)
    db.execute("UPDATE contents SET keep_until_ms = 1")
    db.close()
    with serving(tmp_path) as gateway:
        gateway.ask()
        gateway.stop()
    db = connect_reading(tmp_path / "books-content.db", CONTENTS)
    assert db.execute("SELECT count(*) FROM contents").fetchone() == (0,)
    db.close()
