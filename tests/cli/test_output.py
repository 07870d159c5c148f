"""Errors have one shape for people and one for programs."""

import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deadheat.cli.output import print_json, print_plain, report_error, write_bytes
from deadheat.errors import DataError

DEADHEAT = str(Path(sys.executable).parent / "deadheat")


def test_json_is_one_document_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": 1.5, "b": None})
    assert json.loads(capsys.readouterr().out) == {"a": 1.5, "b": None}


def test_error_names_place_and_remedy_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    error = DataError("score is 'x'.", where="a.csv:3", hint="Use a number.")
    report_error(error, as_json=False)
    assert capsys.readouterr().err == "error: a.csv:3: score is 'x'.\n  Use a number.\n"
    report_error(error, as_json=True)
    body = json.loads(capsys.readouterr().err)
    assert body["error"]["code"] == "data"
    assert body["error"]["where"] == "a.csv:3"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    for content in (b"one", b"two"):
        write_bytes(path, content)
        assert path.read_bytes() == content
    assert [p.name for p in path.parent.iterdir()] == ["r.html"]


def test_a_file_has_the_rights_that_its_user_gives(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        write_bytes(tmp_path / "mine", b"one")
        (tmp_path / "shared").touch()
        (tmp_path / "shared").chmod(0o664)
        write_bytes(tmp_path / "shared", b"two")
    finally:
        os.umask(mask)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("mine", "shared")] == [0o600, 0o664]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "r.html")
    write_bytes(tmp_path / "link", b"page")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "r.html").read_bytes() == b"page"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_bytes(pipe, b"page")
    reader.join()
    assert read == [b"page"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("place", ["", "new/c.html", "file/c.html"])
def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError):
        write_bytes(tmp_path / place, b"page")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("setup", "code", "message"),
    [("exec >/dev/full", 1, "stdout: the result cannot be written: No space"), ("exec >&-", 1, "stdout: is closed")],
)
@pytest.mark.parametrize("command", ["demo --list", "share"])
@pytest.mark.slow
def test_a_result_that_cannot_be_written_is_an_error(command: str, setup: str, code: int, message: str) -> None:
    done = subprocess.run(["sh", "-c", f"{setup}; {DEADHEAT} {command}"], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_narrow_encoding_loses_signs_but_no_result() -> None:
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [DEADHEAT, "demo", "--challenger", "kimi-k2.6"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=narrow)
    assert "dead heat" in done.stdout
    assert "margin +-5 pp" in done.stdout


class _Terminal:
    encoding = "utf-8"

    def __init__(self) -> None:
        self.buffer = io.BytesIO()

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, "openai  a  \x1b[1mopen\x1b[0m  1, behind on x\n"),
        ({"NO_COLOR": "1"}, "openai  a  open  1, behind on x\n"),
        ({"TERM": "dumb"}, "openai  a  open  1, behind on x\n"),
    ],
)
def test_only_whole_cells_are_bold_and_only_where_the_terminal_shows_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], shown: str
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    print_plain("openai  a  open  1, behind on x", emphasis=("open", "behind"))
    assert terminal.buffer.getvalue().decode() == shown


def test_an_encoding_without_the_signs_gets_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    terminal.encoding = "ascii"
    monkeypatch.setattr(sys, "stdout", terminal)
    print_plain("±5 pp · ├─●─┤ 8×2 é")
    assert terminal.buffer.getvalue() == b"+-5 pp . [-o-] 8x2 ?\n"
