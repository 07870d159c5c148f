"""A journal keeps its order over many files, stays under its ceiling, and forgets only what is done."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.store.drain import adopt_orphans
from deadheat.store.journal import Journal, JournalOptions


class Clock:
    """Time that passes when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def journal(folder: Path, *, max_bytes: int = 1 << 20, clock: Clock | None = None) -> Journal:
    options = JournalOptions(folder=folder, writer="w", max_bytes=max_bytes, segment_bytes=1024)
    return Journal(options, clock=clock or Clock())


def everything(kept: Journal) -> list[bytes]:
    found: list[bytes] = []
    while batch := kept.unread(most=200):
        found += batch
        kept.done()
    return found


@pytest.fixture(scope="module")
def spare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journal")


@given(steps=st.lists(st.binary(min_size=1, max_size=300) | st.sampled_from(["read", "prepare", "peek"]), max_size=60))
def test_records_come_out_once_and_in_order_however_reading_and_writing_mix(
    spare_folder: Path, steps: list[bytes | str]
) -> None:
    kept = journal(spare_folder)
    written: list[bytes] = []
    read: list[bytes] = []
    for step in steps:
        if isinstance(step, bytes):
            assert kept.append(step)
            written.append(step)
        elif step == "prepare":
            kept.prepare()
        else:
            batch = kept.unread(most=200)
            if step == "read":
                read += batch
                kept.done()
    read += everything(kept)
    assert read == written
    assert kept.backlog_bytes() == 0
    kept.close()
    assert list(spare_folder.iterdir()) == []


def test_what_was_not_done_is_there_for_whoever_comes_next(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    for number in range(100):
        kept.append(b"%03d" % number * 20)
    assert kept.unread(most=100)
    kept.close()
    found: list[bytes] = []
    assert adopt_orphans(tmp_path, found.extend) == 100
    assert found == [b"%03d" % number * 20 for number in range(100)]
    assert list(tmp_path.iterdir()) == []


def test_at_the_ceiling_appends_fail_and_admission_closed_before(tmp_path: Path) -> None:
    clock = Clock()
    kept = journal(tmp_path, max_bytes=3 * 1024, clock=clock)
    refused_at = next(i for i in range(200) if not kept.append(b"x" * 42))
    assert refused_at == 3 * (1024 - 16) // 50
    assert not kept.accepts()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 3 * 1024
    kept.close()


def test_admission_closes_while_there_is_still_room_for_what_is_under_way(tmp_path: Path) -> None:
    kept = journal(tmp_path, max_bytes=1024)
    while kept.accepts():
        assert kept.append(b"x" * 42)
        kept.prepare()
    assert kept.append(b"x" * 400)
    kept.close()


def test_room_given_back_is_used_again(tmp_path: Path) -> None:
    clock = Clock()
    kept = journal(tmp_path, max_bytes=2 * 1024, clock=clock)
    while kept.append(b"x" * 42):
        pass
    everything(kept)
    clock.now += 1
    assert kept.append(b"x" * 42)
    assert kept.accepts()
    kept.close()


def test_admission_opens_again_without_anybody_writing(tmp_path: Path) -> None:
    clock = Clock()
    kept = journal(tmp_path, max_bytes=1024, clock=clock)
    while kept.append(b"x" * 42):
        pass
    kept.prepare()
    assert not kept.accepts()
    everything(kept)
    clock.now += 1
    kept.prepare()
    assert kept.accepts()
    assert kept.append(b"x" * 42)
    everything(kept)
    assert len(list(tmp_path.iterdir())) == 1
    kept.close()


def test_a_record_larger_than_a_segment_gets_a_file_of_its_own(tmp_path: Path) -> None:
    kept = journal(tmp_path)
    assert kept.append(b"small")
    assert kept.append(b"L" * 5000)
    assert kept.append(b"after")
    assert everything(kept) == [b"small", b"L" * 5000, b"after"]
    kept.close()


def test_a_full_disk_is_an_answer_not_an_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = journal(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)
    while kept.append(b"x" * 42):
        pass
    assert not kept.accepts()
    monkeypatch.undo()
    kept.close()


def test_a_run_with_the_process_id_of_a_killed_one_takes_nothing_from_it(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.append(b"from the first run")
    first._active.close()  # as kill -9 leaves it: the lock is gone, the file is there
    second = journal(tmp_path)
    second.append(b"from the second run")
    found: list[bytes] = []
    assert adopt_orphans(tmp_path, found.extend) == 1
    assert found == [b"from the first run"]
    second.close()


def resident_file_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssFile:")[1].split()[0])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what is resident")
def test_a_long_outage_takes_disk_and_no_memory(tmp_path: Path) -> None:
    options = JournalOptions(folder=tmp_path, writer="w", max_bytes=1 << 28, segment_bytes=1 << 22)
    kept = Journal(options, clock=Clock())
    before = resident_file_kb()
    for _ in range(100_000):
        kept.append(b"x" * 400)
        if kept._active.position > 1 << 21:
            kept.prepare()
    assert kept.backlog_bytes() == 100_000 * 408
    assert resident_file_kb() - before < 12_000, "at most the segment in use, its spare and the last one sealed"
    kept.close()
