"""What can be read only once is copied, and named for what it holds."""

import io
import os
import sys
import threading
from pathlib import Path

import pytest

from deadheat.cli.input import STDIN, readable
from deadheat.errors import DataError


class _Stdin:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"item,model,score\n" * 1000, "stdin.csv"),
        (b'\xef\xbb\xbf\n{"item": 1}\n', "stdin.jsonl"),
        (b' [{"item": 1}]', "stdin.json"),
        (b"PAR1 rows PAR1", "stdin.parquet"),
        (b"", "stdin.csv"),
    ],
)
def test_stdin_is_whole_and_named_for_its_content(monkeypatch: pytest.MonkeyPatch, content: bytes, name: str) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(content))
    with readable(STDIN) as path:
        assert path.name == name
        assert path.read_bytes() == content
    assert not path.exists()


def test_a_pipe_is_read_once_and_a_file_is_read_in_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.parquet"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"item\n1\n"))
    writer.start()
    with readable(pipe) as path:
        assert (path.name, path.read_bytes(), path.read_bytes()) == ("pipe.csv", b"item\n1\n", b"item\n1\n")
    writer.join()
    for place in (tmp_path / "absent.csv", tmp_path):  # what is wrong with them is for the reader to say
        with readable(place) as path:
            assert path == place


def test_a_closed_stdin_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DataError, match="is closed"), readable(STDIN):
        pass
