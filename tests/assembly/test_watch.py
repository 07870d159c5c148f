from pathlib import Path

from deadheat.assembly.watch import FileWatch


def test_a_rewritten_and_a_replaced_file_are_noticed_once(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    file.write_text("a")
    watch = FileWatch(file)
    assert not watch.changed()
    file.write_text("ab")
    assert watch.changed()
    assert not watch.changed()
    other = tmp_path / "new"
    other.write_text("ab")
    other.replace(file)
    assert watch.changed()


def test_a_file_that_is_missing_for_a_moment_is_no_change(tmp_path: Path) -> None:
    file = tmp_path / "deadheat.toml"
    file.write_text("a")
    watch = FileWatch(file)
    file.unlink()
    assert not watch.changed()
    file.write_text("abc")
    assert watch.changed()
    assert not FileWatch(None).changed()
