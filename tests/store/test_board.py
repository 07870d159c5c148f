"""The board shows each living worker's own numbers."""

import os
from pathlib import Path

from deadheat.store.board import Gauge, gauges_of, put_up, read_board, take_down


def test_each_worker_replaces_its_own_notice(tmp_path: Path) -> None:
    put_up(tmp_path / "b", "w1", gauges_of({"in_flight": 1}))
    put_up(tmp_path / "b", "w1", gauges_of({"in_flight": 2}))
    put_up(tmp_path / "b", "w2", (Gauge("circuit_open", 1.0, "qwen"),))
    now = (tmp_path / "b" / "w1.now").stat().st_mtime
    found = read_board(tmp_path / "b", now_s=now)
    assert [(n.worker, n.gauges) for n in found] == [
        ("w1", (Gauge("in_flight", 2.0),)),
        ("w2", (Gauge("circuit_open", 1.0, "qwen"),)),
    ]
    take_down(tmp_path / "b", "w1")
    take_down(tmp_path / "b", "w1")
    assert [n.worker for n in read_board(tmp_path / "b", now_s=now)] == ["w2"]


def test_the_notice_of_a_killed_worker_is_taken_down(tmp_path: Path) -> None:
    put_up(tmp_path, "w1", ())
    os.utime(tmp_path / "w1.now", (1_000, 1_000))
    assert read_board(tmp_path, now_s=1_010)
    assert not read_board(tmp_path, now_s=1_016)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_notice_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.now").write_text("not json")
    now = (tmp_path / "x.now").stat().st_mtime
    assert read_board(tmp_path, now_s=now) == ()
    assert read_board(tmp_path / "none", now_s=now) == ()
