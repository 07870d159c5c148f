from pathlib import Path

from deadheat.assembly.watch import FileWatch


def test_a_rewritten_and_a_replaced_file_are_noticed_once_they_rest(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    file.write_text("a")
    watch = FileWatch(file)
    assert not watch.changed()
    file.write_text("ab")
    assert [watch.changed() for _ in range(3)] == [False, True, False]
    other = tmp_path / "new"
    other.write_text("ab")
    other.replace(file)
    assert [watch.changed() for _ in range(3)] == [False, True, False]


def test_a_file_that_is_being_written_is_no_change_yet(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    file.write_text("whole")
    watch = FileWatch(file)
    for text in ("", "w", "wh", "whole again"):
        file.write_text(text)
        assert not watch.changed()
    assert watch.changed()


def test_a_file_that_is_missing_for_a_moment_is_no_change_and_one_that_appears_is(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    file.write_text("a")
    watch = FileWatch(file)
    file.unlink()
    assert [watch.changed() for _ in range(2)] == [False, False]
    file.write_text("abc")
    assert [watch.changed() for _ in range(2)] == [False, True]
    late = FileWatch(tmp_path / "late.toml")
    assert [late.changed() for _ in range(2)] == [False, False]
    (tmp_path / "late.toml").write_text("a")
    assert [late.changed() for _ in range(2)] == [False, True]


def test_a_file_that_was_taken_is_no_change(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    watch = FileWatch(file)
    file.write_text("a")
    watch.take()
    assert [watch.changed() for _ in range(2)] == [False, False]
