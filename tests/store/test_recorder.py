"""After `kill -9` at any moment every acknowledged entry is in the books, and none is there twice."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from deadheat.errors import StoreError
from deadheat.store.contents import read_content
from deadheat.store.entries import read_entries, read_totals
from deadheat.store.migrations import BOOKS, CONTENTS
from deadheat.store.recorder import Recorder
from deadheat.store.sqlite import connect_reading
from tests.store.books import NOON_MS, books, entry

pytestmark = pytest.mark.slow

WRITER = """
import os, sys
from pathlib import Path
from deadheat.store.recorder import Recorder
from tests.store.books import books, entry
start, folder = int(sys.argv[1]), Path(sys.argv[2])
recorder = Recorder(books(folder, writer=f"w{start}"))
number = start
while True:
    for _ in range(20):
        recorder.put(entry(number))
        os.write(1, b"%d\\n" % number)
        number += 1
"""


def kept_ids(folder: Path) -> list[str]:
    db = connect_reading(folder / "books.db", BOOKS)
    ids = [kept.id for kept in read_entries(db, most=10**7)]
    assert sum(total.requests for total in read_totals(db).values()) == len(ids) == len(set(ids))
    db.close()
    return ids


def start_writer(start: int, folder: Path) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WRITER, str(start), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root)


def acknowledged(writer: subprocess.Popen[bytes], *, at_least: int) -> list[int]:
    """Wait for acknowledgements, kill without warning, and read those that were on their way."""
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(at_least)]
    writer.send_signal(signal.SIGKILL)
    whole = b"".join(lines) + writer.stdout.read()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    return [int(line) for line in whole.split(b"\n")[:-1]]


@pytest.mark.parametrize("at_least", [1, 100, 5_000, 40_000])
def test_every_acknowledged_entry_outlives_its_writer_and_counts_once(tmp_path: Path, at_least: int) -> None:
    acks = acknowledged(start_writer(0, tmp_path), at_least=at_least)
    Recorder(books(tmp_path, writer="next")).close()
    kept = kept_ids(tmp_path)
    assert {entry(n).id for n in acks} <= set(kept)
    assert len(kept) - len(acks) in (0, 1), "at most the entry whose acknowledgement was cut off"


def test_several_killed_workers_leave_one_whole_book(tmp_path: Path) -> None:
    writers = [start_writer(start, tmp_path) for start in (0, 10**6, 2 * 10**6)]
    acks = [n for writer in writers for n in acknowledged(writer, at_least=3_000)]
    Recorder(books(tmp_path, writer="next")).close()
    assert {entry(n).id for n in acks} <= set(kept_ids(tmp_path))
    assert not list((tmp_path / "journal" / "entries").iterdir())


def test_a_living_worker_adopts_what_a_killed_one_left(tmp_path: Path) -> None:
    alive = Recorder(books(tmp_path, writer="alive"))
    acks = acknowledged(start_writer(0, tmp_path), at_least=1_000)
    alive._drain._adopt_at = 0.0
    alive.close()
    assert {entry(n).id for n in acks} <= set(kept_ids(tmp_path))


def test_an_entry_is_durable_before_its_answer_may_go(tmp_path: Path) -> None:
    recorder = Recorder(books(tmp_path))
    segment = next((tmp_path / "journal" / "entries").glob("*.journal"))
    assert recorder.put(entry(1))
    assert entry(1).id.encode() in segment.read_bytes()
    recorder.close()


def test_without_room_required_entries_refuse_and_others_count_the_loss(tmp_path: Path) -> None:
    for required in (True, False):
        folder = tmp_path / str(required)
        folder.mkdir()
        recorder = Recorder(books(folder, required=required, max_bytes=8192))
        stop = sqlite3.connect(folder / "books.db", isolation_level=None)
        stop.execute("BEGIN EXCLUSIVE")
        answers = [recorder.put(entry(n)) for n in range(100)]
        lost = recorder.state().lost_entries
        assert 0 < lost < 100
        assert answers.count(False) == (lost if required else 0)
        assert recorder.accepts() is not required
        stop.execute("ROLLBACK")
        stop.close()
        recorder.close()
        assert len(kept_ids(folder)) == 100 - lost


def test_prompts_and_answers_go_to_their_own_file(tmp_path: Path) -> None:
    recorder = Recorder(books(tmp_path))
    asked = entry(1, time_ms=NOON_MS * 10)
    assert recorder.put_content(asked, 1, request=b"the question", reply=b"the answer", full=True)
    recorder.put(asked)
    recorder.close()
    with connect_reading(tmp_path / "contents.db", CONTENTS) as db:
        found = read_content(db, asked.id)
    db.close()
    assert found is not None
    assert found.reply == b"the answer"
    assert b"the question" not in (tmp_path / "books.db").read_bytes()


def test_without_a_place_for_contents_their_loss_is_counted_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder(msgspec.structs.replace(books(tmp_path), contents=None))
    assert not recorder.put_content(entry(1), 1, request=b"q", reply=b"a", full=False)
    assert not recorder.put_content(entry(2), 1, request=b"q", reply=b"a", full=False)
    assert recorder.state().lost_contents == 2
    assert caplog.text.count("contents_not_kept") == 1
    recorder.close()


def test_a_place_for_contents_may_be_opened_later(tmp_path: Path) -> None:
    recorder = Recorder(msgspec.structs.replace(books(tmp_path), contents=None))
    for _ in range(2):
        recorder.open_contents(tmp_path / "later.db")
    assert recorder.put_content(entry(1, time_ms=NOON_MS * 10), 1, request=b"q", reply=b"a", full=True)
    recorder.close()
    with connect_reading(tmp_path / "later.db", CONTENTS) as db:
        assert read_content(db, entry(1, time_ms=NOON_MS * 10).id) is not None
    db.close()


def test_a_journal_that_cannot_be_written_refuses_the_start(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"store\.journal"):
        Recorder(books(tmp_path))


def test_the_settings_behind_the_entries_are_kept(tmp_path: Path) -> None:
    recorder = Recorder(books(tmp_path))
    recorder.note_config("hash", b"{}")
    recorder.put(entry(1))
    recorder.close()
    db = connect_reading(tmp_path / "books.db", BOOKS)
    assert db.execute("SELECT hash FROM configs").fetchall() == [("hash",)]
    db.close()


def test_the_files_of_the_journal_are_for_their_owner_alone(tmp_path: Path) -> None:
    recorder = Recorder(books(tmp_path))
    segment = next((tmp_path / "journal" / "entries").glob("*.journal"))
    assert segment.stat().st_mode & 0o077 == 0
    recorder.close()
