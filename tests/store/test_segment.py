"""A segment gives back exactly what was written, however its writer ended."""

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.store.segment import FRAME, MAGIC, Segment, claim_orphan, last_payload, sweep_drafts


def orphaned(path: Path, payloads: list[bytes]) -> None:
    segment = Segment(path, 4096)
    for payload in payloads:
        assert segment.append(payload)
    segment.close()


@given(st.lists(st.binary(min_size=1, max_size=100), max_size=20))
def test_an_orphan_holds_what_its_writer_kept(payloads: list[bytes]) -> None:
    path = Path(os.environ["PYTEST_FOLDER"]) / "a.journal"
    orphaned(path, payloads)
    orphan = claim_orphan(path)
    assert orphan is not None
    assert list(orphan.payloads()) == payloads
    assert not orphan.torn
    orphan.remove()
    orphan.close()
    assert not path.exists()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_FOLDER", str(tmp_path))


def test_what_does_not_fit_is_refused_and_what_is_there_stays(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "a.journal", 100)
    assert segment.append(b"x" * (100 - len(MAGIC) - FRAME.size))
    assert not segment.append(b"y")
    assert segment.read(len(MAGIC), most=1000)[0] == [b"x" * (100 - len(MAGIC) - FRAME.size)]
    segment.close()


def test_reading_goes_on_where_it_stopped(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "a.journal", 4096)
    for payload in (b"one", b"two", b"three"):
        segment.append(payload)
    first, at = segment.read(len(MAGIC), most=1)
    rest, _ = segment.read(at, most=1000)
    assert (first, rest) == ([b"one"], [b"two", b"three"])
    segment.close()


def test_a_segment_in_use_is_nobodys_orphan(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "a.journal", 4096)
    assert claim_orphan(tmp_path / "a.journal") is None
    segment.close()


def test_an_orphan_is_read_by_one_at_a_time(tmp_path: Path) -> None:
    orphaned(tmp_path / "a.journal", [b"x"])
    first = claim_orphan(tmp_path / "a.journal")
    assert first is not None
    assert claim_orphan(tmp_path / "a.journal") is None
    first.close()
    again = claim_orphan(tmp_path / "a.journal")
    assert again is not None
    again.close()


@given(st.integers(len(MAGIC), 4095), st.integers(1, 255))
def test_damage_loses_nothing_before_it_and_is_noticed(at: int, change: int) -> None:
    path = Path(os.environ["PYTEST_FOLDER"]) / "damaged.journal"
    payloads = [bytes([65 + i]) * 50 for i in range(5)]
    orphaned(path, payloads)
    content = bytearray(path.read_bytes())
    content[at] ^= change
    path.write_bytes(content)
    orphan = claim_orphan(path)
    assert orphan is not None
    found = list(orphan.payloads())
    orphan.remove()
    orphan.close()
    frame = (at - len(MAGIC)) // (50 + FRAME.size)
    assert found == payloads[: min(5, frame)]
    assert orphan.torn
    assert path.with_suffix(".torn").exists() == orphan.torn
    path.with_suffix(".torn").unlink(missing_ok=True)


def test_no_room_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, offset: int, length: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="No space"):
        Segment(tmp_path / "a.journal", 4096)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_segment_is_kept_for_a_person(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    path.write_bytes(b"something else")
    orphan = claim_orphan(path)
    assert orphan is not None
    assert list(orphan.payloads()) == []
    assert orphan.torn
    orphan.close()


@pytest.mark.parametrize("copied", [0, 1, 49, 50])
def test_a_writer_killed_in_the_middle_of_a_record_leaves_no_damage(tmp_path: Path, copied: int) -> None:
    path = tmp_path / "a.journal"
    orphaned(path, [b"whole"])
    content = bytearray(path.read_bytes())
    at = len(MAGIC) + FRAME.size + len(b"whole")
    content[at : at + FRAME.size] = FRAME.pack(50, 0)
    content[at + FRAME.size : at + FRAME.size + copied] = b"x" * copied
    path.write_bytes(content)
    orphan = claim_orphan(path)
    assert orphan is not None
    assert list(orphan.payloads()) == [b"whole"]
    assert not orphan.torn
    orphan.close()


def test_pages_a_power_cut_left_empty_before_others_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    orphaned(path, [b"x" * 50] * 5)
    content = bytearray(path.read_bytes())
    content[len(MAGIC) + 58 : len(MAGIC) + 116] = bytes(58)
    path.write_bytes(content)
    orphan = claim_orphan(path)
    assert orphan is not None
    assert list(orphan.payloads()) == [b"x" * 50]
    assert orphan.torn
    orphan.close()


def test_a_name_that_is_taken_is_never_replaced(tmp_path: Path) -> None:
    orphaned(tmp_path / "a.journal", [b"kept"])
    with pytest.raises(FileExistsError):
        Segment(tmp_path / "a.journal", 4096)
    orphan = claim_orphan(tmp_path / "a.journal")
    assert orphan is not None
    assert list(orphan.payloads()) == [b"kept"]
    orphan.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.journal"]


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    orphaned(tmp_path / "a.journal", [b"kept"])
    with pytest.raises(FileExistsError):
        Segment(tmp_path / "a.journal", 4096)
    assert [path.name for path in tmp_path.iterdir()] == ["a.journal"]


def test_the_draft_of_a_killed_maker_is_swept_and_one_in_the_making_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.journal.draft").write_bytes(bytes(4096))
    with (tmp_path / "b.journal.draft").open("wb") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        sweep_drafts(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["b.journal.draft"]


def test_what_was_unloaded_is_read_as_before(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "a.journal", 1 << 16)
    for number in range(100):
        segment.append(b"%03d" % number * 100)
    segment.unload()
    assert segment.read(len(MAGIC), most=1 << 20)[0] == [b"%03d" % number * 100 for number in range(100)]
    segment.close()


def test_the_newest_record_is_seen_while_it_is_being_written_after(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "a.journal", 4096)
    assert last_payload(tmp_path / "a.journal") is None
    for payload in (b"one", b"two"):
        segment.append(payload)
        assert last_payload(tmp_path / "a.journal") == payload
    segment.close()
    assert last_payload(tmp_path / "none.journal") is None
